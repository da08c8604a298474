"""A small group at one table: several organizations with the same question meet one expert at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc, new_uid
from brigade.models.edition import Slot
from brigade.models.expert import Expert
from brigade.models.need import Need
from brigade.models.organization import Organization
from brigade.models.people import Person
from brigade.models.specialty import Specialty


class Clinic(Base):
    """While it is open, its expert's hour is closed to sessions. `place` is where in the venue, in plain words."""

    __tablename__ = "clinic"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'cancelled')", name="state"),
        Index(
            "uq_clinic_open", "expert_id", "slot_id", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    specialty_id: Mapped[int] = mapped_column(ForeignKey("specialty.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    place: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10), default="open")
    created_at: Mapped[datetime] = mapped_column(Utc)

    specialty: Mapped[Specialty] = relationship()
    expert: Mapped[Expert] = relationship()
    slot: Mapped[Slot] = relationship()
    seats: Mapped[list[ClinicSeat]] = relationship(back_populates="clinic", order_by="ClinicSeat.need_id")


class ClinicSeat(Base):
    """An organization that was asked, for one of its needs; `answer` is "" until it says "coming" or "passed"."""

    __tablename__ = "clinic_seat"
    __table_args__ = (
        CheckConstraint("answer IN ('', 'coming', 'passed')", name="answer"),
        UniqueConstraint("clinic_id", "organization_id"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(String(10), default="")
    answered_at: Mapped[datetime | None] = mapped_column(Utc)

    clinic: Mapped[Clinic] = relationship(back_populates="seats")
    need: Mapped[Need] = relationship()
    organization: Mapped[Organization] = relationship()
    person: Mapped[Person] = relationship()
