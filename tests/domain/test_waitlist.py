"""Who waits gets the place: whose turn it is, for how long it is held, and what becomes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import availability, needs, waitlist
from brigade.models import Booking, Entry, Expert, ExpertSpecialty, Need, Offer, Seat, Specialty, WaitlistEntry
from tests.life.cast import Cast, author, make_cast, open_offer, refusal
from tests.life.scenes import Set, make_set


def make_queue(number: int, **edition: object) -> tuple[Set, list[Need], Booking]:
    """Amélie's first hour is taken; that many needs of as many organizations wait, a minute after each other."""
    on = make_set(make_cast(**edition))
    waiting = [on.cast.need(on.cast.organization(f"Organisme {n}")) for n in range(number)]
    held = on.booked()
    for need in waiting:
        on.cast.wait(need)
    return on, waiting, held


def offered(needs_: Iterable[Need]) -> list[Need]:
    return [need for need in needs_ if open_offer(need)]


def open_hour(cast: Cast, expert: Expert) -> None:
    """This expert opens the last hour of the day."""
    cast.commit(lambda: availability.set_open(expert, {cast.slots[-1].id}, by=expert.person, now=cast.now))


def decide(cast: Cast, need: Need, act: str) -> None:
    """Answer the need's open offer."""
    offer = open_offer(need)
    assert offer is not None
    answer = waitlist.accept if act == "accept" else waitlist.decline
    cast.commit(lambda: answer(offer, by=author(need), now=cast.now))


def test_longest_waiting_first_and_then_the_next(app: Flask) -> None:
    on, waiting, held = make_queue(3)
    on.cast.cancel(held)
    assert offered(waiting) == waiting[:1]
    decide(on.cast, waiting[0], "pass")
    assert offered(waiting) == waiting[1:2]
    on.cast.forward(hours=2)
    on.cast.commit(lambda: waitlist.lapse_due(on.cast.now))
    assert offered(waiting) == waiting[2:]
    decide(on.cast, waiting[2], "accept")
    [met] = db.session.scalars(select(Booking).where(Booking.state == "live"))
    assert met.need == waiting[2]


def test_whom_the_expert_knows_best_goes_before_who_waits_longer(app: Flask) -> None:
    on, waiting, _held = make_queue(2)
    newsletters = Specialty(slug="newsletters", domain=on.cast.ticketing.domain, name_fr="Infolettres", name_en="Mail")
    db.session.add(newsletters)
    denise = on.cast.expert("Denise", slots=[])
    denise.skills.append(ExpertSpecialty(specialty=newsletters, is_main=False))
    waiting[0].specialties = [newsletters]
    open_hour(on.cast, denise)
    assert offered(waiting) == waiting[1:]


def test_who_has_no_session_yet_goes_before_who_waits_longer(app: Flask) -> None:
    on, waiting, _held = make_queue(1)
    second = on.cast.need(on.theatre)
    db.session.get_one(WaitlistEntry, on.cast.wait(second).id).joined_at -= timedelta(days=1)
    open_hour(on.cast, on.cast.expert("Denise", slots=[]))
    assert offered([second, *waiting]) == waiting


def test_who_waits_for_specialists_only_is_passed_over_by_others(app: Flask) -> None:
    on, (strict, other), _held = make_queue(2)
    on.cast.wait(strict, flexible=False)
    open_hour(on.cast, on.cast.expert("Denise", is_main=False, slots=[]))
    assert offered([strict, other]) == [other]


def test_joining_again_costs_nobody_their_turn(app: Flask) -> None:
    on, waiting, held = make_queue(2)
    on.cast.wait(waiting[0], flexible=False)
    on.cast.cancel(held)
    assert offered(waiting) == waiting[:1]


def test_leaving_and_joining_again_is_the_end_of_the_queue(app: Flask) -> None:
    on, waiting, held = make_queue(2)
    on.cast.commit(lambda: waitlist.leave(waiting[0], by=author(waiting[0]), now=on.cast.now))
    on.cast.wait(waiting[0])
    on.cast.cancel(held)
    assert offered(waiting) == waiting[1:]


