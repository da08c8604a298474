"""Learning by command: before and after are printed, and nothing changes unless told to."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from brigade import matching
from brigade.cli import labelled
from brigade.cli.weights import told
from brigade.database import db
from brigade.domain import booking, fit, judging
from brigade.matching import fitting
from brigade.models import Edition, Entry, Expert, ExpertSpecialty
from tests import factories as make
from tests.factories import NOW
from tests.fixtures.database import Run
from tests.stage import Stage, make_stage

WANTED = "Vendre des billets pour un festival en tournée."


@pytest.fixture
def stage(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """One specialist, and one whose secondary specialty the needs are about. The edition is the current one."""
    found = make_stage()
    monkeypatch.setattr("brigade.clock.now", lambda: NOW)
    helper = found.another_expert()
    helper.skills = [ExpertSpecialty(specialty=found.need.specialties[0], is_main=False)]
    helper.bio_fr = "Festivals de marionnettes, tournées en région."
    db.session.commit()
    return found


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed without its tests: there are no labelled needs."""
    monkeypatch.setattr(labelled, "DATA", tmp_path)


def prefer_the_helper(stage: Stage) -> None:
    """A coordinator finds the second expert right, and the first one wrong, for every need about puppets."""
    someone, helper = make.make_person(is_coordinator=True), the_helper()
    for nth in range(6):
        need = stage.another_need(title=f"Marionnettes {nth}", description=WANTED)
        judging.judge(need, helper, True, by=someone, now=NOW)
        judging.judge(need, stage.expert, False, by=someone, now=NOW)
    db.session.commit()


def the_helper() -> Expert:
    return db.session.scalars(select(Expert).order_by(Expert.id.desc())).first()  # type: ignore[return-value]


def stored() -> dict[str, float] | None:
    db.session.rollback()
    found: dict[str, float] | None = db.session.query(Edition).one().weights
    return found


def ranks_first(stage: Stage) -> str:
    weights = fit.weights(stage.edition)
    need = stage.another_need(title="Des marionnettes", description=WANTED)
    return matching.rank(fit.index(stage.edition), fit.as_value(need), weights=weights)[0].expert


def test_nothing_changes_unless_told_to(stage: Stage, alone: None, desk: Run) -> None:
    prefer_the_helper(stage)
    shown = desk("weights")
    assert shown.exit_code == 0
    assert "secondary" in shown.stdout and "--apply" in shown.stdout
    assert stored() is None
    assert not db.session.scalars(select(Entry).where(Entry.act == "weigh")).all()


def test_what_coordinators_said_moves_the_weights_and_the_ranking(stage: Stage, alone: None, desk: Run) -> None:
    prefer_the_helper(stage)
    assert ranks_first(stage) == stage.expert.slug
    shown = desk("weights", "--apply")
    assert shown.exit_code == 0
    table = stored()
    assert table is not None and table != fitting.as_table(matching.DEFAULT)
    assert sum(table[part] for part in fitting.PARTS) == pytest.approx(1, abs=0.001)
    assert ranks_first(stage) == the_helper().slug
    line = next(line for line in shown.stdout.splitlines() if "(6)" in line)
    before, after = (float(word) for word in line.split()[-2:])
    assert after > before
    assert [entry.person_id for entry in db.session.scalars(select(Entry).where(Entry.act == "weigh"))] == [None]


def test_the_weights_it_came_with_come_back(stage: Stage, alone: None, desk: Run) -> None:
    prefer_the_helper(stage)
    desk("weights", "--apply")
    assert desk("weights", "--reset").exit_code == 0
    assert stored() is None


def test_without_a_word_from_anybody_there_is_nothing_to_learn(stage: Stage, alone: None, desk: Run) -> None:
    assert desk("weights", "--apply").exit_code == 0
    assert stored() is None


def test_feedback_counts_and_a_verdict_counts_more(stage: Stage) -> None:
    held = booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    judging.tell(held, 1, "", by=stage.member, now=held.slot.ends_at)
    (case,) = told(stage.edition)
    assert (case.good, case.bad) == (frozenset(), {stage.expert.slug})
    judging.judge(stage.need, stage.expert, True, by=make.make_person(is_coordinator=True), now=NOW)
    (case,) = told(stage.edition)
    assert (case.good, case.bad) == ({stage.expert.slug}, frozenset())


def test_two_who_disagree_about_a_session_do_not_count_twice(stage: Stage) -> None:
    held = booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    judging.tell(held, 4, "", by=stage.member, now=held.slot.ends_at)
    judging.tell(held, 1, "", by=stage.expert.person, now=held.slot.ends_at)
    (case,) = told(stage.edition)
    assert not case.good & case.bad


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # a long sum, and nothing of it is asked of the database
def test_the_labelled_needs_are_learned_from_where_they_are(stage: Stage, desk: Run) -> None:
    """They outweigh few opinions: what serves them all is not given up for these."""
    shown = desk("weights")
    (line,) = [line for line in shown.stdout.splitlines() if "(109)" in line]
    before, after = (float(word) for word in line.split()[-2:])
    assert after >= before > 0.9
    assert stored() is None


def test_without_an_edition_it_says_so(app: Flask, desk: Run) -> None:
    assert desk("weights").exit_code == 1
