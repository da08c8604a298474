"""What is printed: a sheet for each table, expert and organization, for a day, and for its board; a fixed number of
queries, whatever the number of sheets. Paper keeps the hours that were agreed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup
from sqlalchemy import bindparam, null, select

from brigade import qr
from brigade.database import db
from brigade.domain.sheets import ACTS, Printing, Sheet, concerned, sign
from brigade.language import gettext as _
from brigade.matching.text import fold
from brigade.models import Booking, Edition, Entry, Expert, Need, Organization, Person, Slot, Table
from brigade.queries import board as boards
from brigade.queries import groups

_LINES = (
    select(
        Booking.uid, Booking.expert_id, Booking.table_id, Booking.organization_id, Expert.name.label("expert"),
        Expert.headline_fr, Expert.headline_en, Table.name.label("table"), Organization.name.label("organization"),
        Organization.shows_name, Person.name.label("person"), Need.title, Need.description, Slot.day, Slot.starts_at,
        Slot.ends_at, null().label("group"),
    )
    .join(Expert, Expert.id == Booking.expert_id).join(Organization, Organization.id == Booking.organization_id)
    .join(Person, Person.id == Booking.person_id).join(Table, Table.id == Booking.table_id)
    .join(Need, Need.id == Booking.need_id).join(Slot, Slot.id == Booking.slot_id)
    .where(Slot.edition_id == bindparam("edition"), Booking.state == "live")
    .order_by(Slot.starts_at, Table.id, Booking.id)
)  # fmt: skip
_ACTS = (
    select(Entry.id, Entry.at, Entry.act, Entry.facts)
    .where(Entry.edition_id == bindparam("edition"), Entry.act.in_(ACTS)).order_by(Entry.id)
)  # fmt: skip
_NEWEST = select(Entry.id).where(Entry.edition_id == bindparam("edition")).order_by(Entry.id.desc()).limit(1)
ROOM = {"day": (30, 80), "expert": (8, 12), "board": (11, 19)}  # lines that a page has room for, at ease and closer
Found = list[tuple[int, str, list[Any]]]  # row id, name, its sessions in order


@dataclass(frozen=True, slots=True)
class Stamp:
    """The version that a sheet bears, and the address that says how old it is, as a picture as well."""

    revision: int
    at: datetime
    address: str
    code: Markup


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: `lines` are its sessions in order, `board` is there on a board's; `zone` goes with every hour."""

    sheet: Sheet
    name: str
    note: str
    day: date | None
    zone: str
    lines: Sequence[Any]
    stamp: Stamp
    board: boards.Board | None = None

    @property
    def size(self) -> str:
        """How close its lines have to stand, so that they are on one page if one page can do."""
        number = len(self.board.rows if self.board else self.lines)
        dense, denser = ROOM.get(self.sheet.kind, (number, number))
        return "denser" if number > denser else "dense" if number > dense else ""


class Press:
    """Prints for one reader at one time: `public_url` and `secret` make the addresses that sheets bear."""

    def __init__(self, edition: Edition, now: datetime, *, public_url: str, secret: str) -> None:
        self.edition, self.now, self.public_url, self.secret = edition, now, public_url, secret
        self.revision = db.session.scalar(_NEWEST, {"edition": edition.id}) or 0
        self.counts = Counter(sheet for _at, sheets in changes(edition.id).values() for sheet in sheets)

    def stamp(self, sheet: Sheet) -> Stamp:
        """This sheet's, of this printing."""
        printing = Printing(self.edition.id, sheet, self.counts[sheet], self.revision, self.now)
        address = f"{self.public_url}/sheets/{sign(printing, self.secret)}"
        return Stamp(self.revision, self.now, address, qr.svg(address))

    def choose(self, kind: str, day: date, words: str = "") -> Found:
        """What there is to print of that kind and day, for `page`; `words`: of that name."""
        found = OF_KIND[kind](self.edition, day)
        return [each for each in found if all(word in fold(each[1]) for word in fold(words).split())]

    def page(self, kind: str, day: date, of: int, name: str, lines: Sequence[Any]) -> Page:
        """One of them, with its stamp."""
        edition, sheet = self.edition, Sheet(kind, of, None if kind == "organization" else day)
        place = f"{edition.venue}, {edition.address}" if kind == "organization" else edition.venue
        board = _board(edition, day, self.now) if kind == "board" else None
        return Page(sheet, name, place, sheet.day, edition.zone, lines, self.stamp(sheet), board)

    def pages(self, kind: str, day: date) -> list[Page]:
        """All of them."""
        return [self.page(kind, day, *each) for each in self.choose(kind, day)]


