"""Where an hour more serves most: the newest proposal that knows it, its best hour of each specialty first."""

from __future__ import annotations

import pytest
from flask import Flask

from brigade.database import db
from brigade.models import Domain, Proposal, Specialty
from brigade.queries import hours
from brigade.solver.problem import Gain
from tests.domain.arranging.drafts import draft
from tests.stage import Stage, make_stage, ticketing


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage(number=6)


def saying(stage: Stage, *gains: Gain, mode: str = "gaps") -> Proposal:
    """A draft that seats nobody and says that."""
    return draft(stage, mode=mode, gains=gains)


def gain(specialty: Specialty, *slots: int, first: int = 0, served: int = 1, all_day: int = 1) -> Gain:
    return Gain(specialty.id, slots, first, served, all_day, checked=True)


def another(slug: str) -> Specialty:
    row = Specialty(slug=slug, domain=db.session.query(Domain).one(), name_fr=slug, name_en=slug)
    db.session.add(row)
    db.session.flush()
    return row


def test_nobody_knows_before_a_proposal_was_made(stage: Stage) -> None:
    assert hours.hours(stage.edition) is None
    draft(stage)
    assert hours.hours(stage.edition) is None, "its engine did not get to it"
    assert hours.find(stage.edition, ticketing()) is None


def test_the_newest_that_knows_is_read_whatever_was_only_a_repair(stage: Stage) -> None:
    first, second, third, fourth, *_ = [slot.id for slot in stage.slots]
    saying(stage, gain(ticketing(), fourth))
    known = saying(stage, gain(ticketing(), first, second, served=2, all_day=4), gain(ticketing(), third))
    saying(stage, gain(ticketing(), fourth), mode="day")
    draft(stage)
    found = hours.hours(stage.edition)
    assert found is not None and found.proposal is known
    (line,) = found.lines
    assert line.specialty is ticketing() and line.best.length == 1.0
    assert [slot.id for slot in line.best.slots] == [first, second]
    assert [other.slots[0].id for other in line.others] == [third]
    best = hours.find(stage.edition, ticketing())
    assert best is not None and (best.served, best.all_day) == (2, 4)


def test_specialties_keep_the_order_of_what_they_add(stage: Stage) -> None:
    web, slot = another("site-web"), stage.slots[0].id
    saying(stage, gain(web, slot, served=2), gain(ticketing(), slot), gain(web, stage.slots[1].id))
    found = hours.hours(stage.edition)
    assert found is not None and [line.specialty.slug for line in found.lines] == ["site-web", "billetterie"]


def test_a_first_session_in_a_second_ones_place_serves_somebody(stage: Stage) -> None:
    saying(stage, gain(ticketing(), stage.slots[0].id, first=1, served=0, all_day=0))
    best = hours.find(stage.edition, ticketing())
    assert best is not None and (best.first, best.served, best.all_day) == (1, 1, 1)


def test_of_what_is_not_there_any_more_nothing_is_said(stage: Stage) -> None:
    gone = another("site-web")
    saying(stage, gain(gone, stage.slots[0].id), gain(ticketing(), 999_999), gain(ticketing(), stage.slots[1].id))
    db.session.delete(gone)
    db.session.flush()
    found = hours.hours(stage.edition)
    assert found is not None and [line.best.slots[0].id for line in found.lines] == [stage.slots[1].id]
