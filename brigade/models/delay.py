"""An expert who runs late: how much was said, when, and by whom."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from brigade.database import Base, Utc

LONGEST = 120  # minutes; beyond that, sessions are moved


class Delay(Base):
    """The newest word about one expert's day. It is about the first session that was not over when it was said, and
    pushes the later ones only as far as no break or free time absorbs it (`domain.expected`)."""

    __tablename__ = "delay"
    __table_args__ = (CheckConstraint(f"minutes BETWEEN 1 AND {LONGEST}", name="minutes"),)

    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    minutes: Mapped[int]
    said_at: Mapped[datetime] = mapped_column(Utc)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
