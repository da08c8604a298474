"""Giving several sessions their places at once, each under the guard of a booking by hand.

Sessions that change places with each other could not do so one by one, so all that move give up their places first. A
line that the guard refuses is left out, what it wanted to leave it keeps, and the rest is tried again until all pass:
what changed meanwhile is reported, never forced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.domain import places, seats
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Expert, Need, Proposal, ProposedBooking, Seat, Slot

Act = Callable[[ProposedBooking], None]
Lost = frozenset[tuple[int, int]]


class _Again(Exception):
    """Some lines were refused; their codes by line."""

    def __init__(self, refused: dict[ProposedBooking, str]) -> None:
        super().__init__()
        self.refused = refused


def lines_of(proposal: Proposal) -> Sequence[ProposedBooking]:
    """The lines with all they name, those whose expert has a table of their own first: the others take what is left."""
    need, booking = joinedload(ProposedBooking.need), joinedload(ProposedBooking.booking)
    parts = (
        need.joinedload(Need.edition), need.joinedload(Need.author), booking.joinedload(Booking.slot),
        joinedload(ProposedBooking.expert), joinedload(ProposedBooking.slot),
        joinedload(ProposedBooking.former_expert), joinedload(ProposedBooking.former_slot),
    )  # fmt: skip
    return db.session.scalars(
        select(ProposedBooking).outerjoin(Expert, Expert.id == ProposedBooking.expert_id)
        .where(ProposedBooking.proposal_id == proposal.id).options(*parts)
        .order_by(Expert.table_id.is_(None), ProposedBooking.id).execution_options(populate_existing=True)
    ).all()  # fmt: skip


def together(lines: Sequence[ProposedBooking], act: Act) -> dict[ProposedBooking, str]:
    """Let `act` seat each line anew, after all their sessions gave up their seats; those refused, with the codes."""
    refused: dict[ProposedBooking, str] = {}
    while True:
        try:
            with db.session.begin_nested():
                _once([line for line in lines if line not in refused], act)
        except _Again as again:
            refused |= again.refused
        else:
            return refused


def _once(lines: Sequence[ProposedBooking], act: Act) -> None:
    leaving = [line.booking_id for line in lines if line.booking_id is not None]
    db.session.execute(delete(Seat).where(Seat.booking_id.in_(leaving)))
    refused: dict[ProposedBooking, str] = {}
    for line in lines:
        try:
            act(line)
        except Refusal as refusal:
            refused[line] = refusal.code
            if refusal.__cause__ is not None:  # a constraint said so: PostgreSQL answers nothing more until taken back
                break
    if refused:
        raise _Again(refused)


def free_table(need: Need, expert: Expert, slot: Slot, now: datetime, lost: Lost = frozenset()) -> int:
    """The table of this place, once the guard has let it pass; windows are for those who book, not for who arranges."""
    known = places.around(need, expert, slot, now, notice=timedelta())
    known = replace(known, moves=True, tables_taken=known.tables_taken | lost)
    if refusal := places.why_not(known, expert, slot):
        raise refusal
    table = places.table_for(known, expert, slot)
    assert table is not None
    return table


def put(booking: Booking, expert: Expert, slot: Slot, table: int, now: datetime) -> None:
    """A session that gave up its seat gets this one: one more version, which calendars hear of once it is published."""
    booking.expert_id, booking.slot_id, booking.table_id = expert.id, slot.id, table
    next_version(booking, now)
    seats.take_again(booking)


def new(need: Need, expert: Expert, slot: Slot, table: int, state: str, now: datetime) -> Booking:
    """A session for a need that has none; its author comes. By the unit of work, because it may be taken back."""
    booking = Booking(
        edition_id=need.edition_id, need_id=need.id, organization_id=need.organization_id, expert_id=expert.id,
        slot_id=slot.id, table_id=table, person_id=need.author_id, state=state, created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(booking)
    seats.take_again(booking)
    return booking


def end(booking: Booking, now: datetime) -> None:
    """A session that gave up its seat does not take place."""
    booking.state = "cancelled"
    next_version(booking, now)
    db.session.flush()


def forget(ids: Sequence[int]) -> None:
    """Delete these arranged bookings with their seats, as nobody ever heard of them; other proposals' lines let go."""
    lines = update(ProposedBooking).where(ProposedBooking.booking_id.in_(ids))
    db.session.execute(lines.values(booking_id=None))
    db.session.execute(delete(Seat).where(Seat.booking_id.in_(ids)))
    db.session.execute(delete(Booking).where(Booking.id.in_(ids)))


def next_version(booking: Booking, now: datetime) -> None:
    """What calendars must learn of."""
    booking.sequence += 1
    booking.changed_at, booking.trouble = now, ""
