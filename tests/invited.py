"""A session whose two people were invited, and the mails with which their calendars answer."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from brigade.database import db
from brigade.models import Booking, Invitation
from tests import factories
from tests.calendars.replies import UID, WHO, a_reply

ORGANIZER = "brigade@example.org"  # whom the stored mails of tests/calendars answer
NOW = datetime(2026, 10, 4, 12, tzinfo=UTC)  # the day after they were written
SEQUENCE = 2


def make_invited(*, sequence: int = SEQUENCE, uid: str = "", **values: object) -> Booking:
    """A live session in that version, of which both calendars were told; without `uid`, under the stored mails' UID and
    address for the organization."""
    booking = factories.make_meeting(**values)  # type: ignore[arg-type]
    booking.sequence = sequence
    if not uid:
        booking.person.email = WHO
    told = {"told_sequence": sequence, "told_method": "REQUEST", "told_at": factories.NOW, "tried": True}
    for role, person in (("organization", booking.person), ("expert", booking.expert.person)):
        db.session.add(
            Invitation(booking_id=booking.id, role=role, person=person, email=person.email, uid=uid or UID, **told)
        )
    db.session.commit()
    return booking


def part_of(booking: Booking, role: str = "organization") -> Invitation:
    """That person's part, as the database has it."""
    return db.session.scalars(
        select(Invitation).where(Invitation.booking_id == booking.id, Invitation.role == role)
        .execution_options(populate_existing=True)
    ).one()  # fmt: skip


def answer_of(
    part: Invitation, *extra: str, partstat: str = "ACCEPTED", day: int = 2, sequence: int | None = SEQUENCE,
    sender: str = "", attendee: str = "", uid: str = "", method: str = "REPLY",
) -> bytes:  # fmt: skip
    """The mail in which this person answers on that day of October, at noon."""
    lines = [
        f"UID:{uid or part.uid}", f"DTSTAMP:202610{day:02d}T120000Z",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{attendee or part.email}", *extra,
    ]  # fmt: skip
    lines += [] if sequence is None else [f"SEQUENCE:{sequence}"]
    return a_reply(*lines, sender=sender or part.email, method=method)
