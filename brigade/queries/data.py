"""What the council's own tools read: plain values, a page at a time, without any person's address.

Each list is one statement. Its `version` is the edition's newest journal entry: what changes a list is an act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, exists, func, select
from sqlalchemy.orm import selectinload

from brigade.database import db
from brigade.domain import sign_in
from brigade.models import (
    Availability,
    Booking,
    DataKey,
    Edition,
    Entry,
    Expert,
    ExpertSpecialty,
    Need,
    Organization,
    Seat,
    Slot,
    Table,
)

PAGE = 500
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """At most `PAGE` items, and whether more follow."""

    items: list[Item]
    is_last: bool


def keys() -> Sequence[DataKey]:
    """Every key, newest first."""
    return db.session.scalars(select(DataKey).order_by(DataKey.id.desc())).all()


def key(raw: str) -> DataKey | None:
    """The key that was sent, if it is one."""
    return db.session.scalar(select(DataKey).where(DataKey.digest == sign_in.digest(raw)))


def edition(slug: str) -> Edition | None:
    """The edition with that slug, unless it is only being prepared."""
    return db.session.scalar(select(Edition).where(Edition.slug == slug, Edition.is_preparing.is_(False)))


def version(edition: Edition) -> int:
    """Rises with every act that changes what the lists say."""
    return db.session.scalar(select(func.max(Entry.id)).where(Entry.edition_id == edition.id)) or 0


def editions(number: int) -> Page:
    """Every edition that was opened with its phases, newest first."""
    opened = select(Edition).where(Edition.is_preparing.is_(False)).options(selectinload(Edition.phases))
    return _cut(db.session.scalars(_page(opened.order_by(Edition.id.desc()), number)).all(), _edition)


def experts(edition: Edition, number: int) -> Page:
    """The brigade, by name."""
    skills = selectinload(Expert.skills).joinedload(ExpertSpecialty.specialty)
    rows = select(Expert).where(Expert.edition_id == edition.id).options(skills).order_by(Expert.name, Expert.id)
    return _cut(db.session.scalars(_page(rows, number)).all(), _expert)


def places(edition: Edition, now: datetime, number: int) -> Page:
    """What is open, not taken, and still to come."""
    taken = exists().where(Seat.expert_id == Availability.expert_id, Seat.slot_id == Availability.slot_id)
    rows = (
        select(Expert.slug, Slot.starts_at, Slot.ends_at).select_from(Availability)
        .join(Expert, Expert.id == Availability.expert_id).join(Slot, Slot.id == Availability.slot_id)
        .where(Slot.edition_id == edition.id, Slot.starts_at > now, ~taken).order_by(Slot.starts_at, Expert.slug)
    )  # fmt: skip
    return _cut(
        db.session.execute(_page(rows, number)).all(),
        lambda row: {"expert": row.slug, **_times(row, edition)},
    )


def bookings(edition: Edition, number: int) -> Page:
    """Live sessions and those that were cancelled, in time order; what is offered or arranged is nobody's yet."""
    rows = (
        select(
            Booking.uid, Booking.state, Booking.outcome, Slot.starts_at, Slot.ends_at, Expert.slug,
            Table.name.label("table"), Organization.name, Organization.kind, Need.title, Need.language,
            Booking.changed_at,
        )
        .join(Slot, Slot.id == Booking.slot_id).join(Expert, Expert.id == Booking.expert_id)
        .join(Table, Table.id == Booking.table_id).join(Need, Need.id == Booking.need_id)
        .join(Organization, Organization.id == Booking.organization_id)
        .where(and_(Booking.edition_id == edition.id, Booking.state.in_(("live", "cancelled"))))
        .order_by(Slot.starts_at, Booking.id)
    )  # fmt: skip
    return _cut(db.session.execute(_page(rows, number)).all(), lambda row: _booking(row, edition))


def _page(rows: Any, number: int) -> Any:
    return rows.limit(PAGE + 1).offset((number - 1) * PAGE)


def _cut(rows: Sequence[Any], item: Any) -> Page:
    return Page([item(row) for row in rows[:PAGE]], len(rows) <= PAGE)


def _edition(row: Edition) -> Item:
    phases = [
        {
            "kind": phase.kind, "name": {"fr": phase.name_fr, "en": phase.name_en}, "place": phase.place,
            "starts_on": phase.starts_on.isoformat(), "ends_on": phase.ends_on.isoformat(),
        }
        for phase in row.phases
    ]  # fmt: skip
    return {
        "id": row.slug, "name": {"fr": row.name_fr, "en": row.name_en}, "zone": row.zone, "venue": row.venue,
        "address": row.address, "phases": phases,
    }  # fmt: skip


def _expert(row: Expert) -> Item:
    return {
        "id": row.slug, "name": row.name, "languages": row.languages,
        "headline": {"fr": row.headline_fr, "en": row.headline_en},
        "main": sorted(skill.specialty.slug for skill in row.skills if skill.is_main),
        "secondary": sorted(skill.specialty.slug for skill in row.skills if not skill.is_main),
    }  # fmt: skip


def _booking(row: Row[Any], edition: Edition) -> Item:
    return {
        "id": row.uid, "state": row.state, "outcome": row.outcome, **_times(row, edition), "expert": row.slug,
        "table": row.table, "organization": {"name": row.name, "kind": row.kind},
        "need": {"title": row.title, "language": row.language}, "changed_at": _there(row.changed_at, edition),
    }  # fmt: skip


def _times(row: Row[Any], edition: Edition) -> Item:
    return {"starts_at": _there(row.starts_at, edition), "ends_at": _there(row.ends_at, edition)}


def _there(at: datetime, edition: Edition) -> str:
    """RFC 3339, with the offset of the edition's zone at that time."""
    return at.astimezone(ZoneInfo(edition.zone)).isoformat(timespec="seconds")
