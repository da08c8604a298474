"""A search for the best arrangement, made by a process of its own: what was asked, how far it is, how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc, new_uid
from brigade.models.people import Person

UNDER_WAY = text("state IN ('waiting', 'running')")


class Run(Base):
    """`parameters` are those of its `mode` (`domain/arranging/problem.py`); an edition has one run under way at a time.

    `beat_at`: when its process was last heard of; one that falls silent is dead. `value` and `bound` are the solver's,
    of its present `stage`. `reason` is kept as `code: detail`; `stop_asked` lets the process end with the best so far.
    """

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("mode IN ('scratch', 'gaps', 'again', 'day', 'absence', 'opening')", name="mode"),
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'stopped')", name="state"),
        Index(
            "uq_run_under_way", "edition_id", unique=True, sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    mode: Mapped[str] = mapped_column(String(10))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seconds: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    stage: Mapped[str] = mapped_column(String(20), default="")
    value: Mapped[float | None]
    bound: Mapped[float | None]
    stop_asked: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[str] = mapped_column(String(300), default="")
    asked_at: Mapped[datetime] = mapped_column(Utc)
    started_at: Mapped[datetime | None] = mapped_column(Utc)
    beat_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()
