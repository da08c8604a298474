"""Rules that a coordinator sets aside: flagged, in sight of everybody concerned, and listed until confirmed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from brigade.database import db
from brigade.domain import journal, places, seats
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Expert, Need, Override, Person, Slot

OWN_TIME = frozenset({"window-not-open"})  # before booking opens, coordinators arrange: nothing is set aside by it


def broken(
    need: Need, expert: Expert, slot: Slot, despite: Collection[str], now: datetime, besides: Booking | None = None
) -> frozenset[str]:
    """Those of `despite` that may be set aside and do forbid this place."""
    known = places.around(need, expert, slot, now, besides, timedelta())
    return places.SOFT.intersection(despite, places.against(known, expert, slot))


def flag(booking: Booking, rules: Collection[str], *, by: Person, now: datetime) -> None:
    """Say of the session's present version that it stands although these rules say no."""
    for rule in sorted(rules):
        override = Override(booking_id=booking.id, sequence=booking.sequence, rule=rule, by_id=by.id, at=now)
        db.session.add(override)
        journal.about(booking, "override", at=now, by=by, rule=rule)


def confirm(override: Override, *, by: Person, now: datetime) -> None:
    """It was looked at and stays. Twice is once; refused when the session is no longer where it was looked at."""
    seats.alone(override.booking.edition_id)
    db.session.refresh(override)
    db.session.refresh(override.booking)
    if override.booking.state != "live" or override.booking.sequence != override.sequence:
        raise Refusal("changed-meanwhile")
    if override.confirmed_at is None:
        override.confirmed_at, override.confirmed_by_id = now, by.id
        journal.about(override.booking, "confirm-override", at=now, by=by)
