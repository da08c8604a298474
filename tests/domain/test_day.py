"""The day itself: arrivals, absences, places given away, and experts who run late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import day, waitlist, walk_in
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Delay, Entry, Message, Organization, Person, Seat, Slot
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage(booking_closes_at=NOW + timedelta(days=100))  # closed long before the day


@pytest.fixture
def coordinator(app: Flask) -> Person:
    return make.make_person(name="Julie", is_coordinator=True)


@pytest.fixture
def booked(stage: Stage) -> Booking:
    """The first hour of the day."""
    return bookings.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)


def within(slot: Slot, minutes: int = 5):  # type: ignore[no-untyped-def]
    return slot.starts_at + timedelta(minutes=minutes)


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refusal, match=f"^{code}$")


def acts() -> list[str]:
    db.session.flush()
    return list(db.session.scalars(select(Entry.act).order_by(Entry.id)))


def test_who_comes_is_noted_once_and_may_be_unsaid(booked: Booking, coordinator: Person) -> None:
    now = within(booked.slot)
    for outcome in ("late", "arrived", "arrived", ""):
        day.note(booked, outcome, by=coordinator, now=now)
        db.session.flush()
    assert (booked.outcome, booked.outcome_at) == ("", None)
    assert acts()[-3:] == ["say-late", "check-in", "unsay-arrival"]


def test_yesterday_nobody_arrives(booked: Booking, coordinator: Person) -> None:
    with refused("not-today"):
        day.note(booked, "arrived", by=coordinator, now=booked.slot.starts_at - timedelta(days=1))
    with refused("not-today"):
        day.no_show(booked, by=coordinator, now=booked.slot.starts_at + timedelta(days=1))


def test_nobody_is_missing_before_the_hour(booked: Booking, coordinator: Person) -> None:
    with refused("not-begun"):
        day.no_show(booked, by=coordinator, now=within(booked.slot, -1))


def test_who_does_not_come_frees_the_place_and_both_calendars(booked: Booking, coordinator: Person) -> None:
    day.no_show(booked, by=coordinator, now=within(booked.slot))
    day.no_show(booked, by=coordinator, now=within(booked.slot))
    assert (booked.state, booked.outcome, booked.sequence) == ("cancelled", "no-show", 1)
    assert db.session.scalar(select(func.count()).select_from(Seat)) == 0
    told = select(func.count()).select_from(Message).where(Message.kind == "cancelled")
    assert db.session.scalar(told) == 2
    assert acts().count("no-show") == 1


def test_noted_afterwards_it_only_counts(booked: Booking, coordinator: Person) -> None:
    day.no_show(booked, by=coordinator, now=booked.slot.ends_at)
    assert (booked.state, booked.outcome, booked.sequence) == ("live", "no-show", 0)
    db.session.flush()
    day.note(booked, "arrived", by=coordinator, now=booked.slot.ends_at)
    assert booked.outcome == "arrived"


def test_a_cancelled_session_is_not_noted(booked: Booking, coordinator: Person) -> None:
    day.no_show(booked, by=coordinator, now=within(booked.slot))
    with refused("not-live"):
        day.note(booked, "arrived", by=coordinator, now=within(booked.slot))


def test_the_place_goes_to_who_waits_on_a_press_only(stage: Stage, booked: Booking, coordinator: Person) -> None:
    foreign = stage.foreign_need()
    foreign.specialties = stage.need.specialties
    entry = waitlist.join(foreign, flexible=True, by=foreign.author, now=NOW)  # type: ignore[arg-type]
    now = within(booked.slot)
    day.no_show(booked, by=coordinator, now=now)
    assert entry.state == "waiting"
    day.offer(stage.expert, booked.slot, now=now)
    assert entry.state == "offered"


def test_nobody_waits(stage: Stage, booked: Booking, coordinator: Person) -> None:
    with refused("nobody-waits"):
        day.offer(stage.expert, stage.slots[1], now=within(stage.slots[1]))
    with refused("slot-over"):
        day.offer(stage.expert, stage.slots[0], now=stage.slots[0].ends_at)


def test_a_walk_in_takes_what_is_free_now(stage: Stage, coordinator: Person) -> None:
    slot = stage.slots[0]
    need = walk_in.welcome(stage.edition, "Cirque Neuf", "Neuf@Cirque.example.org", "en", by=coordinator, now=NOW)
    made = walk_in.place(need, stage.expert, slot, by=coordinator, now=within(slot))
    again = walk_in.place(need, stage.expert, slot, by=coordinator, now=within(slot))
    assert made is again
    assert (made.state, made.outcome, made.person.email) == ("live", "arrived", "neuf@cirque.example.org")
    assert (made.organization.name, made.need.language) == ("Cirque Neuf", "en")
    assert acts()[-2:] == ["receive", "walk-in"]


def test_a_walk_in_takes_nobodys_place(stage: Stage, booked: Booking, coordinator: Person) -> None:
    need = walk_in.ask(stage.foreign_need().organization, by=coordinator, now=NOW)  # type: ignore[arg-type]
    with refused("taken"):
        walk_in.place(need, stage.expert, booked.slot, by=coordinator, now=within(booked.slot))
    with refused("slot-over"):
        walk_in.place(need, stage.expert, stage.slots[1], by=coordinator, now=stage.slots[1].ends_at)


def test_the_same_newcomer_is_one_organization(stage: Stage, coordinator: Person) -> None:
    known = db.session.scalar(select(func.count()).select_from(Organization)) or 0
    asked = [
        walk_in.welcome(stage.edition, name, "neuf@cirque.example.org", "fr", by=coordinator, now=NOW)
        for name in ("Cirque", "Cirque Neuf")
    ]
    assert asked[0] is asked[1]
    assert db.session.scalar(select(func.count()).select_from(Organization)) == known + 1
    mine = walk_in.welcome(stage.edition, "Autre nom", stage.member.email, "fr", by=coordinator, now=NOW)
    assert mine.organization is stage.organization
    with refused("bad-address"):
        walk_in.welcome(stage.edition, "Cirque", "neuf@", "fr", by=coordinator, now=NOW)


def test_a_delay_is_one_row_a_day_and_ends_with_zero(stage: Stage) -> None:
    now, person = within(stage.slots[0]), stage.expert.person
    for minutes in (10, 20):
        day.run_late(stage.expert, minutes, by=person, now=now)
    assert [(row.minutes, row.day) for row in db.session.scalars(select(Delay))] == [(20, stage.slots[0].day)]
    for _twice in range(2):
        day.run_late(stage.expert, 0, by=person, now=now)
    assert db.session.scalars(select(Delay)).all() == []
    assert acts()[-3:] == ["run-late", "run-late", "on-time"]


def test_a_delay_has_bounds(stage: Stage) -> None:
    for minutes in (-1, 121):
        with refused("bad-delay"):
            day.run_late(stage.expert, minutes, by=stage.expert.person, now=within(stage.slots[0]))
    with refused("no-day-today"):
        day.run_late(stage.expert, 10, by=stage.expert.person, now=NOW)
