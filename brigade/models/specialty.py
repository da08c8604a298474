"""What experts help with: specialties in domains, with the words people use for them in both languages."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base


class Domain(Base):
    """A family of specialties, only for finding one's way."""

    __tablename__ = "domain"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))

    specialties: Mapped[list[Specialty]] = relationship(back_populates="domain", order_by="Specialty.id")


class Specialty(Base):
    """Shared by all editions, so that what one year learned about words serves the next."""

    __tablename__ = "specialty"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    domain_id: Mapped[int] = mapped_column(ForeignKey("domain.id"))
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    synonyms_fr: Mapped[list[str]] = mapped_column(JSON, default=list)
    synonyms_en: Mapped[list[str]] = mapped_column(JSON, default=list)

    domain: Mapped[Domain] = relationship(back_populates="specialties")
