"""The secret address of the big screen in the room, on which nobody signs in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc
from brigade.models.edition import Edition


class ScreenToken(Base):
    """One live address an edition; only its hash is kept. Renewing replaces it, revoking deletes it."""

    __tablename__ = "screen_token"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    edition: Mapped[Edition] = relationship()
