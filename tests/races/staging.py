"""Who stands ready before a race, the start itself, and what is looked at when it is over."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from threading import Barrier
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from brigade import clock
from brigade.database import db
from brigade.domain.refusal import Refusal
from brigade.language import own
from brigade.models import (
    Booking,
    Domain,
    Edition,
    Entry,
    Expert,
    ExpertSpecialty,
    Message,
    Need,
    Seat,
    Slot,
    Specialty,
)
from tests import factories as make
from tests.races.client import Answer, Connection, post
from tests.races.server import Address
from tests.races.visitors import visitor


@dataclass(frozen=True, slots=True)
class Stage:
    """The running product, and the application that looks at its database."""

    app: Flask
    address: Address


def make_edition(**values: Any) -> tuple[Edition, list[Slot]]:
    """An edition that may be booked now, and the twelve slots of its day, a year away."""
    now = clock.now()
    edition = make.make_edition(
        booking_opens_at=now - timedelta(days=1), booking_closes_at=now + timedelta(days=900), **values
    )
    phase = make.make_phase(edition=edition, first=(now + timedelta(days=365)).date())
    return edition, make.make_slots(phase=phase, number=12)


def make_expert(edition: Edition, slots: list[Slot], *, has_table: bool = True) -> Expert:
    """An expert who is open in these slots."""
    table = make.make_table(edition=edition).id if has_table else None
    expert = make.make_expert(edition=edition, table_id=table)
    expert.skills = [ExpertSpecialty(specialty=ticketing(), is_main=True)]
    make.make_availability(expert=expert, slots=slots)
    return expert


def make_needs(edition: Edition, number: int, *, organizations: int | None = None) -> list[Need]:
    """Needs of as many organizations, or of as few as said, each with a person of its own."""
    people = [make.make_person() for _ in range(organizations or number)]
    rows = [make.make_organization(edition=edition, people=[person]) for person in people]
    pairs = list(zip(rows, people, strict=True))
    wanted = [ticketing()]
    return [
        make.make_need(organization=row, author=person, specialties=wanted) for row, person in (pairs * number)[:number]
    ]


def ticketing() -> Specialty:
    """What everybody here needs and knows."""
    known = db.session.scalar(select(Specialty))
    if known is None:
        domain = Domain(slug="audiences", name_fr="Publics", name_en="Audiences")
        known = Specialty(slug="ticketing", domain=domain, name_fr="Billetterie", name_en="Ticketing")
        db.session.add(known)
    return known


def press(need: Need, expert: Expert, slot: Slot) -> bytes:
    """The button of that free place, as the need's author sends it."""
    assert need.author is not None
    who = visitor(current_app, need.author)
    fields = {"csrf_token": who.csrf_token, "expert": expert.slug, "slot": slot.id}
    return post(f"/needs/{need.uid}/book", who.cookie, fields)


def press_nothing_open(expert: Expert) -> bytes:
    """The grid of availability, sent by the expert with no slot ticked."""
    who = visitor(current_app, expert.person)
    return post("/expert/availability", who.cookie, {"csrf_token": who.csrf_token})


def race(stage: Stage, presses: list[bytes]) -> list[Answer]:
    """Every press from a client of its own, all let go at once; the answers in the order of the presses."""
    db.session.commit()
    start = Barrier(len(presses))

    def go(message: bytes) -> Answer:
        start.wait()
        connection = Connection(stage.address)
        try:
            return connection.call(message)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as clients:
        return list(clients.map(go, presses))


def statuses(answers: list[Answer]) -> dict[int, int]:
    """How many answers of each kind there were."""
    return dict(Counter(answer.status for answer in answers))


def says(answer: Answer, code: str, **values: object) -> bool:
    """The page holds the sentence of that refusal."""
    with own("fr"):
        return Refusal(code, **values).sentence() in unescape(answer.body)


def offered(answer: Answer) -> set[str]:
    """Whose free places the page has a button for."""
    return set(re.findall(r'name="expert" value="([^"]+)"', answer.body))


def places() -> list[tuple[int, int]]:
    """The (expert, slot) of every seat."""
    return [(expert, slot) for expert, slot in db.session.execute(select(Seat.expert_id, Seat.slot_id))]


def agree() -> None:
    """Bookings, seats, journal and outbox tell the same story, and both people of a session were written to once."""
    bookings = db.session.scalars(select(Booking)).all()
    live = sorted(booking.id for booking in bookings if booking.state == "live")
    both = {(booking.id, person) for booking in bookings for person in (booking.person_id, booking.expert.person_id)}
    posted = db.session.execute(select(Message.booking_id, Message.recipient_id).where(Message.kind == "booked"))
    assert len(live) == len(bookings)
    assert sorted(db.session.scalars(select(Seat.booking_id))) == live
    assert sorted(db.session.scalars(select(Entry.booking_id).where(Entry.act == "book"))) == live
    assert sorted(tuple(row) for row in posted) == sorted(both)
