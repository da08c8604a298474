"""Book, move, swap and cancel on behalf of others, each with what was seen of the session (`seen`: its sequence)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from brigade.domain import booking as bookings
from brigade.domain import changes, journal, places, seats
from brigade.domain.arranging import seating
from brigade.domain.by_hand import overriding, standing
from brigade.domain.refusal import Refusal
from brigade.mail import telling
from brigade.models import Booking, Expert, HandAct, Need, Person, Slot

Seen = tuple[Booking, int]


def book(
    need: Need, expert: Expert, slot: Slot, *, despite: Collection[str] = (), by: Person, now: datetime
) -> HandAct:
    """This place for this need; its author comes."""
    seats.alone(need.edition_id)
    rules, waited = overriding.broken(need, expert, slot, despite, now), standing.waits(need.id)
    made = bookings.book_for(need, expert, slot, despite=rules | overriding.OWN_TIME, by=by, now=now)
    overriding.flag(made, rules, by=by, now=now)
    return standing.keep("book", [made], [standing.new(made, waited)], by=by, now=now)


def move(
    booking: Booking, expert: Expert, slot: Slot, *, seen: int, despite: Collection[str] = (), by: Person,
    now: datetime,
) -> HandAct:  # fmt: skip
    """Another place for this session."""
    standing.take_up(booking, seen)
    if (expert.id, slot.id) == (booking.expert_id, booking.slot_id):
        raise Refusal("same-place")
    rules, record = overriding.broken(booking.need, expert, slot, despite, now, booking), standing.before(booking)
    changes.move(booking, expert, slot, by=by, now=now, despite=rules)
    overriding.flag(booking, rules, by=by, now=now)
    return standing.keep("move", [booking], [record], by=by, now=now)


def cancel(booking: Booking, *, seen: int, reason: str, by: Person, now: datetime) -> HandAct:
    """The session will not take place; both sides read the reason."""
    standing.take_up(booking, seen)
    record = standing.before(booking)
    changes.cancel(booking, reason=reason, by=by, now=now)
    return standing.keep("cancel", [booking], [record], by=by, now=now)


def swap(one: Seen, other: Seen, *, despite: Collection[str] = (), by: Person, now: datetime) -> HandAct:
    """These two change places. Both give up theirs first, because one after the other neither could."""
    pair = [one[0], other[0]]
    for booking, seen in (one, other):
        standing.take_up(booking, seen)
    records, there = [standing.before(each) for each in pair], [(each.expert, each.slot) for each in pair]
    was = [journal.place(each) for each in pair]
    if there[0] == there[1]:
        raise Refusal("same-place")
    for booking in pair:
        seats.release(booking)
    for booking, (expert, slot) in zip(pair, reversed(there), strict=True):
        _put(booking, expert, slot, despite, by, now)
    for booking, (former, _slot), place in zip(pair, there, was, strict=True):
        journal.about(booking, "swap", at=now, by=by, was=place)
        _tell(booking, former, now)
    return standing.keep("swap", pair, records, by=by, now=now)


def _put(
    booking: Booking, expert: Expert, slot: Slot, despite: Collection[str], by: Person, now: datetime
) -> None:
    """One of the two at its new place, under the same guard as a move."""
    rules = overriding.broken(booking.need, expert, slot, despite, now, booking)
    known = places.around(booking.need, expert, slot, now, booking, timedelta())
    if refusal := places.why_not(known, expert, slot, rules):
        raise refusal
    table = places.table_for(known, expert, slot)
    assert table is not None
    seating.put(booking, expert, slot, table, now)
    overriding.flag(booking, rules, by=by, now=now)


def _tell(booking: Booking, former: Expert, now: datetime) -> None:
    changes.drop_proposals(booking)
    if former.id == booking.expert_id:
        telling.tell(booking, "moved", now=now)
    else:
        telling.hand_over(booking, former, now=now)
