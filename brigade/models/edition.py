"""One run of the accelerator: its phases, the single shared grid of slots, and the tables in the room."""

from __future__ import annotations

from datetime import date, datetime
from secrets import randbelow
from typing import Literal

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc

PhaseKind = Literal["awareness", "brigade", "competition"]


class Edition(Base):
    """Names, place, limits and windows. `is_demo` marks invented data, which may be erased and may show the mailbox.

    `weights`: the fields of `matching.Weights` as they were fitted here; None: as they come.

    The windows, in order: needs are collected from `needs_open_at` (None: always) to `needs_close_at` (None: until the
    end); then coordinators arrange; from `booking_opens_at` to `booking_closes_at` it is first come, first served; then
    all is frozen.

    `is_preparing`: only coordinators and its experts see it yet; one at most, and always the newest (`queries/editions`
    says which edition runs). `accepts_first`: an organization books only once a coordinator accepted it.

    `brigade_revision` rises when an expert or a specialty changes: the index of words is rebuilt then, and only then.
    It starts anywhere, so that what replaces an edition under a running server is not read with the old index.
    """

    __tablename__ = "edition"
    __table_args__ = (
        Index(
            "uq_edition_preparing", "is_preparing", unique=True,
            sqlite_where=text("is_preparing"), postgresql_where=text("is_preparing"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    zone: Mapped[str] = mapped_column(String(60))
    venue: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200))
    map_url: Mapped[str] = mapped_column(String(300), default="")
    contact_name: Mapped[str] = mapped_column(String(120))
    contact_email: Mapped[str] = mapped_column(String(254))
    privacy_name: Mapped[str] = mapped_column(String(120))
    privacy_email: Mapped[str] = mapped_column(String(254))
    organization_cap: Mapped[int] = mapped_column(default=3)
    expert_day_cap: Mapped[int] = mapped_column(default=10)
    notice_hours: Mapped[int] = mapped_column(default=2)
    needs_open_at: Mapped[datetime | None] = mapped_column(Utc)
    needs_close_at: Mapped[datetime | None] = mapped_column(Utc)
    booking_opens_at: Mapped[datetime] = mapped_column(Utc)
    booking_closes_at: Mapped[datetime] = mapped_column(Utc)
    accepts_first: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_preparing: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_demo: Mapped[bool] = mapped_column(default=False)
    weights: Mapped[dict[str, float] | None] = mapped_column(JSON)
    brigade_revision: Mapped[int] = mapped_column(default=lambda: randbelow(2**30))

    phases: Mapped[list[Phase]] = relationship(order_by="Phase.starts_on")


class Phase(Base):
    """Dates and place of one of the three parts; only the brigade has slots."""

    __tablename__ = "phase"
    __table_args__ = (
        CheckConstraint("kind IN ('awareness', 'brigade', 'competition')", name="kind"),
        CheckConstraint("ends_on >= starts_on", name="order"),
        UniqueConstraint("edition_id", "kind"),
        UniqueConstraint("id", "kind", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    kind: Mapped[str] = mapped_column(String(12))
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    summary_fr: Mapped[str] = mapped_column(String(400))
    summary_en: Mapped[str] = mapped_column(String(400))
    place: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Slot(Base):
    """One cell of the grid.

    The phase's kind and dates are repeated here so that plain constraints refuse a slot outside the brigade phase, and
    follow (ON UPDATE CASCADE) when the phase moves.
    """

    __tablename__ = "slot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["phase_id", "phase_kind", "phase_starts_on", "phase_ends_on"],
            ["phase.id", "phase.kind", "phase.starts_on", "phase.ends_on"],
            name="fk_slot_phase", onupdate="CASCADE",
        ),
        CheckConstraint("phase_kind = 'brigade'", name="brigade_phase"),
        CheckConstraint("day BETWEEN phase_starts_on AND phase_ends_on", name="within_phase"),
        CheckConstraint("ends_at > starts_at", name="order"),
        UniqueConstraint("phase_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    phase_id: Mapped[int]
    phase_kind: Mapped[str] = mapped_column(String(12), default="brigade")
    phase_starts_on: Mapped[date]
    phase_ends_on: Mapped[date]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    day: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(Utc)
    ends_at: Mapped[datetime] = mapped_column(Utc)

    phase: Mapped[Phase] = relationship()
    edition: Mapped[Edition] = relationship()


class Table(Base):
    """A table in the room, where one meeting at a time takes place."""

    __tablename__ = "table"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    name: Mapped[str] = mapped_column(String(40))
