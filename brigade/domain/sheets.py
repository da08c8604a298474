"""A printed sheet knows how old it is: what it shows, the version it bears, and which acts since then concern it.

The acts that concern a sheet are counted when it is printed and again when it is scanned. Discarded: counting the ones
with an id above the printed one, because on PostgreSQL an act may be committed after one with a higher id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from itsdangerous import BadSignature, Signer

KINDS = ("table", "expert", "organization", "day", "board")
MOVING = (
    "book", "move", "swap", "take-back", "cancel", "no-show", "accept-offer", "walk-in",
    "offer-clinic", "join-clinic", "pass-clinic", "cancel-clinic",
)  # fmt: skip; who sits where
OF_BOARD = ("offer", "pass-offer", "lapse-offer", "set-availability")  # the board also shows what is held, or open
ACTS = (*MOVING, *OF_BOARD)
_INITIALS = {kind[0]: kind for kind in KINDS}


class Sheet(NamedTuple):
    """What a sheet is about: `of` is the row's id (0: everything), `day` None stands for every day."""

    kind: str
    of: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Printing:
    """A sheet as it was printed: how many acts had concerned it, and the edition's newest entry at that time."""

    edition: int
    sheet: Sheet
    changes: int
    revision: int
    at: datetime


def concerned(act: str, facts: Mapping[str, Any], days: Mapping[int, date]) -> set[Sheet]:
    """The sheets that an act made old; `days`: the day of each slot by its id."""
    found: set[Sheet] = set()
    for expert, slot, table, organization in _places(act, facts):
        day = days.get(slot)
        found.add(Sheet("board", 0, day))
        if act in MOVING:
            found |= {Sheet("day", 0, day), Sheet("expert", expert, day), Sheet("organization", organization)}
            found |= {Sheet("table", table, day)} if table is not None else set()
    return found | {Sheet("board", 0, days.get(slot)) for slot in facts.get("hours", ())}


def _places(act: str, facts: Mapping[str, Any]) -> list[Any]:
    """Where the session stands, and where it stood; nowhere else if only its absence was noted afterwards."""
    if act == "no-show" and not facts.get("frees", True):
        return []
    return [*(facts[name] for name in ("place", "was") if name in facts), *facts.get("places", ())]


def sign(printing: Printing, secret: str) -> str:
    """The printing as a code for an address: whoever has the sheet can ask, nobody can make one up."""
    sheet = printing.sheet
    day = sheet.day.toordinal() if sheet.day else 0
    numbers = (printing.edition, sheet.of, day, printing.changes, printing.revision, int(printing.at.timestamp()))
    return _signer(secret).sign("-".join((sheet.kind[0], *map(str, numbers)))).decode()


def read(code: str, secret: str) -> Printing | None:
    """The printing that a code stands for; None for any that was not signed here."""
    try:
        kind, *rest = _signer(secret).unsign(code).decode().split("-")
    except BadSignature:
        return None
    edition, of, day, changes, revision, at = map(int, rest)
    sheet = Sheet(_INITIALS[kind], of, date.fromordinal(day) if day else None)
    return Printing(edition, sheet, changes, revision, datetime.fromtimestamp(at, UTC))


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="sheet")
