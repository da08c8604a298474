"""The edition that is running, the one that is being prepared, their days and their slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from brigade.database import db
from brigade.domain.places import Hour
from brigade.models import Domain, Edition, Slot

_NEWEST = select(Edition).order_by(Edition.id.desc()).limit(2)
_SLOTS = select(Slot).where(Slot.edition_id == bindparam("edition")).order_by(Slot.starts_at)
_HOURS = _SLOTS.with_only_columns(Slot.id, Slot.starts_at, Slot.day)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the brigade and its slots, in order; `breaks` are the ids of slots before which people rest."""

    date: date
    slots: tuple[Slot, ...]
    breaks: frozenset[int]


@dataclass(frozen=True, slots=True)
class Newest:
    """The edition that runs, and the one after it that is being prepared."""

    running: Edition | None
    prepared: Edition | None


def newest() -> Newest:
    """Both, in one query: the one in preparation is always the newest, because a second one is refused meanwhile."""
    found = db.session.scalars(_NEWEST).all()
    prepared = found[0] if found and found[0].is_preparing else None
    return Newest(next((edition for edition in found if edition is not prepared), None), prepared)


def current() -> Edition | None:
    """The newest edition that was opened; one runs at a time."""
    return newest().running


def every() -> Sequence[Edition]:
    """All of them, newest first, with their phases."""
    rows = select(Edition).options(selectinload(Edition.phases)).order_by(Edition.id.desc())
    return db.session.scalars(rows).all()


def find(slug: str) -> Edition | None:
    """The edition with that slug, in preparation or not."""
    return db.session.scalar(select(Edition).where(Edition.slug == slug))


def slots(edition: Edition) -> list[Slot]:
    """The whole grid, in time order."""
    return list(db.session.scalars(_SLOTS, {"edition": edition.id}))


def hours(edition: Edition) -> list[Hour]:
    """The same as plain values, for pages that only look at it."""
    return [Hour(*row) for row in db.session.execute(_HOURS, {"edition": edition.id}).all()]


def days(edition: Edition) -> list[Day]:
    """The grid, day by day."""
    return [
        Day(day, tuple(found := list(group)), _breaks(found))
        for day, group in groupby(slots(edition), key=lambda slot: slot.day)
    ]


def domains() -> list[Domain]:
    """Every domain with its specialties, for forms."""
    return list(db.session.scalars(select(Domain).options(selectinload(Domain.specialties)).order_by(Domain.id)))


def _breaks(slots: Sequence[Slot]) -> frozenset[int]:
    return frozenset(b.id for a, b in zip(slots, slots[1:], strict=False) if b.starts_at > a.ends_at)
