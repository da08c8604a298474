"""The coordinator's board of one day: experts × slots, in a fixed number of queries whatever the number of sessions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from brigade.database import db
from brigade.language import gettext as _
from brigade.language import hour, local
from brigade.models import Availability, Booking, Edition, Organization, Seat, Slot, Table
from brigade.queries import answers, brigade, editions


@dataclass(frozen=True, slots=True)
class Column:
    """A slot's hour; `gap`: a break comes before it."""

    label: str
    gap: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Who is there, at which table; the state as the macros name it; `answer` is one of `answers.WORDS`, or "absent"
    where somebody cannot come, and `said` the same in words."""

    state: str
    text: str = ""
    detail: str = ""
    href: str | None = None
    answer: str = ""
    said: str = ""


ALWAYS = ("free", "booked", "closed")  # states that the legend names even where there are none
_OF_DAY = Slot.edition_id == bindparam("edition"), Slot.day == bindparam("day")
_OPEN = (
    select(Availability.expert_id, Availability.slot_id).join(Slot, Slot.id == Availability.slot_id).where(*_OF_DAY)
)
_SEATS = (
    select(
        Seat.expert_id, Seat.slot_id, Booking.uid, Booking.state, Booking.trouble, Organization.name, Table.name,
        Slot.ends_at, Booking.id,
    )
    .join(Booking, Booking.id == Seat.booking_id).join(Organization, Organization.id == Seat.organization_id)
    .join(Table, Table.id == Seat.table_id).join(Slot, Slot.id == Seat.slot_id).where(*_OF_DAY)
)  # fmt: skip
CLOSED, FREE = Cell("closed"), Cell("free")


@dataclass(frozen=True, slots=True)
class Row:
    """An expert and their day."""

    name: str
    headline: str
    href: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Board:
    """One day: `counts` are (state, number) of its cells."""

    days: list[date]
    day: date | None
    columns: list[Column]
    rows: list[Row]
    counts: list[tuple[str, int]]


def board(edition: Edition, wanted: date | None, today: date, now: datetime) -> Board:
    """The board of the wanted day; else of today if it is one of the three; else of the first."""
    days = editions.days(edition)
    if not days:
        return Board([], None, [], [], [])
    by_date = {day.date: day for day in days}
    day = by_date.get(wanted) if wanted else None
    day = day or by_date.get(today) or days[0]
    columns = [Column(hour(slot.starts_at, edition.zone), slot.id in day.breaks) for slot in day.slots]
    rows = _rows(edition, day, now)
    counts = Counter(cell.state for row in rows for cell in row.cells)
    states = ("free", "booked", "draft", "waiting", "conflict", "done", "closed")
    shown = [state for state in states if counts[state] or state in ALWAYS]
    return Board(list(by_date), day.date, columns, rows, [(state, counts[state]) for state in shown])


def _rows(edition: Edition, day: editions.Day, now: datetime) -> list[Row]:
    slots, these = [slot.id for slot in day.slots], {"edition": edition.id, "day": day.date}
    open_ = {(expert, slot) for expert, slot in db.session.execute(_OPEN, these)}
    taken = _taken(these, now)
    return [
        Row(
            expert.name, _headline(expert), f"/experts/{expert.slug}",
            [taken.get((expert.id, slot)) or (FREE if (expert.id, slot) in open_ else CLOSED) for slot in slots],
        )
        for expert in brigade.experts(edition)
    ]  # fmt: skip


def _headline(expert: brigade.Member) -> str:
    """The first main specialty: what the coordinator looks for in the row's head."""
    return next((local(skill, "name") for skill in expert.skills if skill.is_main), "")


def _taken(these: dict[str, object], now: datetime) -> dict[tuple[int, int], Cell]:
    rows = db.session.execute(_SEATS, these).all()
    said = answers.weightiest([row.id for row in rows if row.ends_at > now])
    return {(row.expert_id, row.slot_id): _cell(row, said.get(row.id, ""), now) for row in rows}


def _cell(row: Any, said: str, now: datetime) -> Cell:
    """The organization, the table, and what the weightier of the two calendars says."""
    answer = "absent" if row.trouble else said
    words = _("absence") if row.trouble else str(answers.WORDS[said]) if said else ""
    return Cell(_state(row, said, now), row[5], row[6], f"/bookings/{row.uid}", answer, words)


def _state(row: Any, said: str, now: datetime) -> str:
    """As the macros name it: an offer waits for its answer, what a proposal holds for being published; a session to
    which somebody does not come, or of which somebody may not know, is in conflict."""
    if row.ends_at <= now:
        return "done"
    if row.state in ("offered", "arranged"):
        return "waiting" if row.state == "offered" else "draft"
    return "conflict" if row.trouble or said in ("declined", "bounced") else "booked"
