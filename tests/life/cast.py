"""A small edition with everybody who has a part in a session's life, and what each of them can do.

Each act commits, as a view does; what is refused is taken back. `Cast.now` is the clock of acts and postman alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking, changes, waitlist
from brigade.domain.refusal import Refusal
from brigade.models import (
    Booking,
    Domain,
    Edition,
    Expert,
    ExpertSpecialty,
    Need,
    Offer,
    Organization,
    Person,
    ProposedMove,
    Slot,
    Specialty,
    Table,
    WaitlistEntry,
)
from tests import factories as make
from tests.factories import NOW

Result = TypeVar("Result")
_revisions = count(1000)  # SQLite gives ids again, and the index of words is kept by edition and revision


@dataclass
class Cast:
    """Experts all know the one specialty (`ticketing`) that needs ask for; `slots` are half hours of the first day."""

    edition: Edition
    slots: list[Slot]
    tables: list[Table]
    ticketing: Specialty
    coordinator: Person
    language: str
    now: datetime = NOW

    def forward(self, **ago: float) -> datetime:
        """Time passes."""
        self.now += timedelta(**ago)
        return self.now

    def expert(self, name: str, *, is_main: bool = True, slots: list[Slot] | None = None, **values: Any) -> Expert:
        """An expert, open in these slots (in all of them unless said)."""
        found = make.make_expert(edition=self.edition, name=name, language=self.language, **values)
        found.skills = [ExpertSpecialty(specialty=self.ticketing, is_main=is_main)]
        make.make_availability(expert=found, slots=self.slots if slots is None else slots)
        return found

    def table(self, name: str) -> Table:
        """One more."""
        found = make.make_table(edition=self.edition, name=name)
        self.tables.append(found)
        return found

    def organization(self, name: str, member: str = "Ève Côté") -> Organization:
        """An organization with one member."""
        person = make.make_person(name=member, language=self.language)
        return make.make_organization(edition=self.edition, name=name, people=[person])

    def need(self, organization: Organization, **values: Any) -> Need:
        """A need of that organization, written by its first member, that asks for what the experts know."""
        author = organization.people[0]
        return make.make_need(organization=organization, author=author, specialties=[self.ticketing], **values)

    def book(self, need: Need, expert: Expert, slot: Slot) -> Booking:
        """The author of the need books the place."""
        return self.commit(lambda: booking.book(need, expert, slot, by=author(need), now=self.now))

    def move(self, held: Booking, expert: Expert, slot: Slot, by: Person | None = None) -> None:
        """The organization moves its session, unless somebody else does."""
        self.commit(lambda: changes.move(held, expert, slot, by=by or held.person, now=self.now))

    def cancel(self, held: Booking, by: Person | None = None, reason: str = "Grippe") -> None:
        """The organization cancels its session, unless somebody else does."""
        self.commit(lambda: changes.cancel(held, reason=reason, by=by or held.person, now=self.now))

    def propose(self, held: Booking, slot: Slot) -> ProposedMove:
        """The expert asks for another time."""
        return self.commit(lambda: changes.propose_move(held, slot, by=held.expert.person, now=self.now))

    def wait(self, need: Need, *, flexible: bool = True) -> WaitlistEntry:
        """The need joins the waitlist, a minute after whoever joined before."""
        self.forward(minutes=1)
        return self.commit(lambda: waitlist.join(need, flexible=flexible, by=author(need), now=self.now))

    def commit(self, act: Callable[[], Result]) -> Result:
        """What a view does around an act."""
        try:
            result = act()
        except Refusal:
            db.session.rollback()
            raise
        db.session.commit()
        return result


def make_cast(*, language: str = "fr", number: int = 6, days: int = 1, **edition: Any) -> Cast:
    """The edition with its slots (`number` on each of `days`), four tables and a coordinator, committed."""
    found = make.make_edition(**{"notice_hours": 2, "brigade_revision": next(_revisions)} | edition)
    phase = make.make_phase(edition=found)
    first = make.make_slots(phase=phase, number=number)
    pairs = [(slot.starts_at, timedelta(days=day)) for day in range(1, days) for slot in first]
    later = [make.make_slot(phase=phase, starts_at=start + day) for start, day in pairs]
    domain = Domain(slug="audiences", name_fr="Publics", name_en="Audiences")
    ticketing = Specialty(slug="ticketing", domain=domain, name_fr="Billetterie", name_en="Ticketing")
    db.session.add(ticketing)
    tables = [make.make_table(edition=found, name=f"Table {n}") for n in range(1, 5)]
    coordinator = make.make_person(name="Julie Tremblay", language=language, is_coordinator=True)
    db.session.commit()
    return Cast(found, first + later, tables, ticketing, coordinator, language)


def author(need: Need) -> Person:
    """Who wrote the need."""
    assert need.author is not None
    return need.author


def open_offer(need: Need) -> Offer | None:
    """The offer that waits for this need's answer."""
    return db.session.scalar(
        select(Offer).join(WaitlistEntry, WaitlistEntry.id == Offer.entry_id)
        .where(WaitlistEntry.need_id == need.id, Offer.state == "open")
    )  # fmt: skip


def refusal(act: Callable[[], object]) -> str:
    """The code with which the act is refused; "" when it is not."""
    try:
        act()
    except Refusal as refused:
        return refused.code
    return ""
