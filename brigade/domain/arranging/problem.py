"""Rows → the problem that the solver is asked, whatever the mode."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from brigade import matching
from brigade.database import db
from brigade.domain import fit
from brigade.domain.arranging import draw, one_more
from brigade.domain.arranging.held import Held, by_need, may_move
from brigade.models import (
    Availability,
    Clinic,
    ClinicSeat,
    Conflict,
    Edition,
    Expert,
    Membership,
    Need,
    Slot,
    Table,
)
from brigade.solver import problem as values

FAINT = 0.01  # the fit of a session that a coordinator arranged though nothing of it matches
STABILITY = 0.25  # how much better a session must fit before people who were told are moved for it
LOT = 1e-4  # the weight of the draw: it only ever turns equals


@dataclass(frozen=True, slots=True)
class Asked:
    """The problem, what stood when it was read, the tables (table, slot) that are missing, and who could be asked."""

    problem: values.Problem
    held: Mapping[int, Held]
    lost: frozenset[tuple[int, int]] = frozenset()
    helpers: values.Helpers | None = None


@dataclass(slots=True)
class Rows:
    """What is read once, in a fixed number of statements."""

    edition: Edition
    now: datetime
    parameters: Mapping[str, Any]
    slots: Sequence[Slot]
    experts: Sequence[Expert]
    needs: Sequence[Need]
    tables: Sequence[int]
    held: Mapping[int, Held]
    open: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    away: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # expert → slots
    lost: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # slot → tables


def read(edition: Edition, mode: str, parameters: Mapping[str, Any], now: datetime) -> Asked:
    """The problem as the rows are now; `mode` says which sessions stay, `parameters` the rest."""
    rows = _rows(edition, parameters, now)
    fixed = {need: held for need, held in rows.held.items() if not _is_free(rows, mode, held)}
    free = {need: held for need, held in rows.held.items() if need not in fixed}
    shown: dict[values.Id, values.Place] = {need: _place(held) for need, held in free.items() if mode != "scratch"}
    problem = values.Problem(
        needs=tuple(_needs(rows, mode)), experts=tuple(_experts(rows, mode, fixed)), slots=tuple(_slots(rows)),
        tables={slot.id: _capacity(rows, slot.id, fixed) for slot in rows.slots},
        organization_cap=edition.organization_cap, caps=_caps(rows, mode),
        fixed=tuple(_place(held) for held in fixed.values()), shown=shown,
        stability=float(parameters.get("stability", STABILITY)) if shown else 0.0, taken=_groups(edition),
    )  # fmt: skip
    lost = frozenset((table, slot) for slot, gone in rows.lost.items() for table in gone)
    more = one_more.helpers(rows.needs, rows.slots, _coming(rows)) if mode in one_more.MODES else None
    return Asked(problem, rows.held, lost, more)


def _rows(edition: Edition, parameters: Mapping[str, Any], now: datetime) -> Rows:
    own, needs = Expert.edition_id == edition.id, (Need.specialties, Need.absences)
    rows = Rows(
        edition, now, parameters,
        slots=db.session.scalars(select(Slot).where(Slot.edition_id == edition.id).order_by(Slot.starts_at)).all(),
        experts=db.session.scalars(select(Expert).where(own).order_by(Expert.id)).all(),
        needs=db.session.scalars(
            select(Need).where(Need.edition_id == edition.id, Need.state == "open", Need.organization_id.is_not(None))
            .options(*(selectinload(part) for part in needs), joinedload(Need.organization)).order_by(Need.id)
        ).all(),
        tables=db.session.scalars(select(Table.id).where(Table.edition_id == edition.id)).all(),
        held=by_need(edition),
    )  # fmt: skip
    open_ = select(Availability.expert_id, Availability.slot_id)
    for expert, slot in db.session.execute(open_.join(Expert, Expert.id == Availability.expert_id).where(own)):
        rows.open[expert].add(slot)
    _note_absence(rows)
    return rows


def _groups(edition: Edition) -> dict[values.Id, frozenset[values.Id]]:
    """Organization → the slots of the small groups to which it comes."""
    rows = select(ClinicSeat.organization_id, Clinic.slot_id).join(Clinic, Clinic.id == ClinicSeat.clinic_id).where(
        Clinic.edition_id == edition.id, Clinic.state == "open", ClinicSeat.answer == "coming"
    )
    found: defaultdict[values.Id, set[values.Id]] = defaultdict(set)
    for organization, slot in db.session.execute(rows):
        found[organization].add(slot)
    return {organization: frozenset(slots) for organization, slots in found.items()}


def _note_absence(rows: Rows) -> None:
    """`slots` at which somebody or something is missing: an expert, a table, or with neither the whole room."""
    slots = set(rows.parameters.get("slots", ()))
    expert, table = rows.parameters.get("expert"), rows.parameters.get("table")
    for each in rows.experts:
        if expert == each.id or table is not None and each.table_id == table or expert is None and table is None:
            rows.away[each.id] |= slots
    if expert is None:
        for slot in slots:
            rows.lost[slot] |= {table} if table is not None else set(rows.tables)


def _is_free(rows: Rows, mode: str, held: Held) -> bool:
    """Whether this session may get another place, or none."""
    if not may_move(held, rows.now) or mode in ("gaps", "opening"):
        return False
    if mode == "day":
        return _day(rows, held.slot) == rows.parameters.get("day")
    if mode == "absence":
        return is_hit(rows, held)
    return True


def is_hit(rows: Rows, held: Held) -> bool:
    """Whether the absence takes away this session's expert or its table."""
    return held.slot in rows.away[held.expert] or held.table in rows.lost[held.slot]


