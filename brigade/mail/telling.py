"""Who is told of what: the one table that code, tests and documentation share.

An act names the people concerned; what each of them gets is decided when the message leaves, from what their calendar
was told before and what is true then (`owed`). So ten quick moves while mail is down are one message, nobody is told
twice, and nobody hears of what was never announced.

| act | organization | expert | former expert | coordinators |
|---|---|---|---|---|
| book, accept an offer | invite | invite | | |
| move (time, table) | invite | invite | | |
| move (another expert) | invite | invite | invite | |
| cancel | invite | invite | | |
| cannot come (too late to cancel) | | | | letter |
| propose another time | letter | | | |
| offer a place | letter | | | |

| the session is | this person | was told | gets | METHOD | SEQUENCE |
|---|---|---|---|---|---|
| live | takes part | nothing | booked | REQUEST | the booking's |
| live | takes part | an older version | moved | REQUEST | the booking's |
| live | takes part | this version | nothing | | |
| live | was the expert | an invite | replaced | CANCEL | the booking's |
| cancelled | took part | an invite | cancelled | CANCEL | the booking's |
| any | no longer takes part | nothing, or a CANCEL | nothing | | |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from brigade.database import db
from brigade.mail import outbox, reminders
from brigade.models import Booking, Expert, Invitation, Person
from brigade.models.booking import new_invite_uid

WHO: dict[str, tuple[str, ...]] = {
    "booked": ("organization", "expert"),
    "moved": ("organization", "expert"),
    "replaced": ("organization", "expert", "former"),
    "cancelled": ("organization", "expert"),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """What one person is owed now: the letter's name, and the method of the calendar object it carries."""

    letter: str
    method: str


def owed(booking: Booking, invitation: Invitation) -> Owed | None:
    """The second table above."""
    if takes_part(booking, invitation):
        if invitation.told_method == "REQUEST" and invitation.told_sequence == booking.sequence:
            return None
        return Owed("moved" if invitation.told_method == "REQUEST" else "booked", "REQUEST")
    if not invitation.tried or invitation.told_method == "CANCEL":
        return None
    return Owed("cancelled" if booking.state == "cancelled" else "replaced", "CANCEL")


def takes_part(booking: Booking, invitation: Invitation) -> bool:
    """The session is live and this person, under this UID, is one of its two."""
    person = booking.person_id if invitation.role == "organization" else booking.expert.person_id
    return booking.state == "live" and invitation.person_id == person and invitation.told_method != "CANCEL"


def invite(booking: Booking, *, now: datetime) -> None:
    """Both people get their part in the session, and the message that says so."""
    people = {"organization": booking.person, "expert": booking.expert.person}
    parts = [part(booking, role, person, booking.uid) for role, person in people.items()]
    db.session.add_all(parts)
    db.session.flush()
    outbox.post_invitations(booking, "booked", parts, now=now)
    reminders.plan(booking, parts, now=now)


def part(booking: Booking, role: str, person: Person, uid: str) -> Invitation:
    """A person's part in a session, under a UID that no calendar was told a CANCEL for."""
    return Invitation(booking_id=booking.id, role=role, person=person, email=person.email, uid=uid)


def hand_over(booking: Booking, former: Expert, *, now: datetime) -> None:
    """After a change of expert: a new UID for the new one; the former one's is cancelled."""
    db.session.add(part(booking, "expert", booking.expert.person, new_invite_uid()))
    db.session.flush()
    tell(booking, "replaced", now=now, former=former)


def tell(booking: Booking, step: str, *, now: datetime, former: Expert | None = None) -> None:
    """Post one message to each person whom the table names."""
    found = [invitation for role in WHO[step] if (invitation := _newest(booking, role, former))]
    outbox.post_invitations(booking, step, found, now=now)
    reminders.plan_anew(booking, found, now=now)


def invitations(booking: Booking) -> Sequence[Invitation]:
    """Every part that anyone has or had in this session, oldest first."""
    return db.session.scalars(
        select(Invitation).where(Invitation.booking_id == booking.id).order_by(Invitation.id)
    ).all()


def parts_of(person: Person) -> Sequence[Invitation]:
    """This person's parts in live sessions."""
    found = db.session.scalars(
        select(Invitation).join(Booking, Booking.id == Invitation.booking_id)
        .where(Invitation.person_id == person.id, Booking.state == "live")
    )  # fmt: skip
    return [part for part in found if part.booking and takes_part(part.booking, part)]


def _newest(booking: Booking, role: str, former: Expert | None) -> Invitation | None:
    people = {"organization": booking.person_id, "expert": booking.expert.person_id}
    person = former.person_id if role == "former" and former else people[role]
    return db.session.scalar(
        select(Invitation).where(Invitation.booking_id == booking.id, Invitation.person_id == person)
        .order_by(Invitation.id.desc()).limit(1)
    )  # fmt: skip
