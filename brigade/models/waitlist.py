"""A need that waits for a place, and the places it was offered.

An offer is a booking in state "offered": it holds its seat under the same constraints as any session, until it is
accepted, passed, or lapses. Discarded: a separate hold (every guard would have to know two kinds of taken).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc
from brigade.models.need import Need


class WaitlistEntry(Base):
    """One need's place in the queue. `flexible`: any expert who fits will do, not only a main specialty."""

    __tablename__ = "waitlist_entry"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'offered', 'placed', 'left')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), unique=True)
    flexible: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    joined_at: Mapped[datetime] = mapped_column(Utc)

    need: Mapped[Need] = relationship()


class Offer(Base):
    """A place held for a waiting need: the booking that holds the seat, until when, and what became of it."""

    __tablename__ = "offer"
    __table_args__ = (CheckConstraint("state IN ('open', 'accepted', 'passed', 'lapsed')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("waitlist_entry.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="open")
    offered_at: Mapped[datetime] = mapped_column(Utc)
    lapses_at: Mapped[datetime] = mapped_column(Utc, index=True)

    entry: Mapped[WaitlistEntry] = relationship()
