"""Rows for tests, in few lines: keyword-only functions that add, flush and return one thing each.

Everything not named has a plausible value, and whatever must differ between two rows of a kind does. `make_meeting()`
makes the whole way from an edition to a live booking. They write rows only: nothing is refused, nothing is posted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from brigade.database import Base, db
from brigade.domain import fit
from brigade.models import (
    Availability,
    Booking,
    Edition,
    Expert,
    Membership,
    Need,
    Organization,
    Person,
    Phase,
    Seat,
    Slot,
    Table,
)

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
FIRST_DAY = date(2026, 12, 1)
ZONE = "America/Toronto"

Row = TypeVar("Row", bound=Base)
_numbers: Iterator[int] = count(1)


def make_edition(*, zone: str = ZONE, **values: Any) -> Edition:
    """An edition that may be booked from `NOW` on, without phase or slot yet."""
    defaults: dict[str, Any] = {
        "slug": f"edition-{next(_numbers)}", "name_fr": "Accélérateur numérique culturel",
        "name_en": "Digital Culture Accelerator", "venue": "Maison de la culture", "address": "735, rue du Roi, Québec",
        "contact_name": "Julie Tremblay", "contact_email": "brigade@example.org",
        "privacy_name": "Hélène Roy", "privacy_email": "vie-privee@example.org",
        "booking_opens_at": NOW - timedelta(days=7), "booking_closes_at": NOW + timedelta(days=365),
    }  # fmt: skip
    return _add(Edition(zone=zone, **defaults | values))


def make_phase(*, edition: Edition, first: date = FIRST_DAY, days: int = 3) -> Phase:
    """The edition's brigade phase; the one it has already, if it has one."""
    known = db.session.scalar(select(Phase).where(Phase.edition_id == edition.id, Phase.kind == "brigade"))
    return known or _add(
        Phase(
            edition_id=edition.id, kind="brigade", name_fr="La brigade", name_en="The brigade",
            summary_fr="Trois jours de rencontres.", summary_en="Three days of meetings.", place="Québec",
            starts_on=first, ends_on=first + timedelta(days=days - 1),
        )
    )  # fmt: skip


def make_slot(*, phase: Phase, starts_at: datetime, minutes: int = 30) -> Slot:
    """The slot at that time, made if it is new; its day is read off the edition's clock."""
    edition = db.session.get_one(Edition, phase.edition_id)
    known = db.session.scalar(select(Slot).where(Slot.phase_id == phase.id, Slot.starts_at == starts_at))
    return known or _add(
        Slot(
            phase_id=phase.id, phase_starts_on=phase.starts_on, phase_ends_on=phase.ends_on, edition_id=edition.id,
            day=starts_at.astimezone(ZoneInfo(edition.zone)).date(), starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
        )
    )  # fmt: skip


def make_slots(*, phase: Phase, number: int = 12, first: time = time(9)) -> list[Slot]:
    """Half hours of the phase's first day, one after the other."""
    edition = db.session.get_one(Edition, phase.edition_id)
    start = datetime.combine(phase.starts_on, first, tzinfo=ZoneInfo(edition.zone)).astimezone(UTC)
    return [make_slot(phase=phase, starts_at=start + n * timedelta(minutes=30)) for n in range(number)]


def make_table(*, edition: Edition, name: str = "") -> Table:
    """A table in the room."""
    return _add(Table(edition_id=edition.id, name=name or f"Table {next(_numbers)}"))


def make_person(*, name: str = "Ève Côté", email: str = "", language: str = "fr", **values: Any) -> Person:
    """Somebody with an address of their own."""
    email = email or f"person-{next(_numbers)}@example.org"
    return _add(Person(name=name, email=email, language=language, created_at=NOW, **values))


