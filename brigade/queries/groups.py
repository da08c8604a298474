"""Small groups as the day and its paper show them: who comes, when and where; always two statements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from brigade.database import db
from brigade.domain.expected import Sitting, Times
from brigade.language import local
from brigade.models import Clinic, ClinicSeat, Edition, Expert, Slot, Table


@dataclass(frozen=True, slots=True)
class Guest:
    """An organization that was asked, with what it needs."""

    organization_id: int
    organization: str
    shows_name: bool
    person: str
    title: str


@dataclass(frozen=True, slots=True)
class Group:
    """`guests` said that they come, `silent` have not answered; `table` is where, `table_id` 0 if that is no table."""

    id: int
    uid: str
    expert_id: int
    slug: str
    expert: str
    headline_fr: str
    headline_en: str
    subject: str
    table: str
    table_id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    guests: tuple[Guest, ...]
    silent: tuple[Guest, ...]
    expected_at: datetime
    until: datetime

    @property
    def late(self) -> int:
        """In minutes."""
        return int((self.expected_at - self.starts_at).total_seconds() // 60)

    @property
    def shown(self) -> list[str]:
        """The names that may stand where everybody reads them."""
        return [guest.organization for guest in self.guests if guest.shows_name]

    @property
    def words(self) -> str:
        """What it is found by: everybody who was asked and did not pass, the expert, where and on what."""
        asked = (f"{guest.organization} {guest.person}" for guest in (*self.guests, *self.silent))
        return " ".join((*asked, self.expert, self.table, self.subject))


def of(edition: Edition, day: date | None = None, expert: Expert | None = None) -> list[Group]:
    """Those that take place, of that day, of that expert or all, in order; words in the language that is read."""
    wanted = [Slot.day == day] if day else []
    wanted += [Clinic.expert_id == expert.id] if expert else []
    rows = db.session.execute(
        select(Clinic, Table.id).join(Slot, Slot.id == Clinic.slot_id)
        .outerjoin(Table, (Table.edition_id == Clinic.edition_id) & (Table.name == Clinic.place))
        .where(Clinic.edition_id == edition.id, Clinic.state == "open", *wanted)
        .options(
            *(joinedload(part) for part in (Clinic.expert, Clinic.slot, Clinic.specialty)),
            selectinload(Clinic.seats).options(
                *(joinedload(part) for part in (ClinicSeat.organization, ClinicSeat.person, ClinicSeat.need))
            ),
        ).order_by(Slot.starts_at, Clinic.id)
    )  # fmt: skip
    return [_group(clinic, table or 0) for clinic, table in rows]


def sitting(group: Group) -> Sitting:
    """The group among its expert's sessions: nobody else sits at its place, and nobody is in two by it."""
    return Sitting(-group.id, group.expert_id, -group.id, -group.id, group.starts_at, group.ends_at)


def sittings(expert: Expert, day: date) -> list[Sitting]:
    """Those of one expert's day, among whose sessions they stand."""
    rows = db.session.execute(
        select(Clinic.id, Slot.starts_at, Slot.ends_at).join(Slot, Slot.id == Clinic.slot_id)
        .where(Clinic.expert_id == expert.id, Slot.day == day, Clinic.state == "open")
    )  # fmt: skip
    return [Sitting(-row.id, expert.id, -row.id, -row.id, row.starts_at, row.ends_at) for row in rows]


def at(group: Group, times: Times) -> Group:
    """The same, when it is expected."""
    return replace(group, expected_at=times.starts_at, until=times.ends_at)


def _group(clinic: Clinic, table: int) -> Group:
    slot, expert = clinic.slot, clinic.expert
    return Group(
        id=clinic.id, uid=clinic.uid, expert_id=expert.id, slug=expert.slug, expert=expert.name,
        headline_fr=expert.headline_fr, headline_en=expert.headline_en, subject=local(clinic.specialty, "name"),
        table=clinic.place, table_id=table, day=slot.day, starts_at=slot.starts_at, ends_at=slot.ends_at,
        guests=_guests(clinic, "coming"), silent=_guests(clinic, ""), expected_at=slot.starts_at, until=slot.ends_at,
    )  # fmt: skip


def _guests(clinic: Clinic, answer: str) -> tuple[Guest, ...]:
    return tuple(
        Guest(
            seat.organization_id, seat.organization.name, seat.organization.shows_name, seat.person.name,
            seat.need.title,
        )
        for seat in clinic.seats if seat.answer == answer
    )  # fmt: skip
