"""The edition that is running, its days and its slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from brigade.database import db
from brigade.models import Domain, Edition, Slot

_CURRENT = select(Edition).order_by(Edition.id.desc()).limit(1)
_SLOTS = select(Slot).where(Slot.edition_id == bindparam("edition")).order_by(Slot.starts_at)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the brigade and its slots, in order; `breaks` are the ids of slots before which people rest."""

    date: date
    slots: tuple[Slot, ...]
    breaks: frozenset[int]


def current() -> Edition | None:
    """The newest edition; one runs at a time."""
    return db.session.scalar(_CURRENT)


def slots(edition: Edition) -> list[Slot]:
    """The whole grid, in time order."""
    return list(db.session.scalars(_SLOTS, {"edition": edition.id}))


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
