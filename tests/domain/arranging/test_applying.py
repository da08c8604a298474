"""From a draft to places, to letters, and back: under the guard, without a word before the publication."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import changes
from brigade.domain.arranging import applying, publishing, review, undoing
from brigade.domain.refusal import Refusal
from brigade.models import Availability, Booking, Invitation, Message, Need, Person, Seat
from brigade.queries import audit
from tests import factories as make
from tests.domain.arranging.drafts import draft, kinds, line
from tests.factories import NOW
from tests.stage import Stage


def seat(need: Need) -> tuple[int, int] | None:
    row = db.session.execute(select(Seat.expert_id, Seat.slot_id).where(Seat.need_id == need.id)).first()
    return (row[0], row[1]) if row else None


def messages() -> int:
    return db.session.scalar(select(func.count(Message.id))) or 0


def book(stage: Stage, need: Need, slot: int, **values: object) -> Booking:
    assert need.author
    return bookings.book(need, values.get("expert", stage.expert), stage.slots[slot], by=need.author, now=NOW)  # type: ignore[arg-type]


def test_a_draft_tells_nobody_and_takes_nothing(stage: Stage, foreign: Need) -> None:
    made = draft(stage, (stage.need, stage.expert, stage.slots[0]))
    assert kinds(made) == {stage.need.id: "new", foreign.id: "unplaced"}
    assert (messages(), seat(stage.need)) == (0, None)


def test_applied_it_holds_places_and_nobody_was_told(stage: Stage, desk: Person, foreign: Need) -> None:
    made = draft(stage, (stage.need, stage.expert, stage.slots[0]), (foreign, stage.expert, stage.slots[1]))
    assert applying.apply(made, by=desk, now=NOW) == 2
    assert seat(stage.need) == (stage.expert.id, stage.slots[0].id)
    assert messages() == 0 and db.session.query(Invitation).count() == 0
    assert audit.problems(NOW) == []


def test_published_each_side_gets_one_message(stage: Stage, desk: Person, foreign: Need) -> None:
    made = draft(stage, (stage.need, stage.expert, stage.slots[0]))
    applying.apply(made, by=desk, now=NOW)
    assert publishing.publish(made, seen=1, by=desk, now=NOW) == 1
    now = [message for message in db.session.scalars(select(Message)) if message.due_at <= NOW]
    assert sorted(message.to_email for message in now) == sorted([stage.member.email, stage.expert.person.email])
    assert audit.problems(NOW) == []


def test_nobody_is_told_unseen(stage: Stage, desk: Person) -> None:
    made = draft(stage, (stage.need, stage.expert, stage.slots[0]))
    applying.apply(made, by=desk, now=NOW)
    with pytest.raises(Refusal, match="audience-changed"):
        publishing.publish(made, seen=2, by=desk, now=NOW)


def test_two_sessions_change_places(stage: Stage, desk: Person, foreign: Need) -> None:
    mine, theirs = book(stage, stage.need, 0), book(stage, foreign, 1)
    before = messages()
    first = stage.slots[0].id
    made = draft(stage, (stage.need, stage.expert, stage.slots[1]), (foreign, stage.expert, stage.slots[0]))
    assert set(kinds(made).values()) == {"moved"}
    assert applying.apply(made, by=desk, now=NOW) == 2
    assert (seat(stage.need), seat(foreign)) == ((stage.expert.id, stage.slots[1].id), (stage.expert.id, first))
    assert (mine.sequence, theirs.sequence, messages()) == (1, 1, before)
    assert audit.problems(NOW) == []
    publishing.publish(made, seen=2, by=desk, now=NOW)
    assert audit.problems(NOW) == []
    told = db.session.scalars(select(Message.kind).where(Message.sequence == 1)).all()
    assert list(told) == ["moved"] * 4


def test_what_changed_meanwhile_is_reported_and_not_forced(stage: Stage, desk: Person, foreign: Need) -> None:
    """By hand the place was given away; the session that wanted it stays, and so does who wanted its own."""
    third = make.make_need(organization=stage.organization, author=stage.member)
    mine = book(stage, stage.need, 0)
    made = draft(
        stage, (stage.need, stage.expert, stage.slots[2]), (foreign, stage.expert, stage.slots[0]),
    )  # fmt: skip
    book(stage, third, 2)
    assert applying.apply(made, by=desk, now=NOW) == 0
    assert line(made, stage.need).fate == line(made, foreign).fate == "stale"
    assert seat(stage.need) == (stage.expert.id, stage.slots[0].id) and mine.sequence == 0
    assert seat(foreign) is None


def test_new_lines_survive_that_others_are_refused(stage: Stage, desk: Person, foreign: Need) -> None:
    """All are tried again without the refused one; the first attempt leaves nothing behind."""
    other = stage.another_expert()
    made = draft(stage, (stage.need, stage.expert, stage.slots[0]), (foreign, other, stage.slots[1]))
    book(stage, make.make_need(organization=stage.organization, author=stage.member), 0)
    assert applying.apply(made, by=desk, now=NOW) == 1
    assert line(made, stage.need).fate == "stale" and line(made, stage.need).booking is None
    assert seat(foreign) == (other.id, stage.slots[1].id)
    assert db.session.query(Booking).count() == 2 and audit.problems(NOW) == []


@pytest.mark.parametrize("how", ["cancelled", "moved", "locked", "withdrawn"])
def test_a_session_that_changed_by_hand_is_left_alone(stage: Stage, desk: Person, how: str) -> None:
    mine = book(stage, stage.need, 0)
    made = draft(stage, (stage.need, stage.expert, stage.slots[2]))
    if how == "cancelled":
        changes.cancel(mine, reason="", by=desk, now=NOW)
    elif how == "moved":
        changes.move(mine, stage.expert, stage.slots[3], by=desk, now=NOW)
    elif how == "locked":
        mine.is_locked = True
    else:
        stage.need.state = "withdrawn"
    expected = seat(stage.need)
    assert applying.apply(made, by=desk, now=NOW) == 0
    assert (line(made, stage.need).fate, seat(stage.need)) == ("stale", expected)


def test_refused_lines_stay_out_and_locked_ones_are_locked(stage: Stage, desk: Person, foreign: Need) -> None:
    made = draft(stage, (stage.need, stage.expert, stage.slots[0]), (foreign, stage.expert, stage.slots[1]))
    assert review.answer(made, [line(made, foreign).uid], "refused", by=desk, now=NOW) == 1
    assert review.answer(made, [line(made, stage.need).uid], "locked", by=desk, now=NOW) == 1
    applying.apply(made, by=desk, now=NOW)
    assert seat(foreign) is None
    assert db.session.query(Booking).one().is_locked


def test_twice_is_once(stage: Stage, desk: Person) -> None:
    made = draft(stage, (stage.need, stage.expert, stage.slots[0]))
    applying.apply(made, by=desk, now=NOW)
    with pytest.raises(Refusal, match="proposal-settled"):
        applying.apply(made, by=desk, now=NOW)
    publishing.publish(made, seen=1, by=desk, now=NOW)
    with pytest.raises(Refusal, match="proposal-settled"):
        publishing.publish(made, seen=1, by=desk, now=NOW)


def test_the_windows_of_those_who_book_do_not_bind_who_arranges(app: Flask, stage: Stage, desk: Person) -> None:
    stage.edition.booking_opens_at = NOW + timedelta(days=7)
    made = draft(stage, (stage.need, stage.expert, stage.slots[0]), mode="opening", seed="x", list=[])
    assert applying.apply(made, by=desk, now=NOW) == 1


# back to before


def test_undone_before_it_is_published_nothing_was_ever_there(stage: Stage, desk: Person, foreign: Need) -> None:
    mine = book(stage, stage.need, 0)
    before = messages()
    made = draft(stage, (stage.need, stage.expert, stage.slots[2]), (foreign, stage.expert, stage.slots[1]))
    applying.apply(made, by=desk, now=NOW)
    assert undoing.undo(made, by=desk, now=NOW) == 2
    assert (seat(stage.need), seat(foreign)) == ((stage.expert.id, stage.slots[0].id), None)
    assert (mine.sequence, messages(), db.session.query(Booking).count()) == (0, before, 1)
    assert audit.problems(NOW) == []


def test_undone_although_another_draft_has_seen_its_sessions(stage: Stage, desk: Person, foreign: Need) -> None:
    made = draft(stage, (stage.need, stage.expert, stage.slots[0]))
    applying.apply(made, by=desk, now=NOW)
    later = draft(stage, (stage.need, stage.expert, stage.slots[0]), (foreign, stage.expert, stage.slots[1]))
    assert line(later, stage.need).kind == "unchanged"
    assert undoing.undo(made, by=desk, now=NOW) == 1
    assert applying.apply(later, by=desk, now=NOW) == 1
    assert seat(stage.need) is None and seat(foreign) == (stage.expert.id, stage.slots[1].id)


def test_undone_after_it_was_published_they_are_told_again(stage: Stage, desk: Person, foreign: Need) -> None:
    mine = book(stage, stage.need, 0)
    made = draft(stage, (stage.need, stage.expert, stage.slots[2]), (foreign, stage.expert, stage.slots[1]))
    applying.apply(made, by=desk, now=NOW)
    publishing.publish(made, seen=2, by=desk, now=NOW)
    assert undoing.undo(made, by=desk, now=NOW) == 2
    assert seat(stage.need) == (stage.expert.id, stage.slots[0].id) and seat(foreign) is None
    assert mine.sequence == 2 and audit.problems(NOW) == []


def test_a_session_without_a_place_ends_and_comes_back(stage: Stage, desk: Person) -> None:
    book(stage, stage.need, 0)
    made = draft(stage)
    assert kinds(made) == {stage.need.id: "ended"}
    applying.apply(made, by=desk, now=NOW)
    publishing.publish(made, seen=1, by=desk, now=NOW)
    assert seat(stage.need) is None and audit.problems(NOW) == []
    assert undoing.undo(made, by=desk, now=NOW) == 1
    assert seat(stage.need) == (stage.expert.id, stage.slots[0].id) and audit.problems(NOW) == []


def test_what_was_changed_by_hand_since_stays(stage: Stage, desk: Person) -> None:
    mine = book(stage, stage.need, 0)
    made = draft(stage, (stage.need, stage.expert, stage.slots[2]))
    applying.apply(made, by=desk, now=NOW)
    publishing.publish(made, seen=1, by=desk, now=NOW)
    changes.move(mine, stage.expert, stage.slots[3], by=desk, now=NOW)
    assert undoing.undo(made, by=desk, now=NOW) == 0
    assert seat(stage.need) == (stage.expert.id, stage.slots[3].id)


def test_a_place_that_was_taken_since_is_not_taken_back(stage: Stage, desk: Person, foreign: Need) -> None:
    book(stage, stage.need, 0)
    made = draft(stage, (stage.need, stage.expert, stage.slots[2]))
    applying.apply(made, by=desk, now=NOW)
    book(stage, foreign, 0)
    assert undoing.possible([line(made, stage.need)], NOW) == []
    assert undoing.undo(made, by=desk, now=NOW) == 0
    assert seat(stage.need) == (stage.expert.id, stage.slots[2].id)


# absence


def test_who_is_away_is_replaced_and_their_hours_close(stage: Stage, desk: Person, foreign: Need) -> None:
    other = stage.another_expert()
    mine, locked = book(stage, stage.need, 1), book(stage, foreign, 2)
    locked.is_locked = True
    db.session.flush()
    slots = [slot.id for slot in stage.slots[1:]]
    made = draft(
        stage, (stage.need, other, stage.slots[1]), (foreign, stage.expert, stage.slots[2]), mode="absence",
        expert=stage.expert.id, slots=slots,
    )  # fmt: skip
    applying.apply(made, by=desk, now=NOW)
    open_ = set(db.session.scalars(select(Availability.slot_id).where(Availability.expert_id == stage.expert.id)))
    assert open_ == {stage.slots[0].id, stage.slots[2].id}, "the locked session keeps its hour"
    assert mine.expert_id == other.id
    publishing.publish(made, seen=1, by=desk, now=NOW)
    told = db.session.scalars(select(Message.to_email).where(Message.kind == "replaced")).all()
    assert sorted(told) == sorted({stage.member.email, other.person.email, stage.expert.person.email})
    assert audit.problems(NOW) == []


def test_a_missing_table_moves_a_session_to_another(stage: Stage, desk: Person) -> None:
    other = stage.another_expert()
    mine = book(stage, stage.need, 1, expert=other)
    made = draft(
        stage, (stage.need, other, stage.slots[1]), mode="absence", table=mine.table_id, slots=[stage.slots[1].id]
    )
    assert kinds(made) == {stage.need.id: "moved"}
    was = mine.table_id
    applying.apply(made, by=desk, now=NOW)
    assert mine.table_id != was
