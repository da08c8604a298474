"""Secret addresses from which a calendar program reads a person's sessions by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc
from brigade.models.people import Person

SCOPES = ("mine", "expert", "organization", "brigade")


class FeedToken(Base):
    """One live token a person and scope; only its hash is kept. Renewing replaces it, revoking deletes it."""

    __tablename__ = "feed_token"
    __table_args__ = (
        UniqueConstraint("person_id", "scope"),
        CheckConstraint("scope IN ('mine', 'expert', 'organization', 'brigade')", name="scope"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    scope: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Utc)

    person: Mapped[Person] = relationship()


class FeedEvent(Base):
    """A session's VEVENT as a feed shows it, made when the session changes, so that a feed only joins bytes."""

    __tablename__ = "feed_event"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(12), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    revision: Mapped[int]
    vevent: Mapped[bytes] = mapped_column(LargeBinary)
