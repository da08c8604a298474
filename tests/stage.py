"""A small edition that may be booked: one expert with open hours, one organization with a need, tables to spare.

Tests change what they are about and leave the rest; `NOW` of the factories is the time at which all of it is possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from brigade.database import db
from brigade.models import (
    Domain,
    Edition,
    Expert,
    ExpertSpecialty,
    Need,
    Organization,
    Person,
    Phase,
    Slot,
    Specialty,
    Table,
)
from tests import factories as make


@dataclass
class Stage:
    """`expert` sits at the first of `tables` and is open in all `slots`; `need` is `organization`'s, by `member`."""

    edition: Edition
    phase: Phase
    slots: list[Slot]
    tables: list[Table]
    expert: Expert
    organization: Organization
    member: Person
    need: Need

    def another_expert(self, **values: Any) -> Expert:
        """One more of the same specialty, open in all slots; at a table of their own only if `table_id` gives one."""
        expert = make.make_expert(edition=self.edition, **{"name": "Bruno Roy"} | values)
        expert.skills = [ExpertSpecialty(specialty=ticketing(), is_main=True)]
        make.make_availability(expert=expert, slots=self.slots)
        return expert

    def another_need(self, **values: Any) -> Need:
        """One more need of the same organization."""
        return make.make_need(organization=self.organization, author=self.member, **values)

    def foreign_need(self, **values: Any) -> Need:
        """A need of another organization, with its own member."""
        person = make.make_person(name="Zoé Nadeau")
        organization = make.make_organization(edition=self.edition, name="Danse Nadeau", people=[person])
        return make.make_need(organization=organization, author=person, **values)


def make_stage(*, number: int = 4, **edition: Any) -> Stage:
    """The rows, flushed; `number` slots of the first day, as many tables, `edition`'s own values."""
    found = make.make_edition(**edition)
    phase = make.make_phase(edition=found)
    slots = make.make_slots(phase=phase, number=number)
    tables = [make.make_table(edition=found) for _ in range(number)]
    expert = make.make_expert(edition=found, table_id=tables[0].id)
    expert.skills = [ExpertSpecialty(specialty=ticketing(), is_main=True)]
    make.make_availability(expert=expert, slots=slots)
    member = make.make_person(name="Ève Côté")
    organization = make.make_organization(edition=found, people=[member])
    need = make.make_need(organization=organization, author=member)
    need.specialties = [ticketing()]
    return Stage(found, phase, slots, tables, expert, organization, member, need)


def ticketing() -> Specialty:
    """The one specialty of all this."""
    known = db.session.scalar(select(Specialty).where(Specialty.slug == "billetterie"))
    if known is None:
        domain = Domain(slug="publics", name_fr="Publics", name_en="Audiences")
        known = Specialty(
            slug="billetterie", domain=domain, name_fr="Billetterie en ligne", name_en="Online ticketing",
            synonyms_fr=["billets", "vente de billets"], synonyms_en=["tickets"],
        )  # fmt: skip
        db.session.add(known)
        db.session.flush()
    return known
