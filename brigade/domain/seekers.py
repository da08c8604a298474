"""Who could have this place? The rules of `places`, asked for many needs at once in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, union

from brigade.database import db
from brigade.domain import places
from brigade.models import (
    Availability,
    Conflict,
    Edition,
    Expert,
    Membership,
    Need,
    NeedAbsence,
    Seat,
    Slot,
    Table,
    WaitlistEntry,
)


def around(edition: Edition, expert: Expert, slot: Slot, needs: Iterable[Need], now: datetime) -> list[places.Known]:
    """What the guard must know of each of these needs, which have no place yet."""
    taken, tables_taken, days, own = _seats(edition)
    tables = tuple(db.session.scalars(select(Table.id).where(Table.edition_id == edition.id).order_by(Table.id)))
    is_open = db.session.get(Availability, (expert.id, slot.id)) is not None
    avoid = _avoid(expert)
    absent = set(db.session.scalars(select(NeedAbsence.need_id).where(NeedAbsence.slot_id == slot.id)))
    waiting = set(db.session.scalars(select(WaitlistEntry.need_id).where(WaitlistEntry.state == "waiting")))
    return [
        places.Known(
            edition=edition, need=need, now=now, moves=False, notice=timedelta(),
            open=frozenset({(expert.id, slot.id)} if is_open else ()), taken=taken, tables_taken=tables_taken,
            tables=tables, own=frozenset(own[need.organization_id]), own_count=len(own[need.organization_id]),
            absent=frozenset({slot.id} if need.id in absent else ()),
            conflicts=frozenset({expert.id} if need.organization_id in avoid else ()), day_count=days,
            booked=False, withdrawn=need.state == "withdrawn", waits=need.id in waiting,
            eligibility=need.organization.eligibility if need.organization else "accepted",
        )
        for need in needs
    ]  # fmt: skip


class _Seats(NamedTuple):
    """(expert, slot) and (table, slot) that are taken, sessions by expert and day, slots by organization."""

    taken: frozenset[tuple[int, int]]
    tables: frozenset[tuple[int, int]]
    days: Counter[tuple[int, Any]]
    own: defaultdict[int | None, set[int]]


def _seats(edition: Edition) -> _Seats:
    """The whole edition's; one query."""
    rows = db.session.execute(
        select(Seat.expert_id, Seat.slot_id, Seat.table_id, Seat.organization_id, Slot.day)
        .join(Slot, Slot.id == Seat.slot_id).where(Slot.edition_id == edition.id)
    ).all()  # fmt: skip
    own: defaultdict[int | None, set[int]] = defaultdict(set)
    for row in rows:
        own[row.organization_id].add(row.slot_id)
    return _Seats(
        frozenset((row.expert_id, row.slot_id) for row in rows), frozenset((row.table_id, row.slot_id) for row in rows),
        Counter((row.expert_id, row.day) for row in rows), own,
    )  # fmt: skip


def _avoid(expert: Expert) -> set[int]:
    """The organizations that this expert does not meet: somebody said so, or it is their own."""
    said = select(Conflict.organization_id).where(Conflict.expert_id == expert.id)
    theirs = select(Membership.organization_id).where(Membership.person_id == expert.person_id)
    return set(db.session.scalars(union(said, theirs)))
