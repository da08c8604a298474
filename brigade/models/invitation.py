"""What each person's calendar was told of a session, and what it answered: the invite's ledger.

A person's part in a booking has a UID of its own life: it is the booking's at first, and a new one for an expert who
takes over, because after a CANCEL nothing more may go out under a UID. The organization keeps its UID through a change
of expert: its event is updated in place, so one message says both. (Discarded: a new UID for the organization too; its
calendar would need two messages, and between them would show two sessions, or none.)
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc
from brigade.models.booking import Booking
from brigade.models.people import Person

ANSWERS = ("needs-action", "accepted", "tentative", "declined")


class Invitation(Base):
    """`role` "test" has no booking: it only asks whether invites arrive.

    `tried`: an invite may have left (set before sending, because a process may die in between): from then on a
    cancellation has to follow. `told_*`: the newest version known to have left, and what it said.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("uid", "person_id"),
        CheckConstraint("role IN ('organization', 'expert', 'test')", name="role"),
        CheckConstraint("(role = 'test') = (booking_id IS NULL)", name="booking"),
        CheckConstraint("answer IN ('needs-action', 'accepted', 'tentative', 'declined')", name="answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    email: Mapped[str] = mapped_column(String(254))
    tried: Mapped[bool] = mapped_column(default=False)
    told_sequence: Mapped[int | None]
    told_method: Mapped[str] = mapped_column(String(8), default="")
    told_slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id"))
    told_expert_id: Mapped[int | None] = mapped_column(ForeignKey("expert.id"))
    told_table_id: Mapped[int | None] = mapped_column(ForeignKey("table.id"))
    told_at: Mapped[datetime | None] = mapped_column(Utc)
    answer: Mapped[str] = mapped_column(String(12), default="needs-action")
    answer_sequence: Mapped[int | None]
    answer_stamp: Mapped[datetime | None] = mapped_column(Utc)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    note: Mapped[str] = mapped_column(String(400), default="")
    bounced_at: Mapped[datetime | None] = mapped_column(Utc)
    bounce_reason: Mapped[str] = mapped_column(String(300), default="")

    booking: Mapped[Booking | None] = relationship()
    person: Mapped[Person] = relationship()
