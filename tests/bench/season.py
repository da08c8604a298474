"""A full season, all of it booked: 140 experts × 36 slots, less the last places: 5,000 sessions.

Its text is of ordinary length: a title, and a paragraph that describes the need.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import product

from sqlalchemy import insert, select

from brigade.database import Base, db
from brigade.models import Booking, Edition, Entry, Expert, Need, Organization, Person, Slot
from tests import factories as make

EXPERTS, SESSIONS, ORGANIZATIONS = 140, 5_000, 1_700
PARAGRAPH = (
    "Nous vendons nos billets à la porte et par téléphone. Nous aimerions une billetterie en ligne simple, "
    "reliée à notre infolettre, que deux bénévoles puissent tenir, et savoir ce que cela coûte par saison."
)


def fill() -> tuple[Person, Person]:
    """Write the season into an empty database; a coordinator, and the expert of the first 36 sessions."""
    edition = make.make_edition()
    slots, experts = _slots(edition), [new_expert(edition, number) for number in range(EXPERTS)]
    coordinator = make.make_person(name="Julie Tremblay", is_coordinator=True)
    person = make.make_person()
    write(Organization, [an_organization(edition, number) for number in range(ORGANIZATIONS)])
    organizations = list(db.session.scalars(select(Organization.id).order_by(Organization.id)))
    needs = [a_need(edition, person, organizations[number % ORGANIZATIONS]) for number in range(SESSIONS)]
    write(Need, needs)
    ids = db.session.scalars(select(Need.id).order_by(Need.id))
    places = zip(ids, needs, product(experts, slots), strict=False)
    write(Booking, [_booking(person, need, wish, expert, slot) for need, wish, (expert, slot) in places])
    booked = db.session.scalars(select(Booking.id).order_by(Booking.id))
    write(Entry, [_entry(edition, person, booking) for booking in booked])
    db.session.commit()
    return coordinator, experts[0].person


def _slots(edition: Edition) -> list[Slot]:
    phase = make.make_phase(edition=edition)
    first = make.make_slots(phase=phase)
    return first + [
        make.make_slot(phase=phase, starts_at=slot.starts_at + timedelta(days=day)) for day in (1, 2) for slot in first
    ]


def new_expert(edition: Edition, number: int) -> Expert:
    """With a table of their own."""
    return make.make_expert(
        edition=edition, name=f"Amélie Gagnon {number}", table_id=make.make_table(edition=edition).id
    )


def an_organization(edition: Edition, number: int) -> dict[str, object]:
    """One of many alike."""
    return {
        "edition_id": edition.id, "name": f"Théâtre du Grand Écart {number}", "kind": "non-profit",
        "discipline": "theatre", "region": "Capitale-Nationale", "created_at": make.NOW,
    }  # fmt: skip


def a_need(edition: Edition, person: Person, organization: int) -> dict[str, object]:
    """A need of that organization, of ordinary length."""
    return {
        "edition_id": edition.id, "organization_id": organization, "author_id": person.id, "language": "fr",
        "title": "Vendre nos billets en ligne", "description": PARAGRAPH, "state": "open", "created_at": make.NOW,
    }  # fmt: skip


def _booking(person: Person, need: int, wish: dict[str, object], expert: Expert, slot: Slot) -> dict[str, object]:
    return {
        "edition_id": wish["edition_id"], "need_id": need, "organization_id": wish["organization_id"],
        "expert_id": expert.id, "slot_id": slot.id, "table_id": expert.table_id, "person_id": person.id,
        "created_at": make.NOW, "changed_at": make.NOW,
    }  # fmt: skip


def _entry(edition: Edition, person: Person, booking: int) -> dict[str, object]:
    return {
        "at": make.NOW, "edition_id": edition.id, "person_id": person.id, "booking_id": booking, "act": "book",
        "facts": {},
    }  # fmt: skip


def write(model: type[Base], rows: list[dict[str, object]]) -> None:
    """All in one statement."""
    db.session.execute(insert(model), rows)
