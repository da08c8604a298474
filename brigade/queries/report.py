"""What the programme did, in figures for whoever pays for it: each with what it counts, from five statements.

A session counts as held once its hour is over, unless somebody noted that the organization did not come: what nobody
noted on the day is held, because coordinators note what goes wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import func, select

from brigade.database import db
from brigade.language import local
from brigade.models import (
    Availability,
    Booking,
    Clinic,
    ClinicSeat,
    Edition,
    Need,
    NeedSpecialty,
    Organization,
    Slot,
    Specialty,
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a picture: how many of how many."""

    label: str
    value: int
    of: int


@dataclass(frozen=True, slots=True)
class Report:
    """`hours` and `offered` are hours; `guests` came to `groups` that took place; `wait` is the median time from need
    to session agreed, None without any."""

    held: int
    planned: int
    groups: int
    guests: int
    hours: float
    offered: float
    registered: int
    served: int
    cancelled: int
    missed: int
    wait: timedelta | None
    kinds: list[Bar]
    disciplines: list[Bar]
    regions: list[Bar]
    specialties: list[Bar]

    @property
    def came(self) -> float | None:
        """Share of the sessions whose hour is over that were held."""
        return self.held / (self.held + self.missed) if self.held + self.missed else None


def report(edition: Edition, now: datetime) -> Report:
    """Everything, as of `now`."""
    bookings, organizations = _bookings(edition), _organizations(edition)
    live = [row for row in bookings if row.state == "live" and row.outcome != "no-show"]
    held = [row for row in live if row.ends_at <= now]
    missed = sum(row.outcome == "no-show" and row.ends_at <= now for row in bookings)
    groups = _groups(edition)
    met = [row for row in groups if row.ends_at <= now and row.guests]
    served = {row.organization_id for row in live}
    waits = [row.agreed_at - row.said_at for row in live]
    return Report(
        held=len(held), planned=len(live), groups=len(met), guests=sum(row.guests for row in met), hours=_hours(held),
        offered=_offered(edition) + _hours(groups), registered=len(organizations), served=len(served), missed=missed,
        cancelled=sum(row.state == "cancelled" and row.outcome != "no-show" for row in bookings),
        wait=median(waits) if waits else None,
        kinds=_bars(organizations, served, lambda row: row.kind),
        disciplines=_bars(organizations, served, lambda row: row.discipline),
        regions=_bars(organizations, served, lambda row: row.region),
        specialties=_specialties(edition),
    )  # fmt: skip


def _bookings(edition: Edition) -> Sequence[Any]:
    return db.session.execute(
        select(
            Booking.organization_id, Booking.state, Booking.outcome, Slot.starts_at, Slot.ends_at,
            Booking.created_at.label("agreed_at"), Need.created_at.label("said_at"),
        )
        .join(Slot, Slot.id == Booking.slot_id).join(Need, Need.id == Booking.need_id)
        .where(Booking.edition_id == edition.id, Booking.state.in_(("live", "cancelled")))
    ).all()  # fmt: skip


def _groups(edition: Edition) -> Sequence[Any]:
    """Small groups and how many come; their hours were opened by experts, and kept for them."""
    guests = select(func.count()).where(ClinicSeat.clinic_id == Clinic.id, ClinicSeat.answer == "coming")
    rows = select(Slot.starts_at, Slot.ends_at, guests.scalar_subquery().label("guests"))
    return db.session.execute(
        rows.join(Clinic, Clinic.slot_id == Slot.id).where(Clinic.edition_id == edition.id, Clinic.state == "open")
    ).all()


def _organizations(edition: Edition) -> Sequence[Any]:
    rows = select(Organization.id, Organization.kind, Organization.discipline, Organization.region)
    return db.session.execute(rows.where(Organization.edition_id == edition.id)).all()


def _offered(edition: Edition) -> float:
    """Hours that experts opened."""
    rows = select(Slot.starts_at, Slot.ends_at).join(Availability, Availability.slot_id == Slot.id)
    return _hours(db.session.execute(rows.where(Slot.edition_id == edition.id)))


def _hours(rows: Iterable[Any]) -> float:
    return float(sum((row.ends_at - row.starts_at).total_seconds() for row in rows)) / 3600


def _bars(organizations: Iterable[Any], served: set[int], key: Callable[[Any], str]) -> list[Bar]:
    """Served of registered, for each value of the key, most registered first."""
    groups: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for row in organizations:
        groups[key(row)][row.id in served] += 1
    bars = [Bar(label, counts[True], counts.total()) for label, counts in groups.items()]
    return sorted(bars, key=lambda bar: (-bar.of, bar.label))


def _specialties(edition: Edition) -> list[Bar]:
    """For each specialty that organizations chose: needs that have, or had, a session, of all that ask for it."""
    has_session = select(Booking.need_id).where(
        Booking.edition_id == edition.id, Booking.state == "live", Booking.outcome != "no-show"
    )
    rows = db.session.execute(
        select(Specialty.name_fr, Specialty.name_en, Need.id, Need.id.in_(has_session).label("served"))
        .join(NeedSpecialty, NeedSpecialty.specialty_id == Specialty.id).join(Need, Need.id == NeedSpecialty.need_id)
        .where(Need.edition_id == edition.id, Need.state == "open")
    ).all()  # fmt: skip
    groups: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for row in rows:
        groups[local(row, "name")][bool(row.served)] += 1
    bars = [Bar(label, counts[True], counts.total()) for label, counts in groups.items()]
    return sorted(bars, key=lambda bar: (-bar.of, bar.label))
