"""Hours wanted against hours offered: the sums are those of the needs and of the open slots, whoever shares them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from brigade.database import db
from brigade.domain import booking
from brigade.models import Domain, ExpertSpecialty, NeedAbsence, Specialty
from brigade.queries import gauge
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage, ticketing


@pytest.fixture
def stage(app: Flask) -> Stage:
    """Two half hours on the first day, and two on the second."""
    found = make_stage(number=2)
    slots = [make.make_slot(phase=found.phase, starts_at=slot.starts_at + timedelta(days=1)) for slot in found.slots]
    make.make_availability(expert=found.expert, slots=slots)
    found.slots += slots
    return found


def another(slug: str) -> Specialty:
    row = Specialty(slug=slug, domain=db.session.query(Domain).one(), name_fr=slug, name_en=slug)
    db.session.add(row)
    db.session.flush()
    return row


def lines(stage: Stage) -> dict[str, list[tuple[float, float]]]:
    return {
        line.specialty.slug: [(round(day.wanted, 3), round(day.offered, 3)) for day in line.days]
        for line in gauge.gauge(stage.edition).lines
    }


def test_a_need_is_spread_over_the_days_on_which_it_can_come(stage: Stage) -> None:
    ticketing()
    assert lines(stage) == {"billetterie": [(0.25, 1), (0.25, 1)]}
    stage.need.absences = [NeedAbsence(slot_id=slot.id) for slot in stage.slots[:2]]
    db.session.flush()
    assert lines(stage) == {"billetterie": [(0, 1), (0.5, 1)]}


def test_a_booked_need_counts_on_its_day(stage: Stage) -> None:
    booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    assert lines(stage) == {"billetterie": [(0.5, 1), (0, 1)]}


def test_specialties_share_needs_and_hours_so_that_sums_are_right(stage: Stage) -> None:
    web = another("site-web")
    stage.need.specialties = [ticketing(), web]
    stage.expert.skills.append(ExpertSpecialty(specialty=web, is_main=True))
    db.session.flush()
    found = lines(stage)
    assert found == {"billetterie": [(0.125, 0.5), (0.125, 0.5)], "site-web": [(0.125, 0.5), (0.125, 0.5)]}
    line = gauge.line(stage.edition, "site-web")
    assert line is not None and line.at_most == 2


def test_what_is_short_comes_first_and_names_who_could_help(stage: Stage) -> None:
    web = another("site-web")
    need = stage.another_need()
    need.specialties = [web]
    helper = stage.another_expert(name="Bruno Roy")
    helper.skills.append(ExpertSpecialty(specialty=web, is_main=False))
    db.session.flush()
    found = gauge.gauge(stage.edition).lines
    assert [line.specialty.slug for line in found if line.is_short] == ["site-web"] and found[0].specialty is web
    assert found[0].all.short == 0.5 and found[0].main == []
    assert [(one.name, one.hours) for one in found[0].secondary] == [("Bruno Roy", 2.0)]


def test_needs_without_a_subject_and_withdrawn_ones_count_nowhere(stage: Stage) -> None:
    stage.another_need()
    stage.need.state = "withdrawn"
    db.session.flush()
    found = gauge.gauge(stage.edition)
    assert found.vague == 1 and sum(line.all.wanted for line in found.lines) == 0


def test_nothing_to_weigh_without_a_grid(app: Flask) -> None:
    assert gauge.gauge(make.make_edition()).lines == []
