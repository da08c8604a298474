"""The life of a session under a race: offers answered, sessions moved and cancelled, all in the same instant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import current_app
from sqlalchemy import select

from brigade import clock
from brigade.database import db
from brigade.domain import booking, waitlist
from brigade.models import Booking, Edition, Expert, Message, Need, Offer, Slot
from tests.life import truth
from tests.life.cast import author, open_offer
from tests.races.client import post
from tests.races.staging import Stage, make_edition, make_expert, make_needs, press, race, statuses
from tests.races.visitors import visitor

HOURS = 12


@pytest.fixture
def stage(emptied: Stage) -> Iterator[Stage]:
    """Afterwards, what must always hold does."""
    yield emptied
    db.session.rollback()
    bookings = db.session.scalars(select(Booking)).all()
    assert not [*truth.places(bookings), *truth.offers(bookings)]


def make_full_day() -> tuple[Edition, Expert, list[Slot], list[Booking]]:
    """An expert all of whose hours are booked, each by another organization."""
    edition, slots = make_edition(expert_day_cap=HOURS)
    expert = make_expert(edition, slots)
    held = [book(need, expert, slot) for need, slot in zip(make_needs(edition, HOURS), slots, strict=True)]
    return edition, expert, slots, held


def book(need: Need, expert: Expert, slot: Slot) -> Booking:
    return booking.book(need, expert, slot, by=author(need), now=clock.now())


def send(held: Booking, act: str, **fields: object) -> bytes:
    """That button of the session's page, as its organization presses it."""
    who = visitor(current_app, held.person)
    return post(f"/bookings/{held.uid}/{act}", who.cookie, {"csrf_token": who.csrf_token, **fields})


def wait(needs: list[Need]) -> None:
    for need in needs:
        waitlist.join(need, flexible=True, by=author(need), now=clock.now())


def test_one_offer_is_answered_once(stage: Stage) -> None:
    edition, expert, slots, [held, *_rest] = make_full_day()
    needs = make_needs(edition, 2)
    wait(needs)
    race(stage, [send(held, "cancel")])
    db.session.expire_all()
    [offer] = [found for need in needs if (found := open_offer(need))]
    place = db.session.get_one(Booking, offer.booking_id)
    answers = race(stage, [send(place, act) for act in ("accept", "pass") * 20])
    assert statuses(answers) == {303: 1, 409: 39}
    db.session.expire_all()
    assert offer.state in ("accepted", "passed")
    invites = select(Message.id).where(Message.booking_id == place.id, Message.kind == "booked")
    assert len(db.session.scalars(invites).all()) == (2 if offer.state == "accepted" else 0)


def test_a_freed_place_goes_to_who_waits_and_not_to_who_is_quick(stage: Stage) -> None:
    edition, expert, slots, held = make_full_day()
    wait(make_needs(edition, HOURS))
    quick = [press(need, expert, slot) for need, slot in zip(make_needs(edition, HOURS), slots, strict=True)]
    answers = race(stage, [*(send(one, "cancel", reason="Grippe") for one in held), *quick])
    assert statuses(answers[:HOURS]) == {303: HOURS}
    assert statuses(answers[HOURS:]) == {409: HOURS}
    db.session.expire_all()
    assert len(db.session.scalars(select(Offer).where(Offer.state == "open")).all()) == HOURS


def test_two_who_want_each_others_hours_do_not_wait_for_each_other(stage: Stage) -> None:
    """Everybody moves one hour on, all at once, and one hour is free: somebody gets it, nobody loses what they had."""
    _edition, expert, slots, held = make_full_day()
    race(stage, [send(held[-1], "cancel")])
    moving = held[:-1]
    following = [slots[n + 1] for n in range(len(moving))]
    presses = [send(one, "move", expert=expert.slug, slot=slot.id) for one, slot in zip(moving, following, strict=True)]
    answers = race(stage, presses)
    assert set(statuses(answers)) <= {303, 409}
    assert answers[-1].status == 303
    db.session.expire_all()
    assert {one.state for one in moving} == {"live"}
    for one, old, new, answer in zip(moving, slots, following, answers, strict=False):
        assert one.slot_id == (new.id if answer.status == 303 else old.id)


def test_one_session_is_moved_or_cancelled_but_never_both(stage: Stage) -> None:
    edition, slots = make_edition()
    expert = make_expert(edition, slots)
    [need] = make_needs(edition, 1)
    held = book(need, expert, slots[0])
    moves = [send(held, "move", expert=expert.slug, slot=slot.id) for slot in slots[1:]]
    answers = race(stage, [*moves, *[send(held, "cancel", reason="Grippe")] * 5])
    assert set(statuses(answers)) <= {303, 409}
    assert statuses(answers[len(moves) :]) == {303: 5}, "cancelled once, and the same again is no error"
    moved = statuses(answers[: len(moves)]).get(303, 0)
    db.session.expire_all()
    assert (held.state, held.sequence) == ("cancelled", moved + 1)
