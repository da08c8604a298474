"""Mail that came in: what a calendar or a mail server answered, and what was done about it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc
from brigade.models.invitation import Invitation


class Inbound(Base):
    """`digest` is of the raw bytes: a mail read twice is one row. Held: visible, without effect, `reason` says why."""

    __tablename__ = "inbound"
    __table_args__ = (CheckConstraint("state IN ('applied', 'held')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime] = mapped_column(Utc)
    sender: Mapped[str] = mapped_column(String(254), default="")
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(40), default="")
    excerpt: Mapped[str] = mapped_column(String(400), default="")
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)

    invitation: Mapped[Invitation | None] = relationship()
