"""Book, move, swap, cancel and lock by hand: on behalf, under the same rules, never on an old board."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import conflicts
from brigade.domain.by_hand import locking, overriding, placing
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Entry, Expert, Need, Override, Person, Seat
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage


def booked(stage: Stage, need: Need | None = None, expert: Expert | None = None, slot: int = 0) -> Booking:
    need = need or stage.need
    assert need.author is not None
    return bookings.book(need, expert or stage.expert, stage.slots[slot], by=need.author, now=NOW)


def place(booking: Booking) -> tuple[int, int]:
    """Where its seat is."""
    seat = db.session.scalars(select(Seat).where(Seat.booking_id == booking.id)).one()
    return seat.expert_id, seat.slot_id


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, match=f"^{code}$")


def test_the_author_comes_to_what_a_coordinator_books(stage: Stage, desk: Person) -> None:
    placing.book(stage.need, stage.expert, stage.slots[1], by=desk, now=NOW)
    made = db.session.scalars(select(Booking)).one()
    assert (made.person_id, place(made)) == (stage.member.id, (stage.expert.id, stage.slots[1].id))
    entry = db.session.scalars(select(Entry).where(Entry.act == "book")).one()
    assert entry.person_id == desk.id


def test_before_booking_opens_coordinators_arrange_and_nothing_is_set_aside(stage: Stage, desk: Person) -> None:
    stage.edition.booking_opens_at = NOW + timedelta(days=1)
    placing.book(stage.need, stage.expert, stage.slots[1], by=desk, now=NOW)
    assert db.session.scalars(select(Override)).all() == []


def test_an_old_board_is_refused_and_nothing_moves(stage: Stage, desk: Person) -> None:
    booking = booked(stage)
    placing.move(booking, stage.expert, stage.slots[1], seen=0, by=desk, now=NOW)
    with refused("changed-meanwhile"):
        placing.move(booking, stage.expert, stage.slots[2], seen=0, by=desk, now=NOW)
    with refused("changed-meanwhile"):
        placing.cancel(booking, seen=0, reason="x", by=desk, now=NOW)
    assert place(booking) == (stage.expert.id, stage.slots[1].id)


def test_to_where_it_is_already_is_no_act(stage: Stage, desk: Person) -> None:
    booking = booked(stage)
    with refused("same-place"):
        placing.move(booking, stage.expert, stage.slots[0], seen=0, by=desk, now=NOW)


def test_a_locked_session_stays(stage: Stage, desk: Person, foreign: Need) -> None:
    booking, other = booked(stage), booked(stage, foreign, slot=1)
    locking.lock(booking, True, seen=0, by=desk, now=NOW)
    locking.lock(booking, True, seen=0, by=desk, now=NOW)
    with refused("locked"):
        placing.move(booking, stage.expert, stage.slots[2], seen=0, by=desk, now=NOW)
    with refused("locked"):
        placing.swap((other, 0), (booking, 0), by=desk, now=NOW)
    with refused("locked"):
        placing.cancel(booking, seen=0, reason="", by=desk, now=NOW)
    locking.lock(booking, False, seen=0, by=desk, now=NOW)
    placing.move(booking, stage.expert, stage.slots[2], seen=0, by=desk, now=NOW)
    assert [e.act for e in db.session.scalars(select(Entry).where(Entry.act.in_(("lock", "unlock"))))] == [
        "lock", "unlock",
    ]  # fmt: skip


def test_what_was_moved_meanwhile_is_not_locked_unseen(stage: Stage, desk: Person) -> None:
    booking = booked(stage)
    placing.move(booking, stage.expert, stage.slots[1], seen=0, by=desk, now=NOW)
    with refused("changed-meanwhile"):
        locking.lock(booking, True, seen=0, by=desk, now=NOW)
    assert not booking.is_locked


def aside(stage: Stage, desk: Person) -> Override:
    """A session beyond the organization's cap."""
    stage.edition.organization_cap = 0
    placing.book(stage.need, stage.expert, stage.slots[0], despite=["organization-cap"], by=desk, now=NOW)
    return db.session.scalars(select(Override)).one()


