"""Seats: the locks under which places are shared out, and what a violated constraint means to the person who lost.

On SQLite a whole act runs under the write lock. On PostgreSQL, bookings run side by side: each locks the organization,
then the expert and the hour (always in that order: no deadlock), because caps are counts that no unique index
can hold. Whatever may free a place runs alone in its edition, because the place may go to any organization
that waits. Discarded: row locks for those too (the organizations that wait are only known once the place's own rows are
locked; two cancellations at once then lock each other out).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Integer, bindparam, delete, func, select
from sqlalchemy.exc import IntegrityError

from brigade.database import claim, db, insert_rows, write
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


_SHARED = select(func.pg_advisory_xact_lock_shared(ALONE, bindparam("edition", type_=Integer))).subquery("shared")
_ROWS = (
    select(Organization.id).select_from(_SHARED).join(Organization, Organization.id == bindparam("organization"))
    .join(Expert, Expert.id == bindparam("expert"))
)  # fmt: skip
# One statement takes all, in this order; a row's own references (foreign keys) are not kept waiting.
_LOCK = _ROWS.with_for_update(key_share=True, of=[Organization, Expert])
_LOCK_AND_HOUR = _ROWS.join(Slot, Slot.id == bindparam("slot")).with_for_update(
    key_share=True, of=[Organization, Expert, Slot]
)


def alone(edition: int) -> None:
    """Let nobody else book, change or free a place of this edition meanwhile; what was read before may be old now.

    The first thing that an act does: a claim within a savepoint, where an offer is tried, would commit it.
    """
    claim()
    if _has_row_locks():
        db.session.execute(select(func.pg_advisory_xact_lock(ALONE, edition)))


def lock(need: Need, expert: Expert, slot: Slot) -> None:
    """Let nobody else count these two's sessions, or share out this hour's tables, meanwhile."""
    claim()
    if _has_row_locks():
        statement = _LOCK if expert.table_id else _LOCK_AND_HOUR
        ids = {"edition": need.edition_id, "organization": need.organization_id, "expert": expert.id, "slot": slot.id}
        db.session.connection().execute(statement, ids)


def take(booking: Booking) -> None:
    """Write the booking and the seat it holds from now on; without the seat there is no booking."""
    db.session.flush()
    with losing():
        write([booking])
        try:
            insert_rows(Seat, [_seat(booking)])
        except IntegrityError:
            db.session.expunge(booking)  # its number may soon be another's
            raise


def _seat(booking: Booking) -> dict[str, int]:
    return {
        "booking_id": booking.id, "expert_id": booking.expert_id, "slot_id": booking.slot_id,
        "organization_id": booking.organization_id, "table_id": booking.table_id, "need_id": booking.need_id,
    }  # fmt: skip


def follow(booking: Booking) -> None:
    """Write the booking's new place; the seat follows by itself (ON UPDATE CASCADE), under the same constraints."""
    with losing():
        db.session.flush()
    db.session.expire(booking, ["expert", "slot", "table"])


def take_again(booking: Booking) -> None:
    """Write the new place of a booking that gave up its seat, and the seat that it holds from now on."""
    with losing():
        db.session.flush()
        insert_rows(Seat, [_seat(booking)])
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
