"""A session that was agreed, and the seat it holds while it is live.

What must never happen twice is said by `Seat`: one row per live booking, unique on every pair that could collide, and
referring to the availability it uses. Cancelling deletes the seat and keeps the booking. Discarded: partial unique
indexes on `booking` (they cannot refer to the availability, and each engine spells them in its own way).
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc
from brigade.models.edition import Slot, Table
from brigade.models.expert import Expert
from brigade.models.need import Need
from brigade.models.organization import Organization
from brigade.models.people import Person


def new_invite_uid() -> str:
    """A calendar UID: a random UUID without a host name (RFC 7986 §5.3), which is also the booking's id in URLs."""
    return str(uuid.uuid4())


class Booking(Base):
    """`uid` is the invite's UID and never changes; `sequence` rises with every change that calendars must learn of.

    `is_locked`: no arranging moves it, by machine or by mistake. `outcome` is what the day itself made of it: "" (no
    word yet), "late", "arrived", "held", "no-show"; `outcome_at` when that was noted.

    `person` is who the organization sends: the one attendee of the organization's invite. An offered booking holds its
    seat for a waiting need and nobody was told of it yet. An arranged one is a proposal's, or an itinerary's: it holds
    its seat, and only coordinators know of it until the one is published, or the other taken. `trouble`: somebody
    cannot come, and it is too late to cancel without the coordinator.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("state IN ('live', 'offered', 'arranged', 'cancelled')", name="state"),
        CheckConstraint("outcome IN ('', 'late', 'arrived', 'held', 'no-show')", name="outcome"),
        UniqueConstraint(
            "id", "expert_id", "slot_id", "organization_id", "table_id", "need_id", name="uq_booking_place"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True, default=new_invite_uid)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sequence: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="live")
    trouble: Mapped[str] = mapped_column(String(400), default="")
    is_locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    outcome: Mapped[str] = mapped_column(String(10), default="", server_default="")
    outcome_at: Mapped[datetime | None] = mapped_column(Utc)
    cancel_reason: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(Utc)
    changed_at: Mapped[datetime] = mapped_column(Utc)

    need: Mapped[Need] = relationship()
    organization: Mapped[Organization] = relationship()
    expert: Mapped[Expert] = relationship()
    slot: Mapped[Slot] = relationship()
    table: Mapped[Table] = relationship()
    person: Mapped[Person] = relationship()


class Seat(Base):
    """The place that a live booking holds: the same five facts as its booking, which it follows when that one moves."""

    __tablename__ = "seat"
    __table_args__ = (
        ForeignKeyConstraint(
            ["booking_id", "expert_id", "slot_id", "organization_id", "table_id", "need_id"],
            ["booking.id", "booking.expert_id", "booking.slot_id", "booking.organization_id", "booking.table_id",
             "booking.need_id"],
            name="fk_seat_booking", onupdate="CASCADE",
        ),
        ForeignKeyConstraint(
            ["expert_id", "slot_id"], ["availability.expert_id", "availability.slot_id"], name="fk_seat_availability"
        ),
        UniqueConstraint("expert_id", "slot_id", name="uq_seat_expert"),
        UniqueConstraint("organization_id", "slot_id", name="uq_seat_organization"),
        UniqueConstraint("table_id", "slot_id", name="uq_seat_table"),
        UniqueConstraint("need_id", name="uq_seat_need"),
    )

    booking_id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int]
    slot_id: Mapped[int]
    organization_id: Mapped[int]
    table_id: Mapped[int]
    need_id: Mapped[int]
