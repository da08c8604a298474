"""What must hold, whatever was done and whatever died: read from bookings, offers and what arrived in calendars.

Nothing here trusts the seats, the ledger or the words that the product itself uses for these rules. Each look yields
its problems as sentences; none is the good news.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.mail import telling
from brigade.models import Booking, Edition, Expert, Message, Offer, Seat, WaitlistEntry
from tests.life.office import Office
from tests.life.receiver import Calendar, Event

STEPS = (*telling.WHO, "again")
PENDING = ("waiting", "sending")


def problems(office: Office) -> list[str]:
    """Everything that may be looked at at any time."""
    bookings = db.session.scalars(
        select(Booking).options(
            joinedload(Booking.slot), joinedload(Booking.person), joinedload(Booking.expert).joinedload(Expert.person)
        )
    ).all()  # fmt: skip
    messages = db.session.scalars(select(Message).where(Message.kind.in_(STEPS))).all()
    return [*places(bookings), *offers(bookings), *owed(bookings, messages, office), *heard(office), *doubles(office)]


def places(bookings: Iterable[Booking]) -> Iterator[str]:
    """Nobody and nothing twice at once, caps, and one seat for each session or offer."""
    held = [booking for booking in bookings if booking.state in ("live", "offered")]
    for what in ("expert_id", "organization_id", "table_id"):
        counted = Counter((getattr(booking, what), booking.slot_id) for booking in held)
        yield from (f"{what} {pair} {number} times" for pair, number in counted.items() if number > 1)
    yield from (f"need {n} {k} times" for n, k in Counter(booking.need_id for booking in held).items() if k > 1)
    seats = {seat.booking_id: seat for seat in db.session.scalars(select(Seat))}
    if set(seats) != {booking.id for booking in held}:
        yield f"seats of {set(seats)}, sessions and offers {[booking.id for booking in held]}"
    for booking in held:
        seat = seats.get(booking.id)
        place = booking.expert_id, booking.slot_id, booking.table_id
        if seat and (seat.expert_id, seat.slot_id, seat.table_id) != place:
            yield f"the seat of {booking.id} is elsewhere"
    edition = db.session.scalars(select(Edition)).one()
    own = Counter(booking.organization_id for booking in held)
    days = Counter((booking.expert_id, booking.slot.day) for booking in held)
    yield from (f"organization {who} has {n}" for who, n in own.items() if n > edition.organization_cap)
    yield from (f"expert {who} has {n}" for who, n in days.items() if n > edition.expert_day_cap)


def offers(bookings: Iterable[Booking]) -> Iterator[str]:
    """Each open offer holds one place for one need that is said to have it, and nothing else is offered."""
    found = db.session.scalars(select(Offer).where(Offer.state == "open").options(joinedload(Offer.entry))).all()
    if sorted(offer.booking_id for offer in found) != sorted(b.id for b in bookings if b.state == "offered"):
        yield "offers and offered places differ"
    if len({offer.entry_id for offer in found}) < len(found):
        yield "a need has two offers"
    said = set(db.session.scalars(select(WaitlistEntry.id).where(WaitlistEntry.state == "offered")))
    if said != {offer.entry_id for offer in found}:
        yield "entries and offers differ"


def owed(bookings: Iterable[Booking], messages: Iterable[Message], office: Office) -> Iterator[str]:
    """Whoever takes part in a live session knows its newest version or will; whoever does not any more, likewise."""
    waiting: dict[tuple[int, str], list[Message]] = defaultdict(list)
    for message in messages:
        if message.state in (*PENDING, "failed"):
            waiting[message.booking_id or 0, message.to_email].append(message)
    for booking in bookings:
        known = {email: _shown(calendar, booking) for email, calendar in office.calendars.items()}
        wanted = _people(booking)
        for email in wanted:
            knows = [event.sequence for event in known.get(email, [])] == [booking.sequence]
            if not knows and not waiting[booking.id, email]:
                yield f"{email} should know version {booking.sequence} of {booking.id}, and no message waits"
        for email in set(known) - wanted:
            if known[email] and not waiting[booking.id, email]:
                yield f"{email} still sees {booking.id}, and no CANCEL waits"


def heard(office: Office) -> Iterator[str]:
    """Per UID and recipient: versions and stamps never fall, a CANCEL is higher than all and last."""
    for email, calendar in office.calendars.items():
        by_uid: dict[str, list[Event]] = defaultdict(list)
        for event in calendar.heard:
            by_uid[event.uid].append(event)
        for uid, events in by_uid.items():
            yield from (f"{email} {uid}: {problem}" for problem in _falls(events))


def doubles(office: Office) -> Iterator[str]:
    """A message came twice only where the postman could not know that it had come."""
    more = sum(number - 1 for number in office.taken.values())
    if more > office.doubts:
        yield f"{more} messages came twice, after {office.doubts} doubts"


def _falls(events: list[Event]) -> Iterator[str]:
    for before, after in pairwise(events):
        if before.method == "CANCEL" and after.method != "CANCEL":
            yield "something came after the CANCEL"
        if after.sequence < before.sequence or after.stamp < before.stamp:
            yield f"{after.method} {after.sequence} came after {before.method} {before.sequence}"
        if after.method == "CANCEL" and before.method == "REQUEST" and after.sequence <= before.sequence:
            yield f"the CANCEL is no higher than {before.sequence}"


def calendars(office: Office) -> Iterator[str]:
    """Once all mail is out: each calendar shows exactly the live sessions, as they are."""
    live = db.session.scalars(select(Booking).where(Booking.state == "live")).all()
    truth: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for booking in live:
        place = booking.uid, booking.sequence, booking.slot.starts_at, booking.table.name
        truth[booking.person.email].add((*place, booking.expert.name))
        truth[booking.expert.person.email].add((*place, booking.organization.name))
    failed = {(m.to_email, m.booking_id) for m in db.session.scalars(select(Message).where(Message.state == "failed"))}
    lost = {(email, db.session.get_one(Booking, id_).uid) for email, id_ in failed}
    for email in {*truth, *office.calendars}:
        shown = [
            (event.booking, event.sequence, event.starts_at, event.location.partition(",")[0], _with(event))
            for event in office.calendars[email].events.values()
        ]
        wrong = {one for one in truth[email] ^ set(shown) if (email, one[0]) not in lost}
        if wrong or len(set(shown)) < len(shown):
            yield f"{email} sees {shown}, true is {truth[email]}"


def _with(event: Event) -> str:
    return re.split(r"\s*:\s*", event.summary, maxsplit=1)[1]


def _shown(calendar: Calendar, booking: Booking) -> list[Event]:
    return [event for event in calendar.events.values() if event.booking == booking.uid]


def _people(booking: Booking) -> set[str]:
    return {booking.person.email, booking.expert.person.email} if booking.state == "live" else set()
