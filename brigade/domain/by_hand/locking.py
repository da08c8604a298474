"""A locked session is moved, swapped or cancelled by no arranging, by machine or by mistake, until it is unlocked."""

from __future__ import annotations

from datetime import datetime

from brigade.database import db
from brigade.domain import journal, seats
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Person


def lock(booking: Booking, wanted: bool, *, by: Person, now: datetime) -> None:
    """Lock or unlock it. Twice is once."""
    seats.alone(booking.edition_id)
    db.session.refresh(booking)
    if booking.state != "live":
        raise Refusal("not-live")
    if booking.is_locked != wanted:
        booking.is_locked = wanted
        db.session.flush()
        journal.about(booking, "lock" if wanted else "unlock", at=now, by=by)
