"""The funder's figures, on an edition small enough to count by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from brigade.domain import clinics
from brigade.models import Booking
from brigade.queries import bookings
from brigade.queries.report import Bar, Report, report
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage, ticketing


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage()


def session_at(stage: Stage, slot: int, **values: object) -> Booking:
    """A session of another organization in that slot; its need was said three hours before it was agreed."""
    need = stage.foreign_need(created_at=NOW - timedelta(hours=3))
    need.specialties = [ticketing()]
    return make.make_booking(
        need=need, expert=stage.expert, slot=stage.slots[slot], table=stage.tables[0], person=stage.member, **values
    )


def after(stage: Stage, slot: int) -> Report:
    return report(stage.edition, stage.slots[slot].ends_at)


def test_an_edition_without_anything(app: Flask) -> None:
    found = report(make.make_edition(), NOW)
    assert (found.held, found.hours, found.offered, found.served, found.came, found.wait) == (0, 0, 0, 0, None, None)
    assert found.kinds == found.regions == found.disciplines == found.specialties == []


def test_what_is_over_and_not_missed_was_held(stage: Stage) -> None:
    for slot, outcome in enumerate(("", "held", "no-show", "")):
        session_at(stage, slot, outcome=outcome)
    session_at(stage, 0, state="cancelled")
    found = after(stage, 2)
    assert (found.held, found.missed, found.planned, found.cancelled) == (2, 1, 3, 1)
    assert found.hours == 1.0 and found.offered == 2.0 and found.came == pytest.approx(2 / 3)
    assert found.wait == timedelta(hours=3)


def test_an_offer_is_not_a_session(stage: Stage) -> None:
    session_at(stage, 0, state="offered")
    assert after(stage, 3).planned == 0


def test_organizations_served_of_those_registered(stage: Stage) -> None:
    made = session_at(stage, 0)
    made.organization.kind, made.organization.region = "artist", "Laval"
    found = after(stage, 0)
    assert (found.served, found.registered) == (1, 2)
    assert found.kinds == [Bar("artist", 1, 1), Bar("non-profit", 0, 1)]
    assert found.regions == [Bar("Capitale-Nationale", 0, 1), Bar("Laval", 1, 1)]


def test_an_organization_that_only_missed_its_session_was_not_served(stage: Stage) -> None:
    session_at(stage, 0, outcome="no-show")
    assert after(stage, 0).served == 0


def test_specialties_wanted_and_served(stage: Stage) -> None:
    session_at(stage, 0)
    session_at(stage, 1, state="cancelled")
    assert after(stage, 1).specialties == [Bar("Billetterie en ligne", 1, 3)]
    stage.need.state = "withdrawn"
    assert after(stage, 1).specialties == [Bar("Billetterie en ligne", 1, 2)]


def test_small_groups_are_counted_beside_the_sessions(stage: Stage) -> None:
    needs = stage.need, stage.foreign_need(title="Des abonnements")
    group = clinics.offer(
        clinics.Idea(ticketing(), stage.expert, stage.slots[1], needs), "Salle 2", by=stage.member, now=NOW
    )
    clinics.answer(group.seats[0], True, by=stage.member, now=NOW)
    before, found = after(stage, 0), after(stage, 1)
    assert (before.groups, found.groups, found.guests) == (0, 1, 1)
    assert found.held == found.planned == 0 and found.offered == 2.0, "its hour was opened too"


def test_a_need_whose_session_was_missed_was_not_served(stage: Stage) -> None:
    session_at(stage, 0, outcome="no-show")
    assert all(bar.value == 0 for bar in after(stage, 0).specialties)


def test_the_report_adds_up_with_the_board(stage: Stage) -> None:
    for slot, (state, outcome) in enumerate((("live", ""), ("live", "no-show"), ("offered", ""), ("live", ""))):
        session_at(stage, slot, state=state, outcome=outcome)
    found = after(stage, 1)
    assert found.planned == bookings.count_live(stage.edition) == found.held + 1 == 2