def test_of_two_who_confirm_at_once_the_first_is_in_the_journal(stage: Stage, desk: Person) -> None:
    override, other = aside(stage, desk), make.make_person()
    first = update(Override).values(confirmed_at=NOW, confirmed_by_id=other.id)
    db.session.execute(first, execution_options={"synchronize_session": False})
    assert override.confirmed_at is None, "as it was when this coordinator's page was made"
    overriding.confirm(override, by=desk, now=NOW)
    assert override.confirmed_by_id == other.id
    assert db.session.scalars(select(Entry).where(Entry.act == "confirm-override")).all() == []


def test_what_was_moved_since_it_was_set_aside_is_not_confirmed(stage: Stage, desk: Person) -> None:
    override = aside(stage, desk)
    stage.edition.organization_cap = 5
    placing.move(override.booking, stage.expert, stage.slots[1], seen=0, by=desk, now=NOW)
    with refused("changed-meanwhile"):
        overriding.confirm(override, by=desk, now=NOW)


def test_two_change_places(stage: Stage, desk: Person, foreign: Need) -> None:
    bruno = stage.another_expert()
    one, other = booked(stage), booked(stage, foreign, bruno, slot=1)
    placing.swap((one, 0), (other, 0), by=desk, now=NOW)
    assert place(one) == (bruno.id, stage.slots[1].id) and place(other) == (stage.expert.id, stage.slots[0].id)
    assert one.sequence == other.sequence == 1


def test_of_a_swap_that_one_side_forbids_nothing_stays(stage: Stage, desk: Person, foreign: Need) -> None:
    english = stage.another_expert(languages=["en"])
    foreign.language = "en"
    one, other = booked(stage), booked(stage, foreign, english, slot=1)
    db.session.commit()
    with refused("language"):
        placing.swap((one, 0), (other, 0), by=desk, now=NOW)
    db.session.rollback()
    assert place(one) == (stage.expert.id, stage.slots[0].id) and place(other) == (english.id, stage.slots[1].id)
    placing.swap((one, 0), (other, 0), despite=["language"], by=desk, now=NOW)
    assert place(one) == (english.id, stage.slots[1].id)
    assert [override.booking_id for override in db.session.scalars(select(Override))] == [one.id]


@pytest.mark.parametrize(
    ("rule", "values"),
    [("expert-cap", {"expert_day_cap": 0}), ("organization-cap", {"organization_cap": 0}),
     ("window-closed", {"booking_closes_at": NOW})],
)  # fmt: skip
def test_a_soft_rule_is_set_aside_in_sight_of_all(
    stage: Stage, desk: Person, rule: str, values: dict[str, object]
) -> None:
    for name, value in values.items():
        setattr(stage.edition, name, value)
    with refused(rule):
        placing.book(stage.need, stage.expert, stage.slots[0], by=desk, now=NOW)
    placing.book(stage.need, stage.expert, stage.slots[0], despite=[rule, "language"], by=desk, now=NOW)
    override = db.session.scalars(select(Override)).one()
    assert (override.rule, override.by_id, override.sequence) == (rule, desk.id, 0)
    overriding.confirm(override, by=desk, now=NOW)
    overriding.confirm(override, by=make.make_person(), now=NOW)
    assert override.confirmed_by_id == desk.id


def test_hard_rules_are_never_set_aside(stage: Stage, desk: Person, foreign: Need) -> None:
    every = ["taken", "not-open", "own-time", "conflict", "table-taken", "too-late", "need-booked", "absent"]
    booked(stage)
    with refused("taken"):
        placing.book(foreign, stage.expert, stage.slots[0], despite=every, by=desk, now=NOW)
    with refused("need-booked"):
        placing.book(stage.need, stage.expert, stage.slots[1], despite=every, by=desk, now=NOW)
    closed = make.make_slot(phase=stage.phase, starts_at=stage.slots[-1].ends_at)
    with refused("not-open"):
        placing.book(foreign, stage.expert, closed, despite=every, by=desk, now=NOW)
    with refused("too-late"):
        placing.book(foreign, stage.expert, stage.slots[1], despite=every, by=desk, now=stage.slots[1].ends_at)
    assert foreign.organization is not None
    conflicts.avoid_experts(foreign.organization, [stage.expert], by=desk, now=NOW)
    with refused("conflict"):
        placing.book(foreign, stage.expert, stage.slots[1], despite=every, by=desk, now=NOW)
