"""A list of people that a coordinator brought as a file: read once, shown, and gathered when they confirm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from brigade.database import Base, Utc, new_uid

KINDS = ("experts", "organizations")


class Roster(Base):
    """`rows` are the good ones, `faults` say which lines are not and why; both are emptied once gathered (Law 25)."""

    __tablename__ = "roster"
    __table_args__ = (CheckConstraint("kind IN ('experts', 'organizations')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(14))
    name: Mapped[str] = mapped_column(String(120))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    read_at: Mapped[datetime] = mapped_column(Utc)
    gathered_at: Mapped[datetime | None] = mapped_column(Utc)