def test_who_came_in_the_same_instant_is_drawn_by_what_the_server_made(app: Flask) -> None:
    on, waiting, held = make_queue(4)
    for entry in db.session.scalars(select(WaitlistEntry)):
        entry.joined_at = on.cast.now
    db.session.commit()
    on.cast.cancel(held)
    first = min(waiting, key=lambda need: hashlib.sha256(need.uid.encode()).hexdigest())
    assert offered(waiting) == [first]


@pytest.mark.parametrize(("before", "held_for"), [(48, 120), (5, 90), (3, 30), (2.25, 10)])
def test_the_place_is_held_shorter_near_the_day(app: Flask, before: float, held_for: int) -> None:
    """The notice is two hours: of what is left until then, half."""
    on, (need,), held = make_queue(1)
    on.cast.now = held.slot.starts_at - timedelta(hours=before)
    on.cast.cancel(held)
    offer = open_offer(need)
    assert offer is not None
    assert offer.lapses_at - offer.offered_at == timedelta(minutes=held_for)


def test_an_offer_whose_time_is_over_cannot_be_taken(app: Flask) -> None:
    on, waiting, held = make_queue(1)
    on.cast.cancel(held)
    offer = open_offer(waiting[0])
    assert offer is not None
    on.cast.now = offer.lapses_at
    for answer in (waitlist.accept, waitlist.decline):
        assert refusal(lambda act=answer: act(offer, by=author(waiting[0]), now=on.cast.now)) == "offer-over"  # type: ignore[misc]


def test_the_end_of_an_offer_is_in_the_journal_though_nobody_is_next(app: Flask) -> None:
    on, waiting, held = make_queue(1)
    on.cast.cancel(held)
    on.cast.forward(hours=2)
    for _ in range(2):
        on.cast.commit(lambda: waitlist.lapse_due(on.cast.now))
    assert not open_offer(waiting[0])
    [entry] = db.session.scalars(select(Entry).where(Entry.act == "lapse-offer"))
    assert (entry.person_id, entry.booking_id) == (None, db.session.scalars(select(Booking.id)).all()[-1])


def test_nobody_is_offered_the_same_place_twice(app: Flask) -> None:
    on, waiting, held = make_queue(1)
    on.cast.cancel(held)
    decide(on.cast, waiting[0], "pass")
    assert not open_offer(waiting[0])
    assert not db.session.scalars(select(Seat)).all()
    again = on.booked(slot=1)
    on.cast.cancel(again)
    assert offered(waiting) == waiting, "another place is another offer"


def test_one_need_holds_one_place_and_the_other_goes_to_the_next(app: Flask) -> None:
    on, waiting, held = make_queue(2)
    other = on.cast.book(on.other, on.bruno, on.cast.slots[1])
    on.cast.cancel(held)
    on.cast.cancel(other)
    places = {offer.entry.need: offer for offer in db.session.scalars(select(Offer).where(Offer.state == "open"))}
    assert set(places) == set(waiting)


@pytest.mark.parametrize("act", ["leave", "withdraw"])
def test_who_goes_gives_the_place_to_the_next(app: Flask, act: str) -> None:
    on, waiting, held = make_queue(2)
    on.cast.cancel(held)
    go = waitlist.leave if act == "leave" else needs.withdraw
    on.cast.commit(lambda: go(waiting[0], by=author(waiting[0]), now=on.cast.now))
    assert offered(waiting) == waiting[1:]


def test_a_place_that_an_absence_or_a_cap_forbids_is_not_offered(app: Flask) -> None:
    on, waiting, held = make_queue(2, organization_cap=1)
    on.cast.book(on.cast.need(waiting[0].organization), on.bruno, on.cast.slots[3])
    on.cast.cancel(held)
    assert offered(waiting) == waiting[1:]


@pytest.mark.parametrize("case", ["booked", "withdrawn"])
def test_who_needs_no_place_does_not_wait(app: Flask, case: str) -> None:
    on = make_set(make_cast())
    if case == "booked":
        on.booked()
    else:
        on.cast.commit(lambda: needs.withdraw(on.need, by=author(on.need), now=on.cast.now))
    code = refusal(lambda: waitlist.join(on.need, flexible=True, by=author(on.need), now=on.cast.now))
    assert code == f"need-{case}"
