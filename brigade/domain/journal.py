"""Who did what, when: one row an act, written in the act's own transaction."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from brigade.database import insert_rows
from brigade.models import Booking, Entry, Person

Place = tuple[int, int, int | None, int]  # expert, slot, table (None: not known), organization
_source: ContextVar[str] = ContextVar("source", default="system")


def from_where(source: str) -> None:
    """Say for the rest of this context (one HTTP call, one command, one chore) through what acts come in."""
    _source.set(source)


def about(booking: Booking, act: str, *, at: datetime, by: Person | None, **facts: Any) -> None:
    """Write one entry about a session; `by` None: the system did it. `was`: the `place` it had before."""
    record(
        act, at=at, by=by.id if by else None, edition=booking.edition_id, booking=booking.id, uid=booking.uid,
        expert=booking.expert.name, place=place(booking), **facts,
    )  # fmt: skip


def place(booking: Booking) -> Place:
    """Where the session stands on paper: what is printed is out of date once an entry names its place."""
    return booking.expert_id, booking.slot_id, booking.table_id, booking.organization_id


def record(
    act: str, *, at: datetime, by: int | None, edition: int | None = None, booking: int | None = None, **facts: Any
) -> None:
    """Write one entry; `by`, `edition` and `booking` are row ids, `facts` what a sentence about it needs."""
    row = {
        "at": at, "person_id": by, "edition_id": edition, "booking_id": booking, "act": act, "facts": facts,
        "source": _source.get(),
    }  # fmt: skip
    insert_rows(Entry, [row])
