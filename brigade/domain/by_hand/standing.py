"""What every act by hand begins and ends with: the session as the coordinator saw it, and how to take the act back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from brigade.database import db
from brigade.domain import seats
from brigade.domain.refusal import Refusal
from brigade.mail import telling
from brigade.models import Booking, HandAct, Message, Person, WaitlistEntry

HELD_BACK = timedelta(seconds=30)  # what mail programs wait before sending: the time in which a slip is noticed
Before = dict[str, Any]


def as_seen(booking: Booking, seen: int) -> None:
    """Nobody else changes this session from here on; refused when it is not the version that was seen."""
    seats.alone(booking.edition_id)
    db.session.refresh(booking)
    if booking.state != "live" or booking.sequence != seen:
        raise Refusal("changed-meanwhile")


def take_up(booking: Booking, seen: int) -> None:
    """The same, of a session that is to change: refused when it is locked, too."""
    as_seen(booking, seen)
    if booking.is_locked:
        raise Refusal("locked")


def before(booking: Booking) -> Before:
    """Where a session is, before an act."""
    return {
        "booking": booking.id, "expert": booking.expert_id, "slot": booking.slot_id, "table": booking.table_id,
        "sequence": booking.sequence, "trouble": booking.trouble,
    }  # fmt: skip


def new(booking: Booking, waited: bool) -> Before:
    """What is known of a session that an act has just made; `waited`: its need was in the queue."""
    return {"booking": booking.id, "sequence": None, "waited": waited}


def waits(need: int) -> bool:
    """Whether this need is in the queue."""
    waiting = select(WaitlistEntry.id).where(WaitlistEntry.need_id == need, WaitlistEntry.state == "waiting")
    return db.session.scalar(waiting) is not None


def keep(kind: str, bookings: Sequence[Booking], records: Sequence[Before], *, by: Person, now: datetime) -> HandAct:
    """Remember how to take the act back, and hold its messages back for a moment."""
    db.session.flush()
    rows = [record | {"left": booking.sequence} for booking, record in zip(bookings, records, strict=True)]
    act = HandAct(edition_id=bookings[0].edition_id, by_id=by.id, kind=kind, at=now, before=rows)
    db.session.add(act)
    of_act = messages([booking.id for booking in bookings], now)
    db.session.execute(update(Message).where(*of_act, Message.due_at <= now).values(due_at=now + HELD_BACK))
    db.session.flush()
    return act


def messages(bookings: Collection[int], since: datetime) -> tuple[Any, ...]:
    """The conditions of the messages that an act on these sessions posted."""
    return Message.booking_id.in_(bookings), Message.kind.in_(telling.WHO), Message.created_at >= since
