"""Who is helped: an organization of one of three kinds, and the people who sign in for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc, new_uid
from brigade.models.people import Person

KINDS = ("non-profit", "artist", "artisan")


class Organization(Base):
    """`declared_at`: when it declared to be professional and not for profit, the programme's eligibility.

    `eligibility` is what the coordinators say about that declaration, with their reason where they refuse it.
    `shows_name`: it agreed to be named on the big screen of the day, which everybody in the room reads.
    """

    __tablename__ = "organization"
    __table_args__ = (
        CheckConstraint("kind IN ('non-profit', 'artist', 'artisan')", name="kind"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("eligibility IN ('pending', 'accepted', 'refused')", name="eligibility"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12))
    discipline: Mapped[str] = mapped_column(String(40))
    region: Mapped[str] = mapped_column(String(60))
    website: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    declared_at: Mapped[datetime | None] = mapped_column(Utc)
    eligibility: Mapped[str] = mapped_column(String(10), default="pending", server_default="pending")
    eligibility_reason: Mapped[str] = mapped_column(String(400), default="", server_default="")
    shows_name: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(Utc)

    people: Mapped[list[Person]] = relationship(secondary="membership")


class Membership(Base):
    """This person acts for this organization."""

    __tablename__ = "membership"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True, index=True)