def changes(edition: int) -> dict[int, tuple[datetime, set[Sheet]]]:
    """The acts of this edition that make paper old: when, and which sheets, by the entry's id in order."""
    days = dict(iter(db.session.execute(select(Slot.id, Slot.day).where(Slot.edition_id == edition))))
    rows = db.session.execute(_ACTS, {"edition": edition})
    return {row.id: (row.at, concerned(row.act, row.facts, days)) for row in rows}


def since(printing: Printing) -> list[Entry]:
    """The acts that concern this sheet and came after it was printed, newest first."""
    found = [id_ for id_, (_at, sheets) in changes(printing.edition).items() if printing.sheet in sheets]
    newest = select(Entry).where(Entry.id.in_(found[printing.changes:])).order_by(Entry.id.desc())
    return list(db.session.scalars(newest))


def newest(edition: int) -> int:
    """The version that a sheet would bear if it were printed now."""
    return db.session.scalar(_NEWEST, {"edition": edition}) or 0


def _lines(edition: Edition, day: date | None, *, each: bool = False) -> list[Any]:
    """Sessions and small groups in order; `each`: a line for every guest of a group."""
    rows = [row for row in db.session.execute(_LINES, {"edition": edition.id}) if day in (None, row.day)]
    together = [
        SimpleNamespace(**asdict(group) | (asdict(guest) if guest else {}), group=group)
        for group in groups.of(edition, day) for guest in (group.guests if each else (None,))
    ]  # fmt: skip
    return sorted([*rows, *together], key=lambda line: line.starts_at)


def _grouped(lines: Sequence[Any], of: str, name: str) -> Found:
    """One for each value of `of`, called by `name`, in the order of the names."""
    sheets: defaultdict[tuple[int, str], list[Any]] = defaultdict(list)
    for line in lines:
        sheets[getattr(line, of), getattr(line, name)].append(line)
    return [(id_, called, sheet) for (id_, called), sheet in sorted(sheets.items(), key=lambda each: fold(each[0][1]))]


def _tables(edition: Edition, day: date) -> Found:
    """In the order in which they were set up: "Table 10" comes after "Table 9"; then where small groups meet."""
    found = _grouped(_lines(edition, day), "table_id", "table")
    return sorted(found, key=lambda sheet: (not sheet[0], sheet[0]))


def _organizations(edition: Edition, day: date) -> Found:
    """Those who come that day, with all their days."""
    every = _lines(edition, None, each=True)
    coming = {line.organization_id for line in every if line.day == day}
    return _grouped([line for line in every if line.organization_id in coming], "organization_id", "organization")


def _day(edition: Edition, day: date) -> Found:
    lines = _lines(edition, day, each=True)
    return [(0, _("Toutes les rencontres"), lines)] if lines else []


OF_KIND: dict[str, Callable[[Edition, date], Found]] = {
    "table": _tables,
    "expert": lambda edition, day: _grouped(_lines(edition, day), "expert_id", "expert"),
    "organization": _organizations,
    "day": _day,
    "board": lambda edition, day: [(0, _("Tableau des rencontres"), [])],
}


def _board(edition: Edition, day: date, now: datetime) -> boards.Board:
    """Without the experts who are not there that day: paper has an end."""
    found = boards.of_day(edition, day, now)
    return replace(found, rows=[row for row in found.rows if any(cell.state != "closed" for cell in row.cells)])
