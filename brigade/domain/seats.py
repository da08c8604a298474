"""Seats: the locks under which places are shared out, and what a violated constraint means to the person who lost.

On SQLite a whole act runs under the write lock. On PostgreSQL, bookings run side by side: each locks the organization,
then the experts and the hours (always in that order, by id: no deadlock), because caps are counts that no unique index
can hold. Whatever may free a place runs alone in its edition, because the place may go to any organization
that waits. Discarded: row locks for those too (the organizations that wait are only known once the place's own rows are
locked; two cancellations at once then lock each other out).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from brigade.database import db, insert_rows
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Expert, Need, Organization, Seat, Slot

# SQLite names columns, PostgreSQL the constraint.
LOST = {
    "uq_seat_expert": "taken", "seat.expert_id, seat.slot_id": "taken",
    "uq_seat_organization": "own-time", "seat.organization_id, seat.slot_id": "own-time",
    "uq_seat_table": "table-taken", "seat.table_id, seat.slot_id": "table-taken",
    "uq_seat_need": "need-booked", "seat.need_id": "need-booked",
    "fk_seat_availability": "not-open", "FOREIGN KEY": "not-open",
}  # fmt: skip
ALONE = 1  # the first half of the advisory lock's key; the second is the edition's id


def alone(edition: int) -> None:
    """Let nobody else book, change or free a place of this edition meanwhile; what was read before may be old now."""
    if _has_row_locks():
        db.session.execute(select(func.pg_advisory_xact_lock(ALONE, edition)))


def lock(need: Need, experts: Iterable[Expert], slots: Iterable[Slot]) -> None:
    """Let nobody else count these people's sessions, or share out these hours' tables, meanwhile."""
    if not _has_row_locks():
        return
    db.session.execute(select(func.pg_advisory_xact_lock_shared(ALONE, need.edition_id)))
    found = list(experts)
    rows = [select(Organization.id).where(Organization.id == need.organization_id)]
    rows += [select(Expert.id).where(Expert.id == id_) for id_ in sorted({expert.id for expert in found})]
    if any(expert.table_id is None for expert in found):
        rows += [select(Slot.id).where(Slot.id == id_) for id_ in sorted({slot.id for slot in slots})]
    for row in rows:
        db.session.execute(row.with_for_update())
    db.session.refresh(need, ["state"])


def take(booking: Booking) -> None:
    """Write the booking and the seat it holds from now on."""
    db.session.add(booking)
    with losing():
        db.session.flush()
        seat = {
            "booking_id": booking.id, "expert_id": booking.expert_id, "slot_id": booking.slot_id,
            "organization_id": booking.organization_id, "table_id": booking.table_id, "need_id": booking.need_id,
        }  # fmt: skip
        insert_rows(Seat, [seat])


def follow(booking: Booking) -> None:
    """Write the booking's new place; the seat follows by itself (ON UPDATE CASCADE), under the same constraints."""
    with losing():
        db.session.flush()
    db.session.expire(booking, ["expert", "slot", "table"])


def release(booking: Booking) -> None:
    """The place is free again; the booking stays for the record."""
    db.session.execute(delete(Seat).where(Seat.booking_id == booking.id))


@contextmanager
def losing() -> Iterator[None]:
    """A violated constraint becomes the refusal that it stands for."""
    try:
        yield
    except IntegrityError as error:
        raise Refusal(next((code for sign, code in LOST.items() if sign in str(error.orig)), "taken")) from error


def _has_row_locks() -> bool:
    """PostgreSQL; SQLite's write lock is held by the whole act."""
    return db.session.get_bind().dialect.name != "sqlite"
