"""A run of sessions held for one organization for a moment, and taken with one press or let go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc, new_uid
from brigade.models.booking import Booking
from brigade.models.organization import Organization


class Itinerary(Base):
    """Its bookings are "arranged" while it is held: they keep their seats, and nobody was told of them."""

    __tablename__ = "itinerary"
    __table_args__ = (CheckConstraint("state IN ('held', 'taken', 'left')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(10), default="held")
    held_at: Mapped[datetime] = mapped_column(Utc)
    lapses_at: Mapped[datetime] = mapped_column(Utc, index=True)

    organization: Mapped[Organization] = relationship()
    bookings: Mapped[list[Booking]] = relationship(secondary="itinerary_stop", order_by="Booking.slot_id")


class ItineraryStop(Base):
    """One session of the run."""

    __tablename__ = "itinerary_stop"

    itinerary_id: Mapped[int] = mapped_column(ForeignKey("itinerary.id", ondelete="CASCADE"), primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True, index=True)
