"""Keys with which the council's own tools read the schedule: one a use, so that each can be ended alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc, new_uid
from brigade.models.people import Person

SCOPES = ("places", "sessions")


class DataKey(Base):
    """Only its hash is kept. `scope` "places": editions, experts and free places, which anybody may see on the site;
    "sessions" adds who meets whom and why. No scope reads an address of a person.

    When it was last used is not kept: reading changes nothing here.
    """

    __tablename__ = "data_key"
    __table_args__ = (CheckConstraint("scope IN ('places', 'sessions')", name="scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(80))
    scope: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Utc)

    by: Mapped[Person] = relationship()
