"""Two rows for one person, or for one organization: everything of the one goes to the other, and it is gone.

Whatever refers to it is asked of the schema, so that nothing is forgotten. Where both have the same thing (they are
members of the same organization), the kept one's stays. What the database does not allow (two sessions in the same
hour) is a refusal. A merged address still signs in: it leads to the person who was kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, and_, delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError

from brigade.database import Base, db
from brigade.domain import journal, references, seats
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Edition, Expert, FeedEvent, Organization, OtherAddress, Person


def merge_organizations(
    edition: Edition, gone: Organization, kept: Organization, *, by: Person, now: datetime
) -> None:
    """Its people, needs, sessions and conflicts become the other's."""
    _refuse_same(gone, kept)
    seats.alone(edition.id)
    name = gone.name
    booked = select(Booking.id).where(Booking.organization_id == gone.id)
    db.session.execute(delete(FeedEvent).where(FeedEvent.booking_id.in_(booked)))  # they name it; they are made anew
    _move(Organization, gone.id, kept.id)
    journal.record("merge-organizations", at=now, by=by.id, edition=edition.id, name=kept.name, gone=name)


def merge_people(edition: Edition, gone: Person, kept: Person, *, by: Person, now: datetime) -> None:
    """Their organizations, needs, sessions and answers become the other's, and so does the way in by their address."""
    _refuse_same(gone, kept)
    if gone.id == by.id:
        raise Refusal("merge-yourself")
    twice = select(Expert.edition_id).where(Expert.person_id.in_((gone.id, kept.id)))
    if db.session.scalar(twice.group_by(Expert.edition_id).having(func.count() > 1).limit(1)):
        raise Refusal("merge-experts")
    seats.alone(edition.id)
    email = gone.email
    kept.name, kept.is_coordinator = kept.name or gone.name, kept.is_coordinator or gone.is_coordinator
    _move(Person, gone.id, kept.id)
    db.session.add(OtherAddress(email=email, person_id=kept.id))
    journal.record("merge-people", at=now, by=by.id, edition=edition.id, email=kept.email, gone=email)


def counts(kind: type[Base], id_: int) -> dict[str, int]:
    """Table → how many of its rows would move; for the page that says so beforehand."""
    found: dict[str, int] = {}
    for table, column in references.to(kind):
        number = db.session.scalar(select(func.count()).select_from(table).where(column == id_)) or 0
        found[table.name] = found.get(table.name, 0) + number
    return found


def _refuse_same(gone: Any, kept: Any) -> None:
    if gone.id == kept.id:
        raise Refusal("merge-same")


def _move(kind: type[Base], gone: int, kept: int) -> None:
    """Every reference to the one becomes a reference to the other; then nothing holds the row any more."""
    db.session.flush()
    try:
        for table, column in references.to(kind):
            if table.name == "seat":
                continue  # follows its booking
            for own in _unique_with(table, column):
                _drop_doubles(table, column, own, gone, kept)
            db.session.execute(update(table).where(column == gone).values({column.name: kept}))
        db.session.execute(delete(kind.__table__).where(kind.__table__.c.id == gone))  # type: ignore[arg-type]
    except IntegrityError as error:
        raise Refusal("merge-clash") from error
    db.session.expire_all()


def _unique_with(table: Table, column: Column[Any]) -> Iterable[list[Column[Any]]]:
    """The keys that this column is part of, without it: what may be there twice afterwards."""
    keys = [table.primary_key.columns, *(index.columns for index in table.indexes if index.unique)]
    keys += [each.columns for each in table.constraints if each.__visit_name__ == "unique_constraint"]  # type: ignore[attr-defined]
    return [[part for part in key if part is not column] for key in keys if column in list(key)]


def _drop_doubles(table: Table, column: Column[Any], own: list[Column[Any]], gone: int, kept: int) -> None:
    """Of two rows that would become one, the kept one's stays; a session is no double, it clashes."""
    if table.name in ("booking", "expert"):
        return
    theirs = table.alias()
    same = and_(*(theirs.c[part.name] == part for part in own), theirs.c[column.name] == kept)
    db.session.execute(delete(table).where(column == gone, exists().where(same).correlate(table)))
