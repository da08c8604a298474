"""The tables of the room, with who sits there and how much meets there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from brigade.database import db
from brigade.matching.text import fold
from brigade.models import Edition, Expert, Seat, Table


@dataclass(frozen=True, slots=True)
class Line:
    """A table, the names of those whose own it is, and its live sessions."""

    name: str
    experts: list[str]
    booked: int


@dataclass(frozen=True, slots=True)
class Chair:
    """An expert and the name of their table, "" without one of their own."""

    slug: str
    name: str
    table: str


def lines(edition: Edition) -> list[Line]:
    """In the order in which they were put there."""
    booked = select(func.count()).where(Seat.table_id == Table.id).scalar_subquery()
    rows = db.session.execute(
        select(Table.id, Table.name, booked).where(Table.edition_id == edition.id).order_by(Table.id)
    )
    owners: defaultdict[int, list[str]] = defaultdict(list)
    experts = select(Expert.table_id, Expert.name).where(Expert.edition_id == edition.id, Expert.table_id.is_not(None))
    for table, name in db.session.execute(experts.order_by(Expert.name)):
        owners[table or 0].append(name)
    return [Line(name, owners[id_], number) for id_, name, number in rows]


def seats(edition: Edition, typed: Mapping[str, str]) -> list[Chair]:
    """Every expert by name; `typed` (slug → table) is what somebody has just written."""
    rows = db.session.execute(
        select(Expert.slug, Expert.name, Table.name).outerjoin(Table, Table.id == Expert.table_id)
        .where(Expert.edition_id == edition.id)
    )  # fmt: skip
    found = [Chair(slug, name, typed.get(slug, table or "")) for slug, name, table in rows]
    return sorted(found, key=lambda chair: fold(chair.name))


def find(edition: Edition, name: str) -> Table | None:
    """The table of this edition that is called so."""
    return db.session.scalar(select(Table).where(Table.edition_id == edition.id, Table.name == name))
