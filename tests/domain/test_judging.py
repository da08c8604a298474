"""Verdicts and feedback: whose word counts, when it may be given, and who is asked for it, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking, judging
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Entry, Expert, Feedback, Message, Person, Verdict
from brigade.queries import judging as heard
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage()


@pytest.fixture
def desk(stage: Stage) -> Person:
    return make.make_person(name="Hélène", is_coordinator=True)


@pytest.fixture
def met(stage: Stage) -> Booking:
    """A session; it is over half an hour after it began."""
    return booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)


def after(met: Booking) -> dict[str, object]:
    return {"by": met.person, "now": met.slot.ends_at}


def asked() -> list[str]:
    rows = db.session.scalars(select(Message).where(Message.kind == "feedback"))
    return [row.to_email for row in rows]


def test_the_newest_verdict_counts_whoever_gave_it(stage: Stage, desk: Person) -> None:
    judging.judge(stage.need, stage.expert, True, by=desk, now=NOW)
    other = make.make_person(is_coordinator=True)
    judging.judge(stage.need, stage.expert, False, by=other, now=NOW)
    judging.judge(stage.need, stage.another_expert(), True, by=desk, now=NOW)
    assert [(row.is_good, row.by_id) for row in db.session.scalars(select(Verdict).order_by(Verdict.id))] == [
        (False, other.id), (True, desk.id)
    ]  # fmt: skip
    assert heard.verdicts(stage.need)[stage.expert.slug] is False
    assert (heard.heard(stage.edition).good, heard.heard(stage.edition).bad) == (1, 1)
    acts = list(db.session.scalars(select(Entry.act).where(Entry.act.startswith("judge")).order_by(Entry.id)))
    assert acts == ["judge-good", "judge-bad", "judge-good"]


def test_a_verdict_is_taken_back(stage: Stage, desk: Person) -> None:
    judging.judge(stage.need, stage.expert, True, by=desk, now=NOW)
    judging.judge(stage.need, stage.expert, None, by=desk, now=NOW)
    assert heard.verdicts(stage.need) == {}


def test_both_sides_say_how_it_was_and_may_say_it_again(met: Booking) -> None:
    judging.tell(met, 2, "Trop court.", **after(met))
    judging.tell(met, 4, "Finalement, tout a servi.", **after(met))
    judging.tell(met, 3, "", by=met.expert.person, now=met.slot.ends_at)
    rows = {row.person_id: (row.score, row.words) for row in db.session.scalars(select(Feedback))}
    assert rows == {met.person_id: (4, "Finalement, tout a servi."), met.expert.person_id: (3, "")}
    found = heard.heard(met.slot.edition)
    assert found.scores == {1: 0, 2: 0, 3: 1, 4: 1} and found.feedback == 2 and found.useful == 1.0


def test_nothing_is_said_before_the_end(met: Booking) -> None:
    with pytest.raises(Refusal) as refused:
        judging.tell(met, 4, "", by=met.person, now=met.slot.ends_at - timedelta(seconds=1))
    assert refused.value.code == "not-over"


@pytest.mark.parametrize("values", [{"state": "cancelled"}, {"state": "offered"}, {"outcome": "no-show"}])
def test_what_did_not_take_place_is_neither_asked_about_nor_judged(met: Booking, values: dict[str, str]) -> None:
    for name, value in values.items():
        setattr(met, name, value)
    db.session.flush()
    with pytest.raises(Refusal):
        judging.tell(met, 4, "", **after(met))
    judging.ask_due(met.slot.ends_at)
    assert asked() == []


def test_the_organization_is_asked_once_after_the_end(met: Booking) -> None:
    judging.ask_due(met.slot.ends_at - timedelta(seconds=1))
    assert asked() == []
    for minutes in (0, 1, 60):
        judging.ask_due(met.slot.ends_at + timedelta(minutes=minutes))
    assert asked() == [met.person.email]


def test_nobody_is_asked_about_what_was_long_ago(met: Booking) -> None:
    judging.ask_due(met.slot.ends_at + judging.ASKED_FOR)
    assert asked() == []


def test_a_good_word_is_heard_only_in_its_edition(stage: Stage, desk: Person) -> None:
    judging.judge(stage.need, stage.expert, True, by=desk, now=NOW)
    elsewhere = make.make_edition()
    assert heard.heard(elsewhere).good == 0
    assert db.session.get(Expert, stage.expert.id) is not None
