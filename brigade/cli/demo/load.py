"""The demo, told through the acts of real people: profiles, open hours, needs, booked sessions.

Nothing is random, and everything is relative to the first day and to the moment of telling: two loads of one day are
the same demo. Discarded: a file of rows (it would grow old, and prove nothing about the acts).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from brigade.cli.demo.grid import SIGN_UP, Grid, content, write_edition, write_grid
from brigade.database import db
from brigade.domain import availability, booking, fit, journal, needs, organizations, people, places
from brigade.mail import telling
from brigade.models import Booking, Domain, Edition, Expert, Need, Person, Specialty, Table

COORDINATOR = "coordination@example.org"


def load(*, now: datetime, starts: date) -> Edition:
    """Write the whole demo into this transaction, as if it had grown until `now` (or the eve of a past brigade)."""
    plan = content("edition")
    eve = datetime.combine(starts - timedelta(days=1), time(9), ZoneInfo(plan["zone"]))
    told = min(now, eve)
    edition = write_edition(plan, starts, told)
    grid = write_grid(edition, plan["grid"])
    coordinator = _person(COORDINATOR, plan["contact_name"], "fr", told - SIGN_UP)
    coordinator.is_coordinator = True
    _write_specialties()
    _gather_experts(edition, grid, plan["grid"], told - SIGN_UP)
    authors = _gather_organizations(edition, told - SIGN_UP)
    _tell_needs(edition, grid, authors, told)
    journal.record("load-demo", at=now, by=coordinator.id, edition=edition.id)
    return edition


def _person(email: str, name: str, language: str, at: datetime) -> Person:
    person = Person(email=email, name=name, language=language, created_at=at)
    db.session.add(person)
    db.session.flush()
    return person


def _write_specialties() -> None:
    """Domains and their specialties, with the words people use for them."""
    found = content("specialties")
    domains = {d["slug"]: Domain(slug=d["slug"], name_fr=d["fr"], name_en=d["en"]) for d in found["domain"]}
    db.session.add_all(domains.values())
    db.session.add_all(
        Specialty(
            slug=s["slug"], domain=domains[s["domain"]], name_fr=s["fr"], name_en=s["en"],
            synonyms_fr=s["synonyms_fr"], synonyms_en=s["synonyms_en"],
        )
        for s in found["specialty"]
    )  # fmt: skip


def _gather_experts(edition: Edition, grid: Grid, plan: dict[str, Any], at: datetime) -> None:
    """Each with profile, hours and table. The tables that some share come first: a free one is looked for in order."""
    told = content("experts")["expert"]
    shared, own = plan["shared_tables"], len(told) - plan["experts_without_table"]
    tables = [Table(edition_id=edition.id, name=f"Table {n + 1}") for n in range(shared + own)]
    db.session.add_all(tables)
    db.session.flush()
    places_of_own = dict(enumerate(tables[shared:]))
    for number, facts in enumerate(told):
        _gather_expert(edition, grid, facts, places_of_own.get(number), at)


def _gather_expert(edition: Edition, grid: Grid, facts: dict[str, Any], table: Table | None, at: datetime) -> None:
    person = _person(facts["email"], facts["name"], facts["language"], at)
    expert = Expert(
        edition=edition, person_id=person.id, table_id=table and table.id, slug=facts["slug"], name=facts["name"],
        languages=facts["languages"],
    )  # fmt: skip
    db.session.add(expert)
    db.session.flush()
    fields = ("name", "languages", "main", "secondary", "headline_fr", "headline_en", "bio_fr", "bio_en")
    people.describe_expert(expert, people.Profile(**{field: facts[field] for field in fields}), by=person, now=at)
    availability.set_open(expert, grid.ids(facts["open"]), by=person, now=at)


def _gather_organizations(edition: Edition, at: datetime) -> dict[str, Person]:
    """Each presents itself; who acts for it, by the organization's slug in the files."""
    authors = {}
    fields = ("name", "kind", "discipline", "region", "website", "language", "person_name")
    for facts in content("organizations")["organization"]:
        person = authors[facts["slug"]] = _person(facts["email"], facts["person_name"], facts["language"], at)
        profile = organizations.Profile(**{field: facts[field] for field in fields}, declares=True)
        organizations.present(edition, profile, by=person, now=at)
    return authors


def _tell_needs(edition: Edition, grid: Grid, authors: dict[str, Person], told: datetime) -> None:
    """One after the other since bookings opened; those that are to be booked are, a few minutes later."""
    needs_told = content("needs")["need"]
    step = SIGN_UP / (len(needs_told) + 1)
    for number, facts in enumerate(needs_told):
        at = (told - SIGN_UP + (number + 0.5) * step).replace(microsecond=0)
        wording = needs.Wording(
            title=facts["title"], description=facts["description"], language=facts["language"],
            specialties=facts["specialties"], unavailable=grid.ids(facts["unavailable"]),
        )  # fmt: skip
        author = authors[facts["organization"]]
        need = needs.begin(edition, wording, by=author, now=at)
        if facts["booked"]:
            _book_best(need, grid, number, author, at + timedelta(minutes=7))


def _book_best(need: Need, grid: Grid, number: int, author: Person, at: datetime) -> None:
    """With the expert who fits best, in one of the common free slots; `number` spreads them over the days."""
    known = places.everything(need, at)
    experts = {expert.slug: expert for expert in db.session.query(Expert).order_by(Expert.id)}
    free = places.free_places(known, experts.values(), grid.slots)
    best = fit.rank(need, known, experts.values(), free)[0].expert
    booked = booking.book(need, experts[best], free[best][number * 7 % len(free[best])], by=author, now=at)
    if number % 6:
        _accept(booked, at + timedelta(hours=1))


def _accept(booked: Booking, at: datetime) -> None:
    """Both calendars said yes, so that nobody is reminded to."""
    for invitation in telling.invitations(booked):
        invitation.answer, invitation.answer_sequence, invitation.answered_at = "accepted", booked.sequence, at
