"""Booking a place: the act that everything else serves.

The guard of `places` gives the reason in words; the seat's constraints have the last word, whatever two people pressed
in the same instant.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from brigade.database import db
from brigade.domain import journal, places, seats
from brigade.mail import telling
from brigade.models import Booking, Expert, Need, Person, Seat, Slot, WaitlistEntry


def book(need: Need, expert: Expert, slot: Slot, *, by: Person, now: datetime) -> Booking:
    """Book this place for this need, or raise the `Refusal` that says why not; both people get their invite."""
    known = _guarded(need, expert, slot, now)
    booking = _take(known, expert, slot, state="live", person=by)
    if known.waits:
        db.session.execute(update(WaitlistEntry).where(WaitlistEntry.need_id == need.id).values(state="placed"))
    journal.record(
        "book", at=now, by=by.id, edition=need.edition_id, booking=booking.id, expert=expert.name, uid=booking.uid,
        place=journal.place(booking),
    )  # fmt: skip
    telling.invite(booking, now=now)
    return booking


def hold(
    need: Need, expert: Expert, slot: Slot, *, state: str, person: Person, now: datetime,
    notice: timedelta | None = None,
) -> Booking:  # fmt: skip
    """Take the place under every guard, as a live session or as an offer; nobody is told yet. `notice`: as `places`."""
    return _take(_guarded(need, expert, slot, now, notice), expert, slot, state=state, person=person)


def _guarded(
    need: Need, expert: Expert, slot: Slot, now: datetime, notice: timedelta | None = None
) -> places.Known:
    """What is known around the place, locked against everybody else, once the guard has let it pass."""
    seats.lock(need, expert, slot)
    known = places.around(need, expert, slot, now, notice=notice)
    if refusal := places.why_not(known, expert, slot):
        raise refusal
    return known


def _take(known: places.Known, expert: Expert, slot: Slot, *, state: str, person: Person) -> Booking:
    need, now = known.need, known.now
    booking = Booking(
        edition_id=need.edition_id, need_id=need.id, organization_id=need.organization_id, expert_id=expert.id,
        slot_id=slot.id, table_id=places.table_for(known, expert, slot), person_id=person.id, state=state,
        created_at=now, changed_at=now,
    )  # fmt: skip
    seats.take(booking)
    return booking


def already_booked(need: Need, expert: Expert, slot: Slot) -> Booking | None:
    """The need's live booking when it is this very place: a double click, which is not an error."""
    return db.session.scalar(
        select(Booking).join(Seat, Seat.booking_id == Booking.id)
        .where(Seat.need_id == need.id, Seat.expert_id == expert.id, Seat.slot_id == slot.id)
    )  # fmt: skip
