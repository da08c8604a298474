"""What people thought of a match: coordinators beforehand, those who met afterwards. Matching may learn from both."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc
from brigade.models.booking import Booking
from brigade.models.people import Person

SCORES = (1, 2, 3, 4)


class Verdict(Base):
    """A coordinator's word on an expert for a need; the newest one counts."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("need_id", "expert_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"), index=True)
    is_good: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Utc)


class Feedback(Base):
    """How useful a session was to one who was there, from 1 (not at all) to 4 (very), and their words."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("booking_id", "person_id"),
        CheckConstraint("score BETWEEN 1 AND 4", name="score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    score: Mapped[int]
    words: Mapped[str] = mapped_column(String(1000), default="")
    at: Mapped[datetime] = mapped_column(Utc)

    booking: Mapped[Booking] = relationship()
    person: Mapped[Person] = relationship()
