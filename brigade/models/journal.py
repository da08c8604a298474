"""Who did what, when. The highest id of an edition is also the version of everything its pages show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc
from brigade.models.people import Person


class Entry(Base):
    """`act` is the domain function's name; `facts` are the few values a sentence about it needs.

    `source`: "page", "command", "mail" or "system" (the postman's process). Discarded: client addresses, which say
    where people were and which nobody here may need (Law 25).
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("source IN ('page', 'command', 'mail', 'system')", name="source"),
        Index("ix_entry_edition", "edition_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    act: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(10), default="system", server_default="system")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    person: Mapped[Person | None] = relationship()
