"""Another time that an expert proposes for a session; the organization agrees or keeps the old one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc
from brigade.models.booking import Booking
from brigade.models.edition import Slot


class ProposedMove(Base):
    """One open proposal a booking at most; a change of the session makes it stale."""

    __tablename__ = "proposed_move"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'declined', 'stale')", name="state"),
        Index(
            "uq_proposed_move_open", "booking_id", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(10), default="open")
    proposed_at: Mapped[datetime] = mapped_column(Utc)

    booking: Mapped[Booking] = relationship()
    slot: Mapped[Slot] = relationship()
