"""What is missing before an edition can open, as data: the checklist shows it, and opening obeys it.

Four statements, whatever the size. `blocks`: nobody could book without it; the rest is advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from brigade.database import db
from brigade.models import Availability, Edition, Expert, ExpertSpecialty, Phase, Slot, Specialty, Table

A_DAY = timedelta(days=1)  # closing at the end of the last day is closing with it


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` names its sentence (`queries/checklist.py`), `number` what it counts."""

    code: str
    blocks: bool = False
    number: int = 0


def problems(edition: Edition, now: datetime) -> list[Problem]:
    """Everything that is missing, what blocks first."""
    counts = _counts(edition)
    found = [*_grid(edition, counts), *_people(counts), *_words(edition), *_windows(edition, counts, now)]
    return sorted(found, key=lambda problem: not problem.blocks)


def _counts(edition: Edition) -> dict[str, Any]:
    mine = Expert.edition_id == edition.id
    opened = exists().where(Availability.expert_id == Expert.id)
    skilled = exists().where(ExpertSpecialty.expert_id == Expert.id, ExpertSpecialty.is_main.is_(True))

    def number(kind: Any, *where: ColumnElement[bool]) -> Any:
        return select(func.count()).select_from(kind).where(*where).scalar_subquery()

    row = db.session.execute(
        select(
            number(Phase, Phase.edition_id == edition.id).label("phases"),
            number(Slot, Slot.edition_id == edition.id).label("slots"),
            number(Table, Table.edition_id == edition.id).label("tables"),
            number(Specialty).label("specialties"),
            number(Expert, mine).label("experts"),
            number(Expert, mine, ~opened).label("closed"),
            number(Expert, mine, ~skilled).label("unskilled"),
            select(func.min(Slot.starts_at)).where(Slot.edition_id == edition.id).scalar_subquery().label("first"),
            select(func.max(Slot.ends_at)).where(Slot.edition_id == edition.id).scalar_subquery().label("last"),
        )
    ).one()
    return dict(row._mapping)


def _grid(edition: Edition, counts: dict[str, Any]) -> list[Problem]:
    found = [] if counts["slots"] else [Problem("no-slots", blocks=True)]
    if not counts["tables"]:
        found.append(Problem("no-tables", blocks=True))
    elif counts["tables"] < counts["experts"]:
        found.append(Problem("few-tables", number=counts["experts"] - counts["tables"]))
    if counts["phases"] < 3:
        found.append(Problem("phases-missing", number=3 - counts["phases"]))
    return found


def _people(counts: dict[str, Any]) -> list[Problem]:
    if not counts["specialties"]:
        return [Problem("no-specialties", blocks=True)]
    if not counts["experts"]:
        return [Problem("no-experts", blocks=True)]
    found = [Problem("experts-closed", number=counts["closed"])] if counts["closed"] else []
    return found + ([Problem("experts-unskilled", number=counts["unskilled"])] if counts["unskilled"] else [])


def _words(edition: Edition) -> list[Problem]:
    return [] if edition.map_url else [Problem("no-map")]


def _windows(edition: Edition, counts: dict[str, Any], now: datetime) -> list[Problem]:
    """In the order in which they come."""
    found = []
    if edition.booking_closes_at <= now:
        found.append(Problem("closed-already", blocks=True))
    if counts["last"] is not None and counts["last"] <= now:
        found.append(Problem("grid-in-the-past", blocks=True))
    if counts["last"] is not None and edition.booking_closes_at > counts["last"] + A_DAY:
        found.append(Problem("closes-after-the-end"))
    if counts["first"] is not None and edition.booking_opens_at >= counts["first"]:
        found.append(Problem("opens-too-late", blocks=True))
    return found
