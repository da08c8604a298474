"""Needs against the brigade: hours wanted and offered, for each specialty and day, before it is too late.

| figure | what it counts |
|---|---|
| wanted | a session for each open need: on its day, else shared by the days it can come; shared by its specialties |
| offered | what experts opened, in equal parts for their main specialties: the sum is what there is |
| at most | the same if they gave all their time to this one specialty |

Eight statements, whatever the size.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from brigade.database import db
from brigade.models import (
    Availability,
    Edition,
    Expert,
    ExpertSpecialty,
    Need,
    NeedAbsence,
    NeedSpecialty,
    Person,
    Seat,
    Slot,
    Specialty,
)
from brigade.queries import editions

Cell = tuple[int, date]  # (specialty, day)
Daily = defaultdict[date, float]  # hours
_NO_HOURS: Daily = defaultdict(float)
ENOUGH = 0.05  # hours: less is not short


@dataclass(frozen=True, slots=True)
class Hours:
    """What is wanted and offered, somewhere."""

    wanted: float
    offered: float

    @property
    def short(self) -> float:
        """What is missing; 0 when there is enough."""
        return max(0.0, self.wanted - self.offered)


@dataclass(frozen=True, slots=True)
class Helper:
    """An expert who names the specialty, and whether they open any hour yet."""

    name: str
    slug: str
    hours: float


@dataclass(slots=True)
class Line:
    """A specialty: its hours by day and in all; who offers it, and who names it among the others."""

    specialty: Specialty
    days: list[Hours]
    at_most: float
    main: list[Helper] = field(default_factory=list)
    secondary: list[Helper] = field(default_factory=list)

    @property
    def all(self) -> Hours:
        """Over the days."""
        return Hours(sum(day.wanted for day in self.days), sum(day.offered for day in self.days))

    @property
    def is_short(self) -> bool:
        """Whether more is wanted than offered."""
        return self.all.short > ENOUGH


@dataclass(frozen=True, slots=True)
class Gauge:
    """Short ones first; `vague`: open needs that name no specialty; `most`: the longest bar."""

    days: list[date]
    lines: list[Line]
    vague: int
    most: float


def gauge(edition: Edition) -> Gauge:
    """Everything, as it is now."""
    days = editions.days(edition)
    dates = [day.date for day in days]
    if not days:
        return Gauge([], [], 0, 1.0)
    wanted, vague = _wanted(edition, days)
    hours = _open_hours(edition)
    skills = _skills(edition)
    offered, at_most = _offered(skills, hours)
    lines = [
        Line(
            row, [Hours(wanted[row.id, day], offered[row.id, day]) for day in dates], at_most[row.id],
            *_helpers(skills, hours, row.id),
        )
        for row in db.session.scalars(select(Specialty).order_by(Specialty.domain_id, Specialty.id))
    ]  # fmt: skip
    shown = [line for line in lines if line.all.wanted or line.all.offered or line.main]
    shown.sort(key=lambda line: (-line.all.short, -line.all.wanted))
    most = max((value for line in shown for value in (line.all.wanted, line.all.offered)), default=1.0)
    return Gauge(dates, shown, vague, most or 1.0)


def line(edition: Edition, slug: str) -> Line | None:
    """That specialty's."""
    return next((line for line in gauge(edition).lines if line.specialty.slug == slug), None)


def _wanted(edition: Edition, days: list[editions.Day]) -> tuple[defaultdict[Cell, float], int]:
    first = days[0].slots[0]
    length = (first.ends_at - first.starts_at).total_seconds() / 3600
    chosen: defaultdict[int, list[int]] = defaultdict(list)
    rows = select(Need.id, NeedSpecialty.specialty_id).outerjoin(NeedSpecialty, NeedSpecialty.need_id == Need.id)
    for need, specialty in db.session.execute(rows.where(Need.edition_id == edition.id, Need.state == "open")):
        chosen[need] += [specialty] if specialty else []
    when, found = _days_of(edition, days), defaultdict[Cell, float](float)
    all_days = [day.date for day in days]
    for need, specialties in chosen.items():
        possible = when.get(need) or all_days
        for specialty in specialties:
            for day in possible:
                found[specialty, day] += length / len(specialties) / len(possible)
    return found, sum(not specialties for specialties in chosen.values())


def _days_of(edition: Edition, days: list[editions.Day]) -> dict[int, list[date]]:
    """Need → the day of its session, or those on which it can come at all."""
    size = {day.date: len(day.slots) for day in days}
    absent: defaultdict[int, Daily] = defaultdict(lambda: defaultdict(float))
    rows = select(NeedAbsence.need_id, Slot.day).join(Slot, Slot.id == NeedAbsence.slot_id)
    for need, day in db.session.execute(rows.where(Slot.edition_id == edition.id)):
        absent[need][day] += 1
    found = {need: [day for day in size if gone[day] < size[day]] for need, gone in absent.items()}
    seats = select(Seat.need_id, Slot.day).join(Slot, Slot.id == Seat.slot_id).where(Slot.edition_id == edition.id)
    return found | {need: [day] for need, day in db.session.execute(seats)}


def _open_hours(edition: Edition) -> dict[int, Daily]:
    """Expert → day → hours."""
    found: defaultdict[int, Daily] = defaultdict(lambda: defaultdict(float))
    rows = select(Availability.expert_id, Slot.day, Slot.starts_at, Slot.ends_at).join(
        Slot, Slot.id == Availability.slot_id
    )
    for expert, day, first, last in db.session.execute(rows.where(Slot.edition_id == edition.id)):
        found[expert][day] += (last - first).total_seconds() / 3600
    return found


@dataclass(frozen=True, slots=True)
class _Skill:
    expert: int
    name: str
    slug: str
    specialty: int
    is_main: bool


def _skills(edition: Edition) -> list[_Skill]:
    rows = (
        select(Expert.id, Expert.name, Expert.slug, ExpertSpecialty.specialty_id, ExpertSpecialty.is_main)
        .join(ExpertSpecialty, ExpertSpecialty.expert_id == Expert.id).join(Person, Person.id == Expert.person_id)
        .where(Expert.edition_id == edition.id).order_by(Expert.name)
    )  # fmt: skip
    return [_Skill(*row) for row in db.session.execute(rows)]


def _offered(skills: Iterable[_Skill], hours: dict[int, Daily]) -> tuple[dict[Cell, float], dict[int, float]]:
    main = [skill for skill in skills if skill.is_main]
    shares = Counter(skill.expert for skill in main)
    found, at_most = defaultdict[Cell, float](float), defaultdict[int, float](float)
    for skill in main:
        for day, amount in hours.get(skill.expert, _NO_HOURS).items():
            found[skill.specialty, day] += amount / shares[skill.expert]
            at_most[skill.specialty] += amount
    return found, at_most


def _helpers(
    skills: Iterable[_Skill], hours: dict[int, Daily], specialty: int
) -> tuple[list[Helper], list[Helper]]:
    """(those who offer it, those who name it among the others)."""
    both: tuple[list[Helper], list[Helper]] = [], []
    for skill in skills:
        if skill.specialty == specialty:
            helper = Helper(skill.name, skill.slug, float(sum(hours.get(skill.expert, _NO_HOURS).values())))
            both[0 if skill.is_main else 1].append(helper)
    return both
