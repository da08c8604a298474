"""What an organization wants help with, in its own words.

A need may be begun before anyone signs in: then it has neither author nor organization, and only the link that was
mailed leads back to it. Discarded: keeping the draft in the cookie (4 kB, and lost on another device).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc, new_uid
from brigade.models.edition import Edition
from brigade.models.organization import Organization
from brigade.models.people import Person
from brigade.models.specialty import Specialty


class Need(Base):
    """`state`: a draft has no verified author yet; open can be booked; withdrawn is kept for the record."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'withdrawn')", name="state"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("state = 'draft' OR author_id IS NOT NULL", name="author"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(String(4000))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    created_at: Mapped[datetime] = mapped_column(Utc)

    edition: Mapped[Edition] = relationship()
    organization: Mapped[Organization | None] = relationship()
    author: Mapped[Person | None] = relationship()
    specialties: Mapped[list[Specialty]] = relationship(secondary="need_specialty", order_by="Specialty.id")
    absences: Mapped[list[NeedAbsence]] = relationship(cascade="all, delete-orphan")


class NeedSpecialty(Base):
    """A specialty that the organization chose for its need."""

    __tablename__ = "need_specialty"

    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)
    specialty_id: Mapped[int] = mapped_column(ForeignKey("specialty.id"), primary_key=True)


class NeedAbsence(Base):
    """A slot at which the organization cannot come."""

    __tablename__ = "need_absence"

    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), primary_key=True)
