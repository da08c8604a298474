"""Who waits, and what becomes of a place that frees: the best waiting need is offered it for a set time, then the next.

The ranking is one readable key (`_turn`): the fit of the specialty, no session yet, longest waiting, and last a draw by
the need's own uid, which the server made and nobody can steer. Discarded: telling everybody at once (a race among the
people with the least time).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import fit, journal, places, seats
from brigade.domain.refusal import Refusal
from brigade.mail import notices, outbox, telling
from brigade.models import Booking, Expert, Need, Offer, Person, Seat, Slot, WaitlistEntry

HELD = timedelta(hours=2)
SHORTEST = timedelta(minutes=10)
Turn = tuple[int, int, datetime, str]


def join(need: Need, *, flexible: bool, by: Person, now: datetime) -> WaitlistEntry:
    """Wait for a place. Joining again changes only how flexible the need is: nobody loses their turn by it."""
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


def leave(need: Need, *, by: Person, now: datetime) -> None:
    """Wait no longer; an open offer goes to the next."""
    entry = find(need)
    if entry is None or entry.state in ("left", "placed"):
        return
    if entry.state == "offered":
        _close(open_offer(entry), "passed", now)
    entry.state = "left"
    journal.record("leave-waitlist", at=now, by=by.id, edition=need.edition_id, need=need.uid, title=need.title)


def fill(freed: Sequence[tuple[Expert, Slot]], *, now: datetime) -> None:
    """Offer each freed place to the need whose turn it is, if any; the place is held for it."""
    db.session.flush()
    for expert, slot in freed:
        for entry in _in_turn(expert, slot, now):
            if _offer(entry, expert, slot, now):
                break


def accept(offer: Offer, *, by: Person, now: datetime) -> Booking:
    """Take the offered place: from here on it is a session like any other."""
    held = _open_booking(offer, now)
    offer.state, offer.entry.state, held.state = "accepted", "placed", "live"
    held.changed_at = now
    journal.about(held, "accept-offer", at=now, by=by)
    telling.invite(held, now=now)
    return held


def decline(offer: Offer, *, by: Person, now: datetime) -> None:
    """Pass: the place goes to the next, the need keeps waiting for another."""
    held = _open_booking(offer, now)
    journal.about(held, "pass-offer", at=now, by=by)
    _close(offer, "passed", now)


def lapse_due(now: datetime) -> int:
    """Offers whose time is over go to the next; how many there were."""
    due = db.session.scalars(
        select(Offer).where(Offer.state == "open", Offer.lapses_at <= now).order_by(Offer.lapses_at).with_for_update()
    ).all()
    for offer in due:
        _close(offer, "lapsed", now)
    return len(due)


def find(need: Need) -> WaitlistEntry | None:
    """The need's place in the queue."""
    return db.session.scalar(select(WaitlistEntry).where(WaitlistEntry.need_id == need.id))


def open_offer(entry: WaitlistEntry) -> Offer:
    """The offer that an entry in state "offered" has."""
    return db.session.scalars(select(Offer).where(Offer.entry_id == entry.id, Offer.state == "open")).one()


def _in_turn(expert: Expert, slot: Slot, now: datetime) -> list[WaitlistEntry]:
    """Who may have this place, best first."""
    entries = db.session.scalars(
        select(WaitlistEntry).join(Need, Need.id == WaitlistEntry.need_id)
        .where(WaitlistEntry.state == "waiting", Need.edition_id == expert.edition_id, Need.state == "open")
        .where(WaitlistEntry.id.not_in(_declined(expert, slot)))
    )  # fmt: skip
    turns = [(turn, entry.id, entry) for entry in entries if (turn := _turn(entry, expert, slot, now))]
    return [entry for _, _, entry in sorted(turns)]


def _declined(expert: Expert, slot: Slot):  # type: ignore[no-untyped-def]
    """Entries that were offered this very place before."""
    return (
        select(Offer.entry_id).join(Booking, Booking.id == Offer.booking_id)
        .where(Booking.expert_id == expert.id, Booking.slot_id == slot.id)
    )  # fmt: skip


def _turn(entry: WaitlistEntry, expert: Expert, slot: Slot, now: datetime) -> Turn | None:
    """The key by which waiting needs are ordered for a place; None if this one may not have it."""
    need = entry.need
    known = places.around(need, expert, slot, now)
    if places.why_not(known, expert, slot):
        return None
    match = fit.match(need, expert, known)
    main = any(reason.code in ("main", "main-suggested") for reason in match.reasons)
    if match.obstacles or not (main or entry.flexible):
        return None
    return (0 if main else 1, known.own_count, entry.joined_at, hashlib.sha256(need.uid.encode()).hexdigest())


def _offer(entry: WaitlistEntry, expert: Expert, slot: Slot, now: datetime) -> bool:
    """Hold the place and ask; False when somebody was quicker."""
    need = entry.need
    person = need.author
    assert person is not None
    try:
        with db.session.begin_nested():
            held = bookings.hold(need, expert, slot, state="offered", person=person, now=now)
    except Refusal:
        return False
    offer = Offer(entry_id=entry.id, booking_id=held.id, offered_at=now, lapses_at=_until(slot, now))
    entry.state = "offered"
    db.session.add(offer)
    db.session.flush()
    letter = notices.offered(held, offer.lapses_at, person.language)
    outbox.post(letter, person, key=f"offer:{held.uid}", kind="letter", now=now)
    journal.about(held, "offer", at=now, by=None, title=need.title)
    return True


def _until(slot: Slot, now: datetime) -> datetime:
    """Two hours; near the day, half of what is left until the notice cut-off, and never less than ten minutes."""
    left = slot.starts_at - timedelta(hours=slot.edition.notice_hours) - now
    return now + max(SHORTEST, min(HELD, left / 2))


def _open_booking(offer: Offer, now: datetime) -> Booking:
    held = db.session.get_one(Booking, offer.booking_id)
    if offer.state != "open" or now >= offer.lapses_at:
        raise Refusal("offer-over")
    return held


def _close(offer: Offer, state: str, now: datetime) -> None:
    """End the offer without a session, and offer its place to the next."""
    held = db.session.get_one(Booking, offer.booking_id)
    offer.state, offer.entry.state, held.state, held.changed_at = state, "waiting", "cancelled", now
    db.session.flush()
    seats.release(held)
    fill([(held.expert, held.slot)], now=now)


def count(edition: int) -> int:
    """How many needs wait in this edition."""
    return db.session.scalar(
        select(func.count()).select_from(WaitlistEntry).join(Need, Need.id == WaitlistEntry.need_id)
        .where(Need.edition_id == edition, WaitlistEntry.state.in_(("waiting", "offered")))
    ) or 0  # fmt: skip
