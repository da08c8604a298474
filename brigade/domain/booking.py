"""Booking a place: the act that everything else serves.

The guard of `places` gives the reason in words; the seat's constraints have the last word, whatever two people pressed
in the same instant. On SQLite the whole act runs under the write lock; on PostgreSQL it locks the organization, then
the expert (always in that order: no deadlock), because caps are counts that no unique index can hold.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from brigade.database import db
from brigade.domain import journal, places
from brigade.domain.refusal import Refusal
from brigade.mail import outbox
from brigade.models import Booking, Expert, Need, Organization, Person, Seat, Slot

# What each constraint means to the person who lost. SQLite names columns, PostgreSQL the constraint.
LOST = {
    "uq_seat_expert": "taken", "seat.expert_id, seat.slot_id": "taken",
    "uq_seat_organization": "own-time", "seat.organization_id, seat.slot_id": "own-time",
    "uq_seat_table": "table-taken", "seat.table_id, seat.slot_id": "table-taken",
    "uq_seat_need": "need-booked", "seat.need_id": "need-booked",
    "fk_seat_availability": "not-open", "FOREIGN KEY": "not-open",
}  # fmt: skip


def book(need: Need, expert: Expert, slot: Slot, *, by: Person, now: datetime) -> Booking:
    """Book this place for this need, or raise the `Refusal` that says why not; both people get their invite."""
    _lock(need, expert, slot)
    known = places.around(need, expert, slot, now)
    if refusal := places.why_not(known, expert, slot):
        raise refusal
    booking = Booking(
        edition_id=need.edition_id, need_id=need.id, organization_id=need.organization_id, expert_id=expert.id,
        slot_id=slot.id, table_id=places.table_for(known, expert, slot), person_id=by.id, created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(booking)
    _take_seat(booking)
    journal.record("book", at=now, by=by.id, edition=need.edition_id, booking=booking.id, expert=expert.name, uid=booking.uid)
    outbox.post_booking(booking, "booked", [by, expert.person], now=now)
    return booking


def already_booked(need: Need, expert: Expert, slot: Slot) -> Booking | None:
    """The need's live booking when it is this very place: a double click, which is not an error."""
    return db.session.scalar(
        select(Booking).join(Seat, Seat.booking_id == Booking.id)
        .where(Seat.need_id == need.id, Seat.expert_id == expert.id, Seat.slot_id == slot.id)
    )  # fmt: skip


def _lock(need: Need, expert: Expert, slot: Slot) -> None:
    """Let nobody else count this organization's or this expert's sessions, or share out this hour's tables, meanwhile."""
    if db.session.get_bind().dialect.name == "sqlite":
        return
    rows = select(Organization.id, Expert.id, Need.id).where(
        Organization.id == need.organization_id, Expert.id == expert.id, Need.id == need.id
    )
    db.session.execute(rows.with_for_update())
    if expert.table_id is None:
        db.session.execute(select(Slot.id).where(Slot.id == slot.id).with_for_update())
    db.session.refresh(need, ["state"])


def _take_seat(booking: Booking) -> None:
    """Write the booking and its seat; a violated constraint becomes the refusal it stands for."""
    try:
        db.session.flush()
        db.session.execute(
            insert(Seat).values(
                booking_id=booking.id, expert_id=booking.expert_id, slot_id=booking.slot_id,
                organization_id=booking.organization_id, table_id=booking.table_id, need_id=booking.need_id,
            )
        )  # fmt: skip
    except IntegrityError as error:
        raise Refusal(next((code for sign, code in LOST.items() if sign in str(error.orig)), "taken")) from error
