"""A new edition like a past one: its words, limits, phases, grid and tables at new dates, with its experts if wanted.

Hours on the wall stay what they were, whatever the clocks did in between. Nobody is told; what experts had opened is
not copied, because a year later it is not true.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from brigade.database import Base, db, insert_rows
from brigade.domain import journal
from brigade.domain.refusal import Refusal
from brigade.domain.setup import editions
from brigade.models import Edition, Expert, ExpertSpecialty, Person, Phase, Slot, Table

MOVED = ("needs_open_at", "needs_close_at", "booking_opens_at", "booking_closes_at")


def copy(
    old: Edition, *, name_fr: str, name_en: str, first_day: date, with_experts: bool, by: Person, now: datetime
) -> Edition:
    """In preparation, the brigade beginning on that day and all else as far from it as before."""
    brigade = next((phase for phase in old.phases if phase.kind == "brigade"), None)
    if brigade is None:
        raise Refusal("no-brigade-phase")
    shift, zone = first_day - brigade.starts_on, ZoneInfo(old.zone)
    facts = _values(old, "slug", "name_fr", "name_en", "is_preparing", "brigade_revision")
    facts |= {name: _later(facts[name], shift, zone) for name in MOVED}
    new = Edition(
        **facts, name_fr=name_fr, name_en=name_en, slug=editions.new_slug(name_fr, first_day.year), is_preparing=True
    )
    editions.keep_new(new)
    _copy_phases(old, new, shift)
    _copy_slots(old, new, shift)
    tables = _copy_tables(old, new)
    if with_experts:
        _copy_experts(old, new, tables)
    journal.record("copy-edition", at=now, by=by.id, edition=new.id, name=new.name_fr, old=old.name_fr)
    return new


def _copy_phases(old: Edition, new: Edition, shift: timedelta) -> None:
    for phase in old.phases:
        facts = _values(phase, "edition_id", "starts_on", "ends_on")
        dates = {"starts_on": phase.starts_on + shift, "ends_on": phase.ends_on + shift}
        db.session.add(Phase(**facts, **dates, edition_id=new.id))
    db.session.flush()


def _copy_slots(old: Edition, new: Edition, shift: timedelta) -> None:
    phase, zone = editions.phase_of(new, "brigade"), ZoneInfo(old.zone)
    assert phase is not None
    slots = db.session.scalars(select(Slot).where(Slot.edition_id == old.id).order_by(Slot.starts_at))
    insert_rows(
        Slot,
        [
            {
                "phase_id": phase.id, "phase_kind": "brigade", "phase_starts_on": phase.starts_on,
                "phase_ends_on": phase.ends_on, "edition_id": new.id, "day": slot.day + shift,
                "starts_at": _later(slot.starts_at, shift, zone), "ends_at": _later(slot.ends_at, shift, zone),
            }
            for slot in slots
        ],
    )  # fmt: skip


def _copy_tables(old: Edition, new: Edition) -> dict[int, int]:
    """Old table → new table."""
    rows = db.session.scalars(select(Table).where(Table.edition_id == old.id).order_by(Table.id)).all()
    made = [Table(edition_id=new.id, name=row.name) for row in rows]
    db.session.add_all(made)
    db.session.flush()
    return {row.id: copied.id for row, copied in zip(rows, made, strict=True)}


def _copy_experts(old: Edition, new: Edition, tables: dict[int, int]) -> None:
    experts = select(Expert).where(Expert.edition_id == old.id).order_by(Expert.id)
    for row in db.session.scalars(experts.options(selectinload(Expert.skills))):
        made = Expert(**_values(row, "edition_id", "table_id"), edition_id=new.id)
        made.table_id = tables[row.table_id] if row.table_id else None
        made.skills = [ExpertSpecialty(specialty_id=skill.specialty_id, is_main=skill.is_main) for skill in row.skills]
        db.session.add(made)
    db.session.flush()


def _values(row: Base, *besides: str) -> dict[str, Any]:
    """The row's own values: every column but its id and those."""
    columns = inspect(type(row)).column_attrs
    return {column.key: getattr(row, column.key) for column in columns if column.key not in ("id", *besides)}


def _later(at: datetime | None, shift: timedelta, zone: ZoneInfo) -> datetime | None:
    """The same hour on the wall, so many days later."""
    return (at.astimezone(zone).replace(tzinfo=None) + shift).replace(tzinfo=zone) if at else None
