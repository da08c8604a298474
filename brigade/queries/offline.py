"""The whole day in one file, for when the network is away: its sheets of every kind, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from brigade.models import Edition
from brigade.queries.paper import Page, Press

ORDER = ("day", "board", "expert", "table", "organization")  # as somebody at the desk looks for things


@dataclass(frozen=True, slots=True)
class Pack:
    """`parts`: the sheets of each kind that has any; `number` sessions, the first at `first`."""

    edition: Edition
    day: date
    parts: list[tuple[str, list[Page]]]
    number: int
    first: datetime | None


def pack(press: Press, day: date) -> Pack:
    """What is to happen that day, as it stands now; words in the language that is read."""
    parts = [(kind, found) for kind in ORDER if (found := press.pages(kind, day))]
    lines = next((found[0].lines for kind, found in parts if kind == "day"), [])
    return Pack(press.edition, day, parts, len(lines), lines[0].starts_at if lines else None)
