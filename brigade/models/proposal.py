"""A schedule that the solver suggests, line by line; people review it, apply it, and publish it, or do not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc, new_uid
from brigade.models.booking import Booking
from brigade.models.edition import Slot
from brigade.models.expert import Expert
from brigade.models.need import Need
from brigade.models.run import Run


class Proposal(Base):
    """`figures`: what the solver says of it (`domain/arranging/keeping.py`).

    A draft is only read; applied, its places are taken and nobody was told; published, those concerned were told;
    undone, all is as it was before, as far as it could be; dropped drafts are kept for the record.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'applied', 'published', 'undone', 'dropped')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(Utc)
    applied_at: Mapped[datetime | None] = mapped_column(Utc)
    published_at: Mapped[datetime | None] = mapped_column(Utc)
    undone_at: Mapped[datetime | None] = mapped_column(Utc)

    run: Mapped[Run] = relationship()


class ProposedBooking(Base):
    """One need's line. `expert` and `slot`: where it would be; `former_…`: where its session `booking` was before.

    `kind` is the difference to what stood when the solver looked. `fate`: what applying made of it: "" (nothing yet),
    "done", or "stale", because of `reason`, a refusal's code; of an unplaced line `reason` is the solver's code.
    `sequence` is the booking's once applied: a later one means that somebody changed it by hand since.
    """

    __tablename__ = "proposed_booking"
    __table_args__ = (
        CheckConstraint("kind IN ('new', 'moved', 'unchanged', 'ended', 'unplaced')", name="kind"),
        CheckConstraint("state IN ('proposed', 'accepted', 'refused', 'locked')", name="state"),
        CheckConstraint("fate IN ('', 'done', 'stale', 'undone')", name="fate"),
        UniqueConstraint("proposal_id", "need_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    fate: Mapped[str] = mapped_column(String(10), default="")
    expert_id: Mapped[int | None] = mapped_column(ForeignKey("expert.id"))
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    former_expert_id: Mapped[int | None] = mapped_column(ForeignKey("expert.id"))
    former_slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id"))
    fit: Mapped[float] = mapped_column(default=0.0)
    reason: Mapped[str] = mapped_column(String(40), default="")
    sequence: Mapped[int | None]

    proposal: Mapped[Proposal] = relationship()
    need: Mapped[Need] = relationship()
    expert: Mapped[Expert | None] = relationship(foreign_keys=[expert_id])
    slot: Mapped[Slot | None] = relationship(foreign_keys=[slot_id])
    former_expert: Mapped[Expert | None] = relationship(foreign_keys=[former_expert_id])
    former_slot: Mapped[Slot | None] = relationship(foreign_keys=[former_slot_id])
    booking: Mapped[Booking | None] = relationship()
