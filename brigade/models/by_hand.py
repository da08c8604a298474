"""What coordinators do by hand on the board: rules that they set aside, and acts that can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc, new_uid
from brigade.models.booking import Booking
from brigade.models.people import Person


class Override(Base):
    """A session stands although this rule (a refusal's code) says no; listed until a coordinator confirms it.

    It speaks of the session's version `sequence`: where the session went elsewhere since, it says nothing any more.
    """

    __tablename__ = "override"
    __table_args__ = (UniqueConstraint("booking_id", "sequence", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    sequence: Mapped[int]
    rule: Mapped[str] = mapped_column(String(30))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Utc)
    confirmed_at: Mapped[datetime | None] = mapped_column(Utc)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    booking: Mapped[Booking] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class HandAct(Base):
    """One act by hand. `before`: for each session that it touched, where it was and which version the act left.

    Discarded: reading it back from the journal, whose facts are for sentences and may be shortened one day.
    """

    __tablename__ = "hand_act"
    __table_args__ = (CheckConstraint("kind IN ('book', 'move', 'swap', 'cancel')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Utc)
    before: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    undone_at: Mapped[datetime | None] = mapped_column(Utc)
