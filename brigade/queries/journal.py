"""Who did what, when, from where: the newest entries first, of everybody or of one person, kind of act, or session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.matching.text import fold
from brigade.models import Booking, Edition, Entry, Person
from brigade.queries import told

PAGE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for: words of somebody's name or address, a kind of `told.KINDS`, a session's uid."""

    who: str = ""
    kind: str = ""
    booking: str = ""


def page(edition: Edition, number: int, wanted: Wanted) -> tuple[Sequence[Entry], int]:
    """One page of entries and how many pages there are."""
    where = _conditions(edition, wanted)
    total = db.session.scalar(select(func.count()).select_from(Entry).where(*where)) or 0
    rows = select(Entry).where(*where).options(joinedload(Entry.person)).order_by(Entry.id.desc())
    return db.session.scalars(rows.limit(PAGE).offset((number - 1) * PAGE)).all(), max(1, -(-total // PAGE))


def history(booking: Booking) -> Sequence[Entry]:
    """Everything that happened to one session, oldest first."""
    rows = select(Entry).where(Entry.booking_id == booking.id).options(joinedload(Entry.person))
    return db.session.scalars(rows.order_by(Entry.id)).all()


def _conditions(edition: Edition, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [or_(Entry.edition_id == edition.id, Entry.edition_id.is_(None))]
    if wanted.who:
        found.append(Entry.person_id.in_(_named(wanted.who)))
    if wanted.kind in told.KINDS:
        found.append(Entry.act.in_(told.KINDS[wanted.kind].acts))
    if wanted.booking:
        found.append(Entry.booking_id.in_(select(Booking.id).where(Booking.uid == wanted.booking)))
    return found


def _named(words: str) -> list[int]:
    """Who is called so. Looked for here and not in SQL: "helene" finds "Hélène" whatever an engine knows of accents."""
    rows = db.session.execute(select(Person.id, Person.name, Person.email))
    return [id_ for id_, name, email in rows if fold(words) in fold(f"{name} {email}")]