def _day(rows: Rows, slot: int) -> str:
    days: dict[int, date] = {each.id: each.day for each in rows.slots}
    return days[slot].isoformat()


def _needs(rows: Rows, mode: str) -> list[values.Need]:
    """Every open need and whom it fits; in a draw, equals are turned by the lot of their organization."""
    drawn = mode == "opening"
    lots = draw.lots(rows.parameters["seed"], rows.parameters["list"]) if drawn else {}
    slugs = {expert.slug: expert.id for expert in rows.experts}
    excluded = _excluded(rows)
    return [
        values.Need(
            id=need.id, organization=need.organization_id or 0,
            fits=_fits(
                need, slugs, excluded, rows.held.get(need.id), lots.get(_code(need), 0.0) if drawn else None
            ),
            absent=frozenset(absence.slot_id for absence in need.absences),
        )
        for need in rows.needs
    ]  # fmt: skip


def _code(need: Need) -> str:
    return draw.code(need.organization) if need.organization else ""


def _excluded(rows: Rows) -> dict[int, set[str]]:
    """Organization → slugs of the experts whom it does not meet; nobody meets their own organization."""
    slugs = {expert.id: expert.slug for expert in rows.experts}
    found: defaultdict[int, set[str]] = defaultdict(set)
    avoided = select(Conflict.organization_id, Conflict.expert_id)
    members = select(Membership.organization_id, Expert.id).join(Expert, Expert.person_id == Membership.person_id)
    for statement in (avoided, members):
        for organization, expert in db.session.execute(statement):
            if expert in slugs:
                found[organization].add(slugs[expert])
    return found


def _fits(
    need: Need, slugs: Mapping[str, int], excluded: Mapping[int, set[str]], held: Held | None, lot: float | None
) -> dict[values.Id, float]:
    avoided = frozenset(excluded.get(need.organization_id or 0, ()))
    ranked = matching.rank(fit.index(need.edition), fit.as_value(need, avoided), weights=fit.weights(need.edition))
    found: dict[values.Id, float] = {slugs[match.expert]: match.score for match in ranked if not match.obstacles}
    if held is not None:
        found.setdefault(held.expert, FAINT)
    if lot is None:
        return found
    return {expert: weight * (1 - LOT) + LOT * lot for expert, weight in found.items()}


def _experts(rows: Rows, mode: str, fixed: Mapping[int, Held]) -> list[values.Expert]:
    """Open where they may be booked, and wherever a session stays."""
    coming = _coming(rows)
    if mode == "day":
        coming = {slot for slot in coming if _day(rows, slot) == rows.parameters.get("day")}
    stays: defaultdict[int, set[int]] = defaultdict(set)
    for held in fixed.values():
        stays[held.expert].add(held.slot)
    return [
        values.Expert(
            id=expert.id, open=frozenset(rows.open[expert.id] & coming - rows.away[expert.id] | stays[expert.id]),
            table=expert.table_id, day_cap=rows.edition.expert_day_cap, gap=expert.gap,
            pause_after=expert.pause_after,
        )
        for expert in rows.experts
    ]  # fmt: skip


def _coming(rows: Rows) -> set[int]:
    return {slot.id for slot in rows.slots if slot.starts_at > rows.now}


def _slots(rows: Rows) -> list[values.Slot]:
    zone, found = ZoneInfo(rows.edition.zone), []
    for number, (_date, group) in enumerate(groupby(rows.slots, key=lambda slot: slot.day)):
        block, before = 0, None
        for index, slot in enumerate(group):
            block += before is not None and slot.starts_at > before.ends_at
            start = slot.starts_at.astimezone(zone)
            found.append(values.Slot(slot.id, number, index, block, start.hour * 60 + start.minute))
            before = slot
    return found


def _capacity(rows: Rows, slot: int, fixed: Mapping[int, Held]) -> int:
    """Tables that are there; never fewer than the sessions that stay."""
    stays = sum(held.slot == slot for held in fixed.values())
    return max(stays, len(rows.tables) - len(rows.lost[slot]))


def _caps(rows: Rows, mode: str) -> dict[values.Id, int]:
    """In the first round everybody gets one; whoever holds more already, keeps them."""
    if mode != "opening":
        return {}
    have: defaultdict[int, int] = defaultdict(int)
    for held in rows.held.values():
        have[held.organization] += 1
    return {need.organization_id or 0: max(1, have[need.organization_id or 0]) for need in rows.needs}


def _place(held: Held) -> values.Place:
    return values.Place(held.need, held.expert, held.slot)
