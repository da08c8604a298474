"""Moved, handed over, cancelled, proposed: who may do what until when, and what becomes of the old place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import changes
from brigade.mail import telling
from brigade.models import Availability, Booking, Invitation, Message, Person, ProposedMove, Seat
from tests.life.cast import author, make_cast, open_offer, refusal
from tests.life.scenes import Set, make_set


@pytest.fixture
def on(app: Flask) -> Set:
    return make_set(make_cast())


def seats() -> list[tuple[int, int]]:
    return [(seat.expert_id, seat.slot_id) for seat in db.session.scalars(select(Seat))]


def who(on: Set, held: Booking) -> dict[str, Person]:
    return {"organization": held.person, "expert": held.expert.person, "coordinator": on.cast.coordinator}


def test_a_move_gives_up_the_old_place_and_takes_the_new_one(on: Set) -> None:
    held = on.booked()
    uid = held.uid
    on.cast.move(held, on.bruno, on.cast.slots[3])
    assert (held.uid, held.sequence) == (uid, 1)
    assert seats() == [(on.bruno.id, on.cast.slots[3].id)]


def test_a_move_that_is_refused_changes_nothing(on: Set) -> None:
    held = on.booked()
    on.cast.book(on.other, on.bruno, on.cast.slots[3])
    assert refusal(lambda: on.cast.move(held, on.bruno, on.cast.slots[3])) == "taken"
    db.session.refresh(held)
    assert (held.expert_id, held.slot_id, held.sequence) == (on.amelie.id, on.cast.slots[0].id, 0)


def test_to_where_it_is_already_is_no_move(on: Set) -> None:
    held = on.booked()
    on.cast.move(held, on.amelie, on.cast.slots[0])
    assert held.sequence == 0


@pytest.mark.parametrize("role", ["organization", "expert", "coordinator"])
def test_who_may_still_change_it_after_the_cut_off(on: Set, role: str) -> None:
    held = on.booked()
    on.cast.now = held.slot.starts_at - timedelta(hours=2) + timedelta(seconds=1)
    by, is_free = who(on, held)[role], role == "coordinator"
    wanted = "" if is_free else "too-late-to-change"
    assert refusal(lambda: on.cast.move(held, on.amelie, on.cast.slots[5], by=by)) == wanted
    assert refusal(lambda: on.cast.cancel(held, by=by)) == wanted
    assert held.state == ("cancelled" if is_free else "live")


def test_until_the_cut_off_the_organization_may(on: Set) -> None:
    held = on.booked()
    on.cast.now = held.slot.starts_at - timedelta(hours=2)
    on.cast.cancel(held)
    assert held.state == "cancelled"


def test_a_cancellation_twice_is_once(on: Set) -> None:
    held = on.booked()
    on.cast.cancel(held, reason="Grippe")
    on.cast.cancel(held, reason="Autre chose")
    assert (held.sequence, held.cancel_reason) == (1, "Grippe")


@pytest.mark.parametrize(("role", "closes"), [("expert", True), ("coordinator", True), ("organization", False)])
def test_an_hour_in_which_the_expert_cannot_be_there_is_closed(on: Set, role: str, closes: bool) -> None:
    """Else whoever waits would be offered it. An organization has no say in the expert's hours."""
    held, slot = on.booked(), on.cast.slots[0]
    on.cast.wait(on.other)
    on.cast.commit(
        lambda: changes.cancel(held, reason="", by=who(on, held)[role], now=on.cast.now, closes=True)
    )
    still_open = select(Availability).where(Availability.expert_id == on.amelie.id, Availability.slot_id == slot.id)
    assert (db.session.scalar(still_open) is None) == closes
    assert (open_offer(on.other) is None) == closes


def test_a_new_session_of_the_same_need_has_another_uid(on: Set) -> None:
    first = on.booked()
    on.cast.cancel(first)
    assert on.booked().uid != first.uid


def test_a_proposal_moves_nothing_until_it_is_agreed_to(on: Set) -> None:
    held = on.booked()
    proposed = on.cast.propose(held, on.cast.slots[2])
    assert (held.slot, held.sequence) == (on.cast.slots[0], 0)
    on.cast.commit(lambda: changes.agree(proposed, by=held.person, now=on.cast.now))
    assert (held.slot, held.sequence) == (on.cast.slots[2], 1)


@pytest.mark.parametrize("act", ["move", "cancel", "another"])
def test_a_proposal_about_what_is_no_more_cannot_be_agreed_to(on: Set, act: str) -> None:
    held = on.booked()
    proposed = on.cast.propose(held, on.cast.slots[2])
    {
        "move": lambda: on.cast.move(held, on.amelie, on.cast.slots[4]), "cancel": lambda: on.cast.cancel(held),
        "another": lambda: on.cast.propose(held, on.cast.slots[3]),
    }[act]()  # fmt: skip
    for answer in (changes.agree, changes.keep):
        code = refusal(lambda act=answer: act(proposed, by=held.person, now=on.cast.now))  # type: ignore[misc]
        assert code == "proposal-stale"
    assert db.session.get_one(ProposedMove, proposed.id).state == "stale"


def test_a_corrected_address_is_where_everything_goes_from_now_on(on: Set) -> None:
    held = on.booked()
    part = telling.invitations(held)[0]
    wrong, right = part.email, "eve@theatre.example.org"
    on.cast.commit(lambda: changes.send_again(part, email=right.upper(), by=on.cast.coordinator, now=on.cast.now))
    assert held.person.email == right
    waiting = select(Message.to_email).where(Message.recipient_id == held.person_id, Message.state == "waiting")
    assert set(db.session.scalars(waiting)) == {right}
    assert wrong not in db.session.scalars(select(Invitation.email)).all()


def test_only_a_coordinator_corrects_an_address(on: Set) -> None:
    held = on.booked()
    part, before = telling.invitations(held)[0], held.person.email
    on.cast.commit(lambda: changes.send_again(part, email="x@example.org", by=held.person, now=on.cast.now))
    assert (held.person.email, part.email) == (before, before)


def test_an_address_that_is_somebody_elses_account_is_theirs_still(on: Set) -> None:
    held = on.booked()
    part, theirs = telling.invitations(held)[0], author(on.other).email
    on.cast.commit(lambda: changes.send_again(part, email=theirs, by=on.cast.coordinator, now=on.cast.now))
    assert part.email == theirs
    assert held.person.email != theirs


def test_the_invite_of_a_cancelled_session_is_not_sent_again(on: Set) -> None:
    held = on.booked()
    part = telling.invitations(held)[0]
    on.cast.cancel(held)
    assert refusal(lambda: changes.send_again(part, email="", by=held.person, now=on.cast.now)) == "not-live"
