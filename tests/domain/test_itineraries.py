"""A run of sessions: held for two minutes under every guard, unseen by anybody else, taken whole or let go whole."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import itineraries
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Itinerary, Message, Need, Seat
from brigade.queries import audit
from brigade.queries import bookings as seen
from tests.factories import NOW
from tests.stage import Stage, make_stage, ticketing

MORNING = (time(9), time(11))


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage(number=4)


@pytest.fixture
def needs(stage: Stage) -> list[Need]:
    other = stage.another_need(title="Des billets de groupe")
    other.specialties = [ticketing()]
    return [stage.need, other]


def hold(stage: Stage, needs: list[Need], hours: tuple[time, time] = MORNING) -> Itinerary:
    return itineraries.hold(stage.organization, needs, *hours, by=stage.member, now=NOW)


def test_what_is_held_is_side_by_side_and_nobody_hears_of_it(stage: Stage, needs: list[Need]) -> None:
    held = hold(stage, needs)
    assert sorted(each.slot_id for each in held.bookings) == [stage.slots[0].id, stage.slots[1].id]
    assert {each.state for each in held.bookings} == {"arranged"}
    assert db.session.query(Message).count() == 0
    assert seen.find(stage.expert.person, held.bookings[0].uid) is None
    assert audit.problems(NOW) == []


def test_taken_with_one_press_both_sides_are_invited(stage: Stage, needs: list[Need]) -> None:
    held = hold(stage, needs)
    for _ in range(2):
        assert itineraries.take(held, by=stage.member, now=NOW) == 2
    kinds = db.session.scalars(select(Message.kind).where(Message.kind == "booked")).all()
    assert len(kinds) == 4
    assert audit.problems(NOW) == []


def test_after_two_minutes_all_is_as_if_it_had_never_been(stage: Stage, needs: list[Need]) -> None:
    held = hold(stage, needs)
    assert itineraries.lapse_due(NOW + itineraries.HELD - timedelta(seconds=1)) == 0
    with pytest.raises(Refusal, match="itinerary-over"):
        itineraries.take(held, by=stage.member, now=NOW + itineraries.HELD)
    assert itineraries.lapse_due(NOW + itineraries.HELD) == 1
    assert db.session.query(Seat).count() == db.session.query(Booking).count() == 0
    with pytest.raises(Refusal, match="itinerary-over"):
        itineraries.take(held, by=stage.member, now=NOW)


def test_asking_again_lets_go_what_was_held(stage: Stage, needs: list[Need]) -> None:
    first = hold(stage, needs)
    second = hold(stage, needs, (time(10), time(11)))
    assert (first.state, second.state) == ("left", "held")
    assert sorted(each.slot_id for each in second.bookings) == [stage.slots[2].id, stage.slots[3].id]


def test_it_keeps_the_organizations_cap(stage: Stage, needs: list[Need]) -> None:
    stage.edition.organization_cap = 1
    assert len(hold(stage, needs).bookings) == 1


def test_nothing_between_those_hours_is_a_refusal(stage: Stage, needs: list[Need]) -> None:
    with pytest.raises(Refusal, match="no-itinerary"):
        hold(stage, needs, (time(14), time(16)))


def test_who_booked_meanwhile_is_not_pushed_aside(stage: Stage, needs: list[Need]) -> None:
    foreign = stage.foreign_need()
    assert foreign.author
    bookings.book(foreign, stage.expert, stage.slots[1], by=foreign.author, now=NOW)
    held = hold(stage, needs)
    assert sorted(each.slot_id for each in held.bookings) == [stage.slots[2].id, stage.slots[3].id]
