"""A locked session is moved, swapped or cancelled by no arranging, by machine or by mistake, until it is unlocked."""

from __future__ import annotations

from datetime import datetime

from brigade.database import db
from brigade.domain import journal
from brigade.domain.by_hand import standing
from brigade.models import Booking, Person


def lock(booking: Booking, wanted: bool, *, seen: int, by: Person, now: datetime) -> None:
    """Lock or unlock it where it was seen to be. Twice is once."""
    standing.as_seen(booking, seen)
    if booking.is_locked != wanted:
        booking.is_locked = wanted
        db.session.flush()
        journal.about(booking, "lock" if wanted else "unlock", at=now, by=by)
