"""Booking a place: the act that everything else serves.

The guard of `places` gives the reason in words; the seat's constraints have the last word, whatever two people pressed
in the same instant.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update

from brigade.database import db
from brigade.domain import journal, places, seats
from brigade.mail import telling
from brigade.models import Booking, Expert, Need, Person, Seat, Slot, WaitlistEntry


def book(need: Need, expert: Expert, slot: Slot, *, by: Person, now: datetime) -> Booking:
    """Book this place for this need, or raise the `Refusal` that says why not; both people get their invite."""
    return _book(_guarded(need, expert, slot, now), expert, slot, person=by, by=by)


def book_for(
    need: Need, expert: Expert, slot: Slot, *, despite: Collection[str], by: Person, now: datetime
) -> Booking:
    """The same on behalf of the need's author, until the hour begins; `despite`: rules that are set aside."""
    assert need.author is not None
    known = _guarded(need, expert, slot, now, timedelta(), despite)
    return _book(known, expert, slot, person=need.author, by=by)


def _book(known: places.Known, expert: Expert, slot: Slot, *, person: Person, by: Person) -> Booking:
    need, now = known.need, known.now
    booking = _take(known, expert, slot, state="live", person=person)
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
    """Take the place under every guard, as a live session or as an offer; nobody is told yet.

    `notice`: the desk's own instead of the edition's; the desk gives places away whatever the windows say.
    """
    known = _guarded(need, expert, slot, now, notice, () if notice is None else places.WINDOWS)
    return _take(known, expert, slot, state=state, person=person)


def _guarded(
    need: Need, expert: Expert, slot: Slot, now: datetime, notice: timedelta | None = None,
    despite: Collection[str] = (),
) -> places.Known:  # fmt: skip
    """What is known around the place, locked against everybody else, once the guard has let it pass."""
    seats.lock(need, expert, slot)
    known = places.around(need, expert, slot, now, notice=notice)
    if refusal := places.why_not(known, expert, slot, despite):
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
