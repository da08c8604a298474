"""The tables in the room, and who sits where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from brigade.database import db
from brigade.domain import fit, journal
from brigade.domain.refusal import Refusal
from brigade.models import Edition, Expert, Person, Seat, Table


def add(edition: Edition, names: Sequence[str], *, by: Person, now: datetime) -> int:
    """Put these tables into the room; those that stand there already are left out. How many are new."""
    known = set(db.session.scalars(select(Table.name).where(Table.edition_id == edition.id)))
    new = [name for name in dict.fromkeys(names) if name not in known]
    db.session.add_all(Table(edition_id=edition.id, name=name) for name in new)
    db.session.flush()
    if new:
        journal.record("add-tables", at=now, by=by.id, edition=edition.id, number=len(new))
    return len(new)


def remove(edition: Edition, table: Table, *, by: Person, now: datetime) -> None:
    """Take a table away; one at which somebody meets, or met, stays."""
    for expert in db.session.scalars(select(Expert).where(Expert.table_id == table.id)):
        expert.table_id = None
    fit.outdate(edition)
    name = table.name
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Table).where(Table.id == table.id))
    except IntegrityError as error:
        raise Refusal("table-in-use", table=name) from error
    journal.record("remove-table", at=now, by=by.id, edition=edition.id, table=name)


def rename(edition: Edition, table: Table, name: str, *, by: Person, now: datetime) -> None:
    """Call it something else; two of one room are never called the same."""
    taken = select(Table.id).where(Table.edition_id == edition.id, Table.name == name, Table.id != table.id)
    if db.session.scalar(taken):
        raise Refusal("table-name-taken", table=name)
    table.name = name
    journal.record("rename-table", at=now, by=by.id, edition=edition.id, table=name)


def seat(edition: Edition, places: Mapping[str, str], *, by: Person, now: datetime) -> None:
    """Say at which table each expert sits: slug → name of a table, "" for none of their own.

    A session that is booked already keeps its table; it is moved on the board.
    """
    tables = {row.name: row.id for row in db.session.scalars(select(Table).where(Table.edition_id == edition.id))}
    for name in places.values():
        if name and name not in tables:
            raise Refusal("no-such-table", table=name)
    booked = set(db.session.scalars(select(Seat.expert_id)))
    changed = 0
    for expert in db.session.scalars(select(Expert).where(Expert.edition_id == edition.id, Expert.slug.in_(places))):
        table = tables.get(places[expert.slug])
        if table != expert.table_id and expert.id in booked:
            raise Refusal("expert-has-table", expert=expert.name)
        changed += table != expert.table_id
        expert.table_id = table
    if changed:
        fit.outdate(edition)
        journal.record("seat-experts", at=now, by=by.id, edition=edition.id, number=changed)
