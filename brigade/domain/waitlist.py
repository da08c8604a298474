"""Who waits, and what becomes of a place that frees: the need whose turn it is (`turns`) is offered it for a set time.

It is held meanwhile, and goes to the next when it is passed or its time is over. Discarded: telling everybody at once
(a race among the people with the least time).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select, update

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import journal, seats
from brigade.domain.refusal import Refusal
from brigade.domain.turns import Queue
from brigade.mail import notices, outbox, telling
from brigade.models import Booking, Conflict, Expert, Need, Offer, Person, Seat, Slot, WaitlistEntry

HELD = timedelta(hours=2)
SHORTEST = timedelta(minutes=10)
_OPEN = select(Offer).join(Booking, Booking.id == Offer.booking_id).where(Offer.state == "open")


def join(need: Need, *, flexible: bool, by: Person, now: datetime) -> WaitlistEntry:
    """Wait for a place. Joining again changes only how flexible the need is: nobody loses their turn by it."""
    seats.alone(need.edition_id)
    db.session.refresh(need)
    if need.state != "open" or need.organization_id is None:
        raise Refusal("profile-missing" if need.state == "open" else "need-withdrawn")
    if db.session.scalar(select(Seat.booking_id).where(Seat.need_id == need.id)):
        raise Refusal("need-booked")
    entry = find(need)
    if entry is None or entry.state in ("left", "placed"):
        entry = entry or WaitlistEntry(need_id=need.id)
        entry.joined_at, entry.state = now, "waiting"
        db.session.add(entry)
    entry.flexible = flexible
    journal.record("join-waitlist", at=now, by=by.id, edition=need.edition_id, need=need.uid, title=need.title)
    return entry


def placed(need: int) -> None:
    """The need with that id got a place in another way: it waits no longer."""
    waits = WaitlistEntry.need_id == need, WaitlistEntry.state == "waiting"
    db.session.execute(update(WaitlistEntry).where(*waits).values(state="placed"))


def leave(need: Need, *, by: Person, now: datetime) -> None:
    """Wait no longer; an open offer goes to the next."""
    seats.alone(need.edition_id)
    entry = find(need)
    if entry is None or entry.state in ("left", "placed"):
        return
    if entry.state == "offered":
        _close([_open_offer(entry)], "passed", now)
    entry.state = "left"
    journal.record("leave-waitlist", at=now, by=by.id, edition=need.edition_id, need=need.uid, title=need.title)


def fill(freed: Sequence[tuple[Expert, Slot]], *, now: datetime, notice: timedelta | None = None) -> int:
    """Offer each freed place to the need whose turn it is, if any; the place is held for it. How many were offered.

    To be called by an act that runs alone in the edition (`seats.alone`). `notice`: as `places`.
    """
    db.session.flush()
    queue = Queue()
    return sum(
        any(_offer(entry, expert, slot, now, notice) for entry in queue.for_place(expert, slot))
        for expert, slot in freed
    )


def accept(offer: Offer, *, by: Person, now: datetime) -> Booking:
    """Take the offered place: from here on it is a session like any other."""
    held = _take_up(offer, now)
    offer.state, offer.entry.state, held.state = "accepted", "placed", "live"
    held.changed_at = now
    journal.about(held, "accept-offer", at=now, by=by)
    telling.invite(held, now=now)
    return held


def decline(offer: Offer, *, by: Person, now: datetime) -> None:
    """Pass: the place goes to the next, the need keeps waiting for another."""
    held = _take_up(offer, now)
    journal.about(held, "pass-offer", at=now, by=by)
    _close([offer], "passed", now)


def lapse_due(now: datetime) -> int:
    """Offers whose time is over go to the next; how many there were."""
    due = _OPEN.where(Offer.lapses_at <= now)
    editions = set(db.session.scalars(due.with_only_columns(Booking.edition_id)))
    return sum(_end(due, edition, now) for edition in sorted(editions))


def end_conflicting(edition: int, *, now: datetime) -> int:
    """Offers between two who say by now that they do not meet go to the next; how many there were."""
    avoided = exists().where(
        Conflict.expert_id == Booking.expert_id, Conflict.organization_id == Booking.organization_id
    )
    return _end(_OPEN.where(avoided), edition, now)


def find(need: Need) -> WaitlistEntry | None:
    """The need's place in the queue, as it is now."""
    entry = select(WaitlistEntry).where(WaitlistEntry.need_id == need.id)
    return db.session.scalar(entry, execution_options={"populate_existing": True})


def count(edition: int) -> int:
    """How many needs wait in this edition."""
    return db.session.scalar(
        select(func.count()).select_from(WaitlistEntry).join(Need, Need.id == WaitlistEntry.need_id)
        .where(Need.edition_id == edition, WaitlistEntry.state.in_(("waiting", "offered")))
    ) or 0  # fmt: skip


def _offer(entry: WaitlistEntry, expert: Expert, slot: Slot, now: datetime, notice: timedelta | None) -> bool:
    """Hold the place and ask; False when the guard says that this need may not have it."""
    need = entry.need
    person = need.author
    assert person is not None
    try:
        with db.session.begin_nested():
            held = bookings.hold(need, expert, slot, state="offered", person=person, now=now, notice=notice)
    except Refusal:
        return False
    offer = Offer(entry_id=entry.id, booking_id=held.id, offered_at=now, lapses_at=_until(slot, now))
    entry.state = "offered"
    db.session.add(offer)
    db.session.flush()
    letter = notices.offered(held, offer.lapses_at, person.language)
    outbox.post(letter, person, key=f"offer:{held.uid}", kind="offer", now=now, booking=held)
    journal.about(held, "offer", at=now, by=None, title=need.title)
    return True


def _until(slot: Slot, now: datetime) -> datetime:
    """Two hours; near the day, half of what is left until the notice cut-off, and never less than ten minutes."""
    left = slot.starts_at - timedelta(hours=slot.edition.notice_hours) - now
    return now + max(SHORTEST, min(HELD, left / 2))


def _take_up(offer: Offer, now: datetime) -> Booking:
    """The booking that holds the place, if the offer still stands; nobody else decides about it from here on."""
    held = db.session.get_one(Booking, offer.booking_id)
    seats.alone(held.edition_id)
    for row in (offer, offer.entry, held):
        db.session.refresh(row)
    if offer.state != "open" or now >= offer.lapses_at:
        raise Refusal("offer-over")
    return held


def _open_offer(entry: WaitlistEntry) -> Offer:
    """The offer that an entry in state "offered" has."""
    return db.session.scalars(select(Offer).where(Offer.entry_id == entry.id, Offer.state == "open")).one()


def _end(offers: Select[Any], edition: int, now: datetime) -> int:
    """End those of this edition, oldest first, as they are once no other act of it is under way."""
    seats.alone(edition)
    found = db.session.scalars(
        offers.where(Booking.edition_id == edition).order_by(Offer.lapses_at, Offer.id),
        execution_options={"populate_existing": True},
    ).all()
    for offer in found:
        journal.about(db.session.get_one(Booking, offer.booking_id), "lapse-offer", at=now, by=None)
    _close(found, "lapsed", now)
    return len(found)


def _close(offers: Sequence[Offer], state: str, now: datetime) -> None:
    """End the offers without a session; once all are ended, each place goes to the next."""
    freed = []
    for offer in offers:
        held = db.session.get_one(Booking, offer.booking_id)
        offer.state, offer.entry.state, held.state, held.changed_at = state, "waiting", "cancelled", now
        db.session.flush()
        seats.release(held)
        freed.append((held.expert, held.slot))
    fill(freed, now=now)
