"""The invite's ledger: for each person of a session, what their calendar was told and what it answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.domain.answers import standing
from brigade.mail import telling
from brigade.models import Booking, Invitation, Message, Person


class Part:
    """One person's part: `state` as the pages word it, `answer` to the newest version ("needs-action": none yet)."""

    def __init__(self, invitation: Invitation, message: Message | None, sequence: int) -> None:
        self.invitation, self.message = invitation, message
        self.id, self.role, self.person = invitation.id, invitation.role, invitation.person
        self.is_current, self.answer = invitation.told_sequence == sequence, standing(invitation, sequence)

    @property
    def state(self) -> str:
        """waiting, sent, failed, bounced, dropped."""
        if self.invitation.bounced_at:
            return "bounced"
        return self.message.state if self.message else "waiting"


def of(booking: Booking) -> list[Part]:
    """Every part, oldest first; two queries."""
    invitations = db.session.scalars(
        select(Invitation).where(Invitation.booking_id == booking.id).options(joinedload(Invitation.person))
        .order_by(Invitation.id)
    ).all()  # fmt: skip
    messages = db.session.scalars(
        select(Message).where(Message.booking_id == booking.id, Message.kind.in_((*telling.WHO, "again")))
        .order_by(Message.id)
    )  # fmt: skip
    newest = {message.invitation_id: message for message in messages}
    return [Part(invitation, newest.get(invitation.id), booking.sequence) for invitation in invitations]


def seen_by(booking: Booking, person: Person, role: str) -> Sequence[Part]:
    """A coordinator sees everybody's part, anyone else their own."""
    return [part for part in of(booking) if role == "coordinator" or part.person.id == person.id]


def find(booking: Booking, person: Person, id_: str, role: str) -> Invitation | None:
    """The part that a form names, if this person may see it; without a name, their own newest."""
    mine = seen_by(booking, person, role)
    wanted = [part for part in mine if str(part.id) == id_] if id_ else mine[-1:]
    return wanted[0].invitation if wanted else None


def uid_for(booking: Booking, person: Person) -> str:
    """The UID under which this person's calendar knows the session; the booking's own for anybody else."""
    found = db.session.scalar(
        select(Invitation.uid).where(Invitation.booking_id == booking.id, Invitation.person_id == person.id)
        .order_by(Invitation.id.desc()).limit(1)
    )  # fmt: skip
    return found or booking.uid