def make_expert(
    *, edition: Edition, name: str = "Amélie Gagnon", person: Person | None = None, language: str = "fr", **values: Any
) -> Expert:
    """An expert of the edition, who gives sessions in both languages."""
    person = person or make_person(name=name, language=language)
    defaults = {"slug": f"expert-{next(_numbers)}", "languages": ["fr", "en"], "headline_fr": "Billetterie et données"}
    fit.outdate(edition)
    return _add(Expert(edition_id=edition.id, person_id=person.id, name=name, **defaults | values))


def make_organization(
    *, edition: Edition, name: str = "Théâtre du Grand Écart", people: list[Person] | None = None, **values: Any
) -> Organization:
    """A non-profit that declared itself eligible, with its people."""
    defaults = {"kind": "non-profit", "discipline": "theatre", "region": "Capitale-Nationale", "declared_at": NOW}
    row = _add(Organization(edition_id=edition.id, name=name, created_at=NOW, **defaults | values))
    for person in people or []:
        _add(Membership(person_id=person.id, organization_id=row.id))
    return row


def make_need(*, organization: Organization, author: Person, **values: Any) -> Need:
    """An open need of that organization."""
    defaults = {
        "title": "Vendre nos billets en ligne", "description": "Nous vendons à la porte, au crayon.",
        "language": "fr", "state": "open", "created_at": NOW,
    }  # fmt: skip
    whose = {"edition_id": organization.edition_id, "organization_id": organization.id, "author_id": author.id}
    return _add(Need(**whose | defaults | values))


def make_availability(*, expert: Expert, slots: list[Slot]) -> None:
    """The expert is open in these slots."""
    for slot in slots:
        _add(Availability(expert_id=expert.id, slot_id=slot.id))


def make_booking(*, need: Need, expert: Expert, slot: Slot, table: Table, person: Person, **values: Any) -> Booking:
    """A booking with its availability and, while it is live, its seat."""
    place = {
        "need_id": need.id, "organization_id": need.organization_id, "expert_id": expert.id, "slot_id": slot.id,
        "table_id": table.id,
    }  # fmt: skip
    booking = _add(
        Booking(edition_id=need.edition_id, person_id=person.id, created_at=NOW, changed_at=NOW, **place | values)
    )
    if db.session.get(Availability, (expert.id, slot.id)) is None:
        make_availability(expert=expert, slots=[slot])
    if booking.state == "live":
        _add(Seat(booking_id=booking.id, **place))
    return booking


def make_meeting(
    *, starts_at: datetime | None = None, edition: Edition | None = None, language: str = "fr",
    expert_language: str = "fr", **values: Any,
) -> Booking:  # fmt: skip
    """A live booking of two new people, with all it stands on; `values` go to the need (its title, its description).

    Called again with the same edition, it makes another pair meet at that time.
    """
    edition = edition or make_edition()
    at = starts_at or datetime.combine(FIRST_DAY, time(9, 30), tzinfo=ZoneInfo(edition.zone))
    phase = make_phase(edition=edition, first=at.astimezone(ZoneInfo(edition.zone)).date())
    person = make_person(language=language)
    organization = make_organization(edition=edition, people=[person])
    return make_booking(
        need=make_need(organization=organization, author=person, **values),
        expert=make_expert(edition=edition, language=expert_language),
        slot=make_slot(phase=phase, starts_at=at.astimezone(UTC)),
        table=make_table(edition=edition), person=person,
    )  # fmt: skip


def make_meetings(*, number: int) -> list[Booking]:
    """So many live bookings of one organization and one expert, half an hour after half an hour, in few rows."""
    edition = make_edition()
    person, table = make_person(), make_table(edition=edition)
    organization, expert = make_organization(edition=edition, people=[person]), make_expert(edition=edition)
    phase = make_phase(edition=edition, days=2 + number // 48)
    place = {"expert": expert, "table": table, "person": person}
    return [
        make_booking(need=make_need(organization=organization, author=person), slot=slot, **place)
        for slot in make_slots(phase=phase, number=number, first=time(0))
    ]


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row
