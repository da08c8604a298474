"""What every coordinator who looks at the same part of the board sees: made once, remembered while nothing happens.

A change makes all open boards ask again within seconds, and a filter asks for what others have looked at, so the same
rows would be read and the same cells written many times. What is remembered is known by the version token that open
boards ask for, the brigade's revision, the language, and the minute, because an hour that is over looks different.
While something is picked, nothing is remembered. Discarded: remembering the whole answer (it holds the reader's own
last act and their form token), and a cache beside the processes (one more thing to run; a board is made in 10 ms).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from flask import get_template_attribute
from markupsafe import Markup

from brigade import clock
from brigade.domain import fit
from brigade.language import current, day
from brigade.models import Edition
from brigade.queries import board, bookings, by_hand, needs
from brigade.queries.reach import Reach
from brigade.web import access
from brigade.web.coordination.blueprint import page_number

BESIDE = 40  # needs that stand beside the board
ZOOMS = ("", "small", "large")
MOST = 16  # parts of boards that a process remembers, of some hundred kilobytes each


@dataclass(frozen=True, slots=True)
class Shared:
    """`sheets`, `needs` and `news` as HTML; `waiting`: needs without a place; `live`: sessions of the whole edition."""

    version: str
    desk: board.Desk
    sheets: Markup
    needs: Markup
    news: Markup
    aside: list[by_hand.Aside]
    waiting: int
    live: int


class _Key(NamedTuple):
    brigade: tuple[str, int, int]
    version: str
    language: str
    minute: datetime
    look: tuple[tuple[str, str], ...]


def board_of(look: Mapping[str, str], reach: Reach | None, now: datetime) -> Shared:
    """The part of the current edition's board that `look` (of its address) asks for."""
    edition = access.current_edition()
    version = board.version(edition)
    if reach:
        return _make(version, look, reach, now)
    minute = now.replace(second=0, microsecond=0)
    return _remembered(_Key(fit.revision(edition), version, current(), minute, tuple(look.items())))


@lru_cache(maxsize=MOST)
def _remembered(key: _Key) -> Shared:
    """All that is shown comes from the key, and from rows that its version stands for."""
    return _make(key.version, dict(key.look), None, key.minute)


def _make(version: str, look: Mapping[str, str], reach: Reach | None, now: datetime) -> Shared:
    edition = access.current_edition()
    desk = board.desk(edition, wanted(look), now, clock.local_day(now, edition.zone), reach)
    waiting = needs.count_waiting(edition)
    return Shared(
        version, desk, _sheets(desk, look, reach), _needs(edition, look, reach, waiting),
        _macro("news")(by_hand.news(edition), edition.zone), by_hand.set_aside(edition), waiting,
        bookings.count_live(edition),
    )  # fmt: skip


def _sheets(desk: board.Desk, look: Mapping[str, str], reach: Reach | None) -> Markup:
    titles = [day(each.day) if each.day else "" for each in desk.boards]
    picked = f"{reach.query}&" if reach else ""
    leaf = f"/coordination/board?{picked}{urlencode(look)}&page="
    return _macro("sheets")(desk, titles, zoom(look), leaf, reach is not None)


def _needs(edition: Edition, look: Mapping[str, str], reach: Reach | None, waiting: int) -> Markup:
    beside = by_hand.beside(edition, look.get("find", ""), BESIDE)
    rest, picked = f"&{urlencode(look)}" if look else "", (reach.uid or reach.need.uid) if reach else ""
    return _macro("needs")(beside, waiting, rest, edition.zone, picked, "find" in look)


def _macro(name: str) -> Callable[..., Markup]:
    return get_template_attribute("_macros/board.html", name)  # type: ignore[no-any-return]


def wanted(look: Mapping[str, str]) -> board.Wanted:
    """What of the board an address asks for."""
    return board.Wanted(
        day=as_date(look.get("day")), every_day=look.get("day") == "all", text=look.get("q", ""),
        specialty=look.get("specialty", ""), state=look.get("state", ""), answer=look.get("answer", ""),
        page=page_number(look),
    )  # fmt: skip


def zoom(look: Mapping[str, str]) -> str:
    """How large the cells are: one of `ZOOMS`."""
    return look.get("zoom", "") if look.get("zoom") in ZOOMS else ""


def as_date(text: str | None) -> date | None:
    """The day that an address names."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
