"""A full edition to book: 50 experts × 36 slots, and 600 organizations with three needs each, one for every place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from flask import Flask
from sqlalchemy import insert

from brigade import clock
from brigade.database import db
from brigade.models import Availability, Edition, Expert, Membership, Need, Person, Slot
from tests import factories as make
from tests.races.client import post
from tests.races.visitors import visitor

EXPERTS, SLOTS, ORGANIZATIONS = 50, 36, 600
PLACES = EXPERTS * SLOTS


def fill(app: Flask) -> None:
    """Write the edition into an empty database."""
    with app.app_context():
        db.create_all()
        now = clock.now()
        edition = make.make_edition(
            booking_opens_at=now - timedelta(days=1), booking_closes_at=now + timedelta(days=900), expert_day_cap=12
        )
        _slots(edition)
        _people(edition)
        db.session.commit()


def presses(app: Flask) -> Iterator[bytes]:
    """For each place, the POST with which the person of a different need books it, as their browser would send it."""
    with app.app_context():
        people = db.session.query(Person).join(Membership).order_by(Person.id).all()
        needs = [uid for (uid,) in db.session.query(Need.uid).order_by(Need.id)]
        experts = [slug for (slug,) in db.session.query(Expert.slug).order_by(Expert.id)]
        slots = [slot for (slot,) in db.session.query(Slot.id).order_by(Slot.id)]
        visitors = [visitor(app, person) for person in people]
    for number, (expert, slot) in enumerate(product(experts, slots)):
        who = visitors[number % ORGANIZATIONS]
        fields = {"csrf_token": who.csrf_token, "expert": expert, "slot": slot}
        yield post(f"/needs/{needs[number]}/book", who.cookie, fields)


def _slots(edition: Edition) -> None:
    phase = make.make_phase(edition=edition, first=(clock.now() + timedelta(days=400)).date())
    first = make.make_slots(phase=phase, number=12)
    for day in (1, 2):
        for slot in first:
            make.make_slot(phase=phase, starts_at=slot.starts_at + timedelta(days=day))


def _people(edition: Edition) -> None:
    slots = [slot for (slot,) in db.session.query(Slot.id)]
    for number in range(EXPERTS):
        table = make.make_table(edition=edition)
        expert = make.make_expert(edition=edition, name=f"Amélie Gagnon {number}", table_id=table.id)
        db.session.execute(insert(Availability), [{"expert_id": expert.id, "slot_id": slot} for slot in slots])
    for _ in range(ORGANIZATIONS):
        person = make.make_person()
        make.make_organization(edition=edition, people=[person])
    db.session.execute(insert(Need), [_need(edition, number) for number in range(PLACES)])


def _need(edition: Edition, number: int) -> dict[str, object]:
    """The need number `number`: of the organization that `presses` sends for it."""
    organization = number % ORGANIZATIONS + 1
    return {
        "edition_id": edition.id, "organization_id": organization, "author_id": EXPERTS + organization,
        "title": "Vendre nos billets en ligne", "description": "Nous vendons à la porte, au crayon.",
        "language": "fr", "state": "open", "created_at": clock.now(),
    }  # fmt: skip
