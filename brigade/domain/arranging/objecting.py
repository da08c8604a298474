""""This does not suit me": what an organization says of a session that the coordinators moved.

Nothing is undone by it: the board shows it, and the coordinators are written to, who find something else.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from brigade.database import db, new_uid
from brigade.domain import journal, seats
from brigade.domain.refusal import Refusal
from brigade.language import gettext as _
from brigade.language import own
from brigade.mail import notices, outbox
from brigade.models import Booking, Person, Proposal, ProposedBooking


def may_object(booking: Booking) -> bool:
    """A published proposal moved the session to where it is now, and nobody has moved it since."""
    line = ProposedBooking
    moved = line.booking_id == booking.id, line.kind == "moved", line.fate == "done", line.sequence == booking.sequence
    published = Proposal.id == line.proposal_id, Proposal.state == "published"
    return booking.state == "live" and bool(db.session.scalar(select(exists().where(*moved, *published))))


def does_not_suit(booking: Booking, *, by: Person, now: datetime) -> None:
    """The coordinators are told, and the board shows it. Twice is once."""
    seats.alone(booking.edition_id)
    db.session.refresh(booking)
    if not may_object(booking):
        raise Refusal("not-moved")
    with own(booking.organization.language):
        said = _("La nouvelle place ne convient pas.")
    if booking.trouble:
        return
    booking.trouble = said
    journal.about(booking, "does-not-suit", at=now, by=by)
    for person in db.session.scalars(select(Person).where(Person.is_coordinator, Person.id != by.id)):
        letter = notices.does_not_suit(booking, by, person.language)
        key = f"does-not-suit:{new_uid()}"
        outbox.post(letter, person, key=key, kind="does-not-suit", now=now, booking=booking)
