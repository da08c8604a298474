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
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from brigade.database import db, insert_missing, write
from brigade.mail import outbox, reminders
from brigade.models import Booking, Expert, Invitation, Message, Person
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
    """The session is live and this is the newest part, under whatever UID, of one of its two."""
    if booking.state != "live" or invitation.told_method == "CANCEL":
        return False
    return _newest(booking, invitation.role, _people(booking)[invitation.role]) is invitation


def invite(booking: Booking, *, now: datetime) -> None:
    """Both people get their part in the session, and the message that says so."""
    people = {"organization": booking.person, "expert": booking.expert.person}
    parts = [part(booking, role, person, booking.uid) for role, person in people.items()]
    write(parts)
    now_due = outbox.references(booking, "booked", parts, now=now)
    insert_missing(Message, now_due + reminders.due_later(booking, parts, now=now))


def part(booking: Booking, role: str, person: Person, uid: str) -> Invitation:
    """A person's part in a session, under a UID that no calendar was told a CANCEL for."""
    return Invitation(booking_id=booking.id, role=role, person_id=person.id, email=person.email, uid=uid)


def hand_over(booking: Booking, former: Expert, *, now: datetime) -> None:
    """After a change of expert: the former one's part is cancelled, the new one gets a part under a new UID.

    An expert who comes back before the CANCEL left keeps the part they had, and is told once.
    """
    known = _newest(booking, "expert", booking.expert.person_id)
    if known is None or known.told_method == "CANCEL" or _may_have_heard(known):
        db.session.add(part(booking, "expert", booking.expert.person, new_invite_uid()))
        db.session.flush()
    tell(booking, "replaced", now=now, former=former)


def tell(booking: Booking, step: str, *, now: datetime, former: Expert | None = None) -> None:
    """Post one message to each person whom the table names."""
    people = _people(booking) | ({"former": former.person_id} if former else {})
    wanted = (_newest(booking, "expert" if role == "former" else role, people[role]) for role in WHO[step])
    found = [invitation for invitation in wanted if invitation]
    outbox.post_invitations(booking, step, found, now=now)
    reminders.plan_anew(booking, found, now=now)


def invitations(booking: Booking) -> Sequence[Invitation]:
    """Every part that anyone has or had in this session, oldest first."""
    return db.session.scalars(
        select(Invitation).where(Invitation.booking_id == booking.id).order_by(Invitation.id)
    ).all()


def parts_of(person: Person) -> Sequence[Invitation]:
    """This person's parts in live sessions."""
    return db.session.scalars(taking_part().where(Invitation.person_id == person.id)).all()


@cache
def taking_part() -> Select[Any]:
    """All parts of whom `takes_part` says so, joined with Booking and Expert."""
    later = aliased(Invitation)
    is_over = exists().where(
        later.booking_id == Invitation.booking_id, later.role == Invitation.role,
        later.person_id == Invitation.person_id, later.id > Invitation.id,
    )  # fmt: skip
    person = case((Invitation.role == "organization", Booking.person_id), else_=Expert.person_id)
    return (
        select(Invitation).join(Booking, Booking.id == Invitation.booking_id)
        .join(Expert, Expert.id == Booking.expert_id)
        .where(Booking.state == "live", Invitation.person_id == person, Invitation.told_method != "CANCEL", ~is_over)
    )  # fmt: skip


def _people(booking: Booking) -> dict[str, int]:
    return {"organization": booking.person_id, "expert": booking.expert.person_id}


def _newest(booking: Booking, role: str, person: int) -> Invitation | None:
    """The part that this person has in that role; older ones, under other UIDs, are over."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.booking_id == booking.id, Invitation.role == role, Invitation.person_id == person)
        .order_by(Invitation.id.desc()).limit(1)
    )  # fmt: skip


def _may_have_heard(invitation: Invitation) -> bool:
    """Whether a message about this part may have left, or may be leaving, without the ledger knowing what it said.

    Its waiting messages are locked first, so that no postman takes one up before the act is done.
    """
    about = Message.invitation_id == invitation.id
    db.session.execute(select(Message.id).where(about, Message.state == "waiting").with_for_update())
    unsure = or_(Message.state == "sending", and_(Message.state != "sent", Message.message_id != ""))
    return bool(db.session.scalar(select(exists().where(about, unsure))))
