"""Who gives sessions, on what, and when; and who may not meet whom."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base
from brigade.models.edition import Edition, Table
from brigade.models.people import Person
from brigade.models.specialty import Specialty


class Expert(Base):
    """A person's part in one edition. Without a table of its own, a free one is found when a session is booked.

    `gap`: free slots wanted between two sessions; `pause_after`: sessions in a row after which one slot stays free
    (None: no pause). Whoever arranges a whole event obeys both; a booking by hand may not.
    """

    __tablename__ = "expert"
    __table_args__ = (UniqueConstraint("edition_id", "slug"), UniqueConstraint("edition_id", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    table_id: Mapped[int | None] = mapped_column(ForeignKey("table.id"))
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    gap: Mapped[int] = mapped_column(default=0, server_default="0")
    pause_after: Mapped[int | None]
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["fr"])
    headline_fr: Mapped[str] = mapped_column(String(160), default="")
    headline_en: Mapped[str] = mapped_column(String(160), default="")
    bio_fr: Mapped[str] = mapped_column(String(2000), default="")
    bio_en: Mapped[str] = mapped_column(String(2000), default="")

    edition: Mapped[Edition] = relationship()
    person: Mapped[Person] = relationship()
    table: Mapped[Table | None] = relationship()
    skills: Mapped[list[ExpertSpecialty]] = relationship(cascade="all, delete-orphan", back_populates="expert")


class ExpertSpecialty(Base):
    """A specialty of an expert, main or secondary."""

    __tablename__ = "expert_specialty"

    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id", ondelete="CASCADE"), primary_key=True)
    specialty_id: Mapped[int] = mapped_column(ForeignKey("specialty.id"), primary_key=True)
    is_main: Mapped[bool]

    expert: Mapped[Expert] = relationship(back_populates="skills")
    specialty: Mapped[Specialty] = relationship(lazy="joined")


class Availability(Base):
    """The expert is open in this slot. A live booking's seat refers here, so it cannot be closed under a session."""

    __tablename__ = "availability"

    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"), primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), primary_key=True, index=True)


class Conflict(Base):
    """These two do not meet, because `said_by` ("expert" or "organization") says so; never shown to the other side."""

    __tablename__ = "conflict"

    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    said_by: Mapped[str] = mapped_column(String(12), primary_key=True)
