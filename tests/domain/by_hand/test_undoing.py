"""The last act by hand is taken back while nothing has left: as if it had not been, and nobody hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import waitlist
from brigade.domain.by_hand import placing, standing, undoing
from brigade.domain.refusal import Refusal
from brigade.mail import telling
from brigade.models import Booking, Expert, HandAct, Invitation, Message, Need, Person, Seat, WaitlistEntry
from tests.factories import NOW
from tests.stage import Stage

LATER = NOW + timedelta(hours=1)


def told(stage: Stage, need: Need, expert: Expert, slot: int) -> Booking:
    """A session that both calendars know."""
    assert need.author is not None
    made = bookings.book(need, expert, stage.slots[slot], by=need.author, now=NOW)
    db.session.execute(update(Message).where(Message.booking_id == made.id).values(state="sent"))
    knows = update(Invitation).where(Invitation.booking_id == made.id)
    db.session.execute(knows.values(tried=True, told_method="REQUEST", told_sequence=0))
    db.session.expire_all()
    return made


def owed(booking: Booking) -> list[telling.Owed]:
    """What calendars would be told of it now."""
    return [found for part in telling.invitations(booking) if (found := telling.owed(booking, part))]


def waiting(booking: Booking) -> list[Message]:
    of_booking = Message.booking_id == booking.id, Message.kind.in_(telling.WHO), Message.state == "waiting"
    return list(db.session.scalars(select(Message).where(*of_booking)))


def undo(act: HandAct, by: Person, now: datetime = LATER) -> None:
    assert undoing.may_undo(act)
    undoing.undo(act, by=by, now=now)
    assert not undoing.may_undo(act)


def test_messages_wait_a_moment_in_which_the_act_can_be_taken_back(stage: Stage, desk: Person) -> None:
    booking = told(stage, stage.need, stage.expert, 0)
    placing.move(booking, stage.expert, stage.slots[1], seen=0, by=desk, now=LATER)
    assert {message.due_at for message in waiting(booking)} == {LATER + standing.HELD_BACK}


def test_a_move_is_taken_back_and_can_be_made_again(stage: Stage, desk: Person) -> None:
    booking, bruno = told(stage, stage.need, stage.expert, 0), stage.another_expert()
    for _ in range(2):
        act = placing.move(booking, bruno, stage.slots[1], seen=0, by=desk, now=LATER)
        undo(act, desk)
        assert (booking.expert_id, booking.slot_id, booking.sequence) == (stage.expert.id, stage.slots[0].id, 0)
        assert waiting(booking) == [] == owed(booking)
    placing.move(booking, bruno, stage.slots[1], seen=0, by=desk, now=LATER)
    assert len(waiting(booking)) == 3, "the organization, the new expert, the former one"


def test_a_booking_is_taken_back_and_its_need_waits_again(stage: Stage, desk: Person) -> None:
    waitlist.join(stage.need, flexible=True, by=stage.member, now=NOW)
    act = placing.book(stage.need, stage.expert, stage.slots[0], by=desk, now=LATER)
    made = db.session.get_one(Booking, act.before[0]["booking"])
    undo(act, desk)
    assert (made.state, waiting(made), owed(made)) == ("cancelled", [], [])
    assert db.session.scalars(select(Seat)).all() == []
    assert db.session.scalars(select(WaitlistEntry.state)).one() == "waiting"
    placing.book(stage.need, stage.expert, stage.slots[0], by=desk, now=LATER)


def test_a_cancellation_is_taken_back(stage: Stage, desk: Person) -> None:
    booking = told(stage, stage.need, stage.expert, 0)
    act = placing.cancel(booking, seen=0, reason="Erreur", by=desk, now=LATER)
    undo(act, desk)
    assert (booking.state, booking.sequence, booking.cancel_reason) == ("live", 0, "")
    assert db.session.scalars(select(Seat.slot_id)).one() == stage.slots[0].id
    assert waiting(booking) == [] == owed(booking)


def test_a_swap_is_taken_back(stage: Stage, desk: Person, foreign: Need) -> None:
    one, other = told(stage, stage.need, stage.expert, 0), told(stage, foreign, stage.expert, 1)
    act = placing.swap((one, 0), (other, 0), by=desk, now=LATER)
    undo(act, desk)
    assert (one.slot_id, other.slot_id) == (stage.slots[0].id, stage.slots[1].id)
    assert owed(one) == [] == owed(other)
    undoing.undo(act, by=desk, now=LATER)  # twice is once


@pytest.mark.parametrize("state", ["sending", "sent", "failed"])
def test_once_a_message_left_it_is_refused(stage: Stage, desk: Person, state: str) -> None:
    booking = told(stage, stage.need, stage.expert, 0)
    act = placing.move(booking, stage.expert, stage.slots[1], seen=0, by=desk, now=LATER)
    newest = max(waiting(booking), key=lambda message: message.id)
    newest.state = state
    db.session.flush()
    assert not undoing.may_undo(act)
    with pytest.raises(Refusal, match="already-left"):
        undoing.undo(act, by=desk, now=LATER)


def test_what_somebody_changed_since_stays(stage: Stage, desk: Person) -> None:
    booking = told(stage, stage.need, stage.expert, 0)
    act = placing.move(booking, stage.expert, stage.slots[1], seen=0, by=desk, now=LATER)
    placing.move(booking, stage.expert, stage.slots[2], seen=1, by=desk, now=LATER)
    assert not undoing.may_undo(act)
    with pytest.raises(Refusal, match="changed-meanwhile"):
        undoing.undo(act, by=desk, now=LATER)


def test_a_place_that_went_to_who_waits_does_not_come_back(stage: Stage, desk: Person, foreign: Need) -> None:
    booking = told(stage, stage.need, stage.expert, 0)
    assert foreign.author is not None
    waitlist.join(foreign, flexible=True, by=foreign.author, now=NOW)
    act = placing.cancel(booking, seen=0, reason="", by=desk, now=LATER)
    assert db.session.scalars(select(Seat.need_id)).one() == foreign.id
    with pytest.raises(Refusal, match="taken"):
        undoing.undo(act, by=desk, now=LATER)
