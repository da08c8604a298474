"""Is what a stored letter says still true when it leaves? After a day without mail, an offer may be over.

Such a letter is dropped rather than written anew: what happened since then has its own messages.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from brigade.database import db
from brigade.models import Booking, Message, Offer, ProposedMove


def holds(message: Message, now: datetime) -> bool:
    """Whether the message should still leave; one that is about no passing state always should."""
    if message.kind not in CONDITIONS:
        return True
    return bool(db.session.scalar(select(exists().where(*CONDITIONS[message.kind](message, now)))))


def _offer(message: Message, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Offer.booking_id == message.booking_id, Offer.state == "open", Offer.lapses_at > now


def _proposal(message: Message, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return ProposedMove.id == _id(message), ProposedMove.state == "open"


def _kept_time(message: Message, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Nothing has changed since the organization said so."""
    answered = ProposedMove.id == _id(message), Booking.id == ProposedMove.booking_id
    return *answered, Booking.state == "live", Booking.changed_at <= message.created_at


def _trouble(message: Message, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """No coordinator has settled it yet."""
    return Booking.id == message.booking_id, Booking.state == "live", Booking.trouble != ""


def _id(message: Message) -> int:
    return int(message.key.rpartition(":")[2])


CONDITIONS: dict[str, Callable[[Message, datetime], tuple[ColumnElement[bool], ...]]] = {
    "offer": _offer, "proposed-move": _proposal, "kept-time": _kept_time, "cannot-come": _trouble,
    "does-not-suit": _trouble,
}  # fmt: skip
