"""Solving apart: whatever is killed, and whoever presses, a run ends with its reason and never with half a proposal."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from brigade import clock
from brigade.cli import arranger
from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain.arranging import applying, problem, runs, words
from brigade.domain.refusal import Refusal
from brigade.models import Message, Proposal, ProposedBooking, Run, Seat
from brigade.queries import audit
from tests import factories as make
from tests.cli import engine as engines
from tests.domain.arranging.drafts import draft, line
from tests.factories import NOW
from tests.fixtures.database import Run as Desk
from tests.stage import Stage, make_stage, ticketing

Engine = Callable[[str], None]


@pytest.fixture
def stage(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    found = make_stage()
    db.session.commit()
    return found


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """`solver("dies")`: solve with such a one; beats come quickly."""

    def choose(kind: str) -> None:
        monkeypatch.setattr(arranger, "ENGINE", engines.command(kind))
        monkeypatch.setattr(arranger, "BEAT", 0.05)

    return choose


def asked(stage: Stage, mode: str = "gaps", seconds: int = 20) -> Run:
    run = runs.ask(stage.edition, mode, {}, seconds=seconds, by=None, now=NOW)
    db.session.commit()
    return run


def ended(run: Run) -> str:
    """Its state and, of one without a proposal, the code of its reason."""
    db.session.rollback()
    db.session.refresh(run)
    proposals = db.session.scalars(select(Proposal).where(Proposal.run_id == run.id)).all()
    assert len(proposals) == (run.state == "done"), "half a proposal, or none of a run that is done"
    return f"{run.state} {run.reason.partition(':')[0]}".strip()


def test_a_run_leads_to_a_proposal(stage: Stage) -> None:
    run = asked(stage)
    arranger.carry_out(run.uid)
    assert ended(run) == "done"
    lines = db.session.scalars(select(ProposedBooking)).all()
    assert [(each.need_id, each.kind) for each in lines] == [(stage.need.id, "new")]
    assert db.session.query(Message).count() == db.session.query(Seat).count() == 0
    assert db.session.scalars(select(Proposal)).one().figures["gains"] == [], "everybody has a place"


def test_of_whom_an_hour_more_would_serve_the_proposal_knows(stage: Stage) -> None:
    """The one expert is gone; another one who knows of the subject would serve whoever waits."""
    stage.need.specialties = [ticketing()]
    stage.expert.skills.clear()
    db.session.commit()
    arranger.carry_out(asked(stage).uid)
    (said,) = db.session.scalars(select(Proposal)).one().figures["gains"]
    assert (said["group"], said["first"], said["served"], said["checked"]) == (ticketing().id, 1, 1, True)
    assert len(said["slots"]) == 2, "an hour, of half hours"


@pytest.mark.parametrize(
    ("kind", "end"), [("dies", "failed died"), ("breaks", "failed died"), ("refuses", "failed impossible")]
)
def test_what_becomes_of_the_engine_is_the_runs_reason(stage: Stage, solver: Engine, kind: str, end: str) -> None:
    solver(kind)
    run = asked(stage)
    arranger.carry_out(run.uid)
    assert ended(run) == end and words.ended(run)


def test_while_the_needs_are_matched_it_is_heard_of(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of needs take longer to read than a run may be silent."""
    seconds, read = itertools.count(), problem.read
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=next(seconds)))
    monkeypatch.setattr(arranger, "BEAT", 0.05)

    def heard() -> datetime:
        with db.engine.connect() as beside_it:
            return beside_it.scalar(select(Run.beat_at)) or NOW

    def slowly(*args: Any) -> problem.Asked:
        first, end = heard(), time.monotonic() + 60
        while heard() <= first:
            assert time.monotonic() < end, "it is silent"
            time.sleep(0.05)
        return read(*args)

    monkeypatch.setattr(problem, "read", slowly)
    run = asked(stage)
    arranger.carry_out(run.uid)
    assert ended(run) == "done"


def test_an_engine_that_dies_after_its_plan_takes_away_nothing_but_the_rest(stage: Stage, solver: Engine) -> None:
    solver("speechless")
    run = asked(stage)
    arranger.carry_out(run.uid)
    assert ended(run) == "done"
    assert "gains" not in db.session.scalars(select(Proposal)).one().figures


def test_an_engine_that_cannot_be_started_is_a_reason_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranger, "ENGINE", ["/nonexistent"])
    run = asked(stage)
    with pytest.raises(FileNotFoundError):
        arranger.carry_out(run.uid)
    assert ended(run) == "failed broken"


def test_asked_to_stop_it_keeps_the_best_so_far(stage: Stage, solver: Engine) -> None:
    solver("slow")
    desk, run = make.make_person(is_coordinator=True), asked(stage)
    with beside(run):
        until(lambda: run.stage == "pairs", run)
        runs.stop(run, by=desk, now=NOW)
        db.session.commit()
        until(lambda: run.state == "done", run)
    assert ended(run) == "done"


def test_stopped_before_it_began_it_does_not_begin(stage: Stage) -> None:
    desk, run = make.make_person(is_coordinator=True), asked(stage)
    runs.stop(run, by=desk, now=NOW)
    db.session.commit()
    arranger.carry_out(run.uid)
    assert ended(run) == "stopped"


def test_an_engine_that_never_ends_is_given_up(stage: Stage, solver: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    solver("slow")
    monkeypatch.setattr(arranger, "GRACE", 0.2)
    run = asked(stage, seconds=0)
    arranger.carry_out(run.uid)
    assert ended(run) == "failed late"


# killed


class beside:
    """A process that carries the run out with the slow engine; killed at the end if it is still there."""

    def __init__(self, run: Run) -> None:
        db.session.commit()
        settings = {"DATABASE_URL": db.engine.url.render_as_string(hide_password=False)}
        command = [sys.executable, engines.__file__, "carry-out", run.uid]
        self.process = subprocess.Popen(command, env=os.environ | settings, cwd=engines.ROOT)

    def __enter__(self) -> subprocess.Popen[bytes]:
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def until(holds: Callable[[], bool], run: Run, seconds: float = 60) -> None:
    """Wait until that is so of the run; what is held open is let go meanwhile."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"still {run.state} {run.stage}"
        db.session.rollback()
        time.sleep(0.05)
        db.session.refresh(run)


def children(process: int) -> list[int]:
    """Its children's process ids."""
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_a_run_whose_process_is_killed_has_failed_and_its_engine_goes_too(stage: Stage) -> None:
    run = asked(stage)
    with beside(run) as process:
        until(lambda: run.stage == "pairs", run)
        (working,) = children(process.pid)
        process.kill()
        process.wait()
        end = time.monotonic() + 30
        while Path(f"/proc/{working}").exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert not Path(f"/proc/{working}").exists(), "the engine works on for nobody"
    last = run.beat_at or NOW
    assert runs.bury(last + runs.SILENCE) == 0, "it may only be slow"
    assert runs.silent(last + runs.SILENCE + timedelta(seconds=1))
    assert runs.bury(last + runs.SILENCE + timedelta(seconds=1)) == 1
    db.session.commit()
    assert ended(run) == "failed lost"


def test_a_run_given_up_for_dead_writes_no_proposal_when_it_comes_back(stage: Stage) -> None:
    run = asked(stage)
    with beside(run) as process:
        until(lambda: run.stage == "pairs", run)
        process.send_signal(signal.SIGSTOP)
        runs.bury((run.beat_at or NOW) + timedelta(minutes=1))
        db.session.commit()
        process.send_signal(signal.SIGCONT)
        assert process.wait(60) == 0
    assert ended(run) == "failed lost"


def test_a_run_whose_engine_is_killed_from_outside_has_failed(stage: Stage) -> None:
    run = asked(stage)
    with beside(run) as process:
        until(lambda: run.stage == "pairs", run)
        os.kill(children(process.pid)[0], signal.SIGKILL)
        until(lambda: run.state == "failed", run)
    assert ended(run) == "failed died"


def test_whoever_applies_is_killed_before_the_last_line_and_nothing_has_happened(stage: Stage) -> None:
    desk = make.make_person(is_coordinator=True)
    proposal = draft(stage, (stage.need, stage.expert, stage.slots[0]))
    db.session.commit()
    settings = {"DATABASE_URL": db.engine.url.render_as_string(hide_password=False)}
    command = [sys.executable, engines.__file__, "apply", proposal.uid, str(desk.id)]
    db.session.commit()
    with subprocess.Popen(command, env=os.environ | settings, cwd=engines.ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"applied\n"
        process.kill()
    db.session.expire_all()
    assert (proposal.state, db.session.query(Seat).count()) == ("draft", 0)
    assert applying.apply(proposal, by=desk, now=NOW) == 1 and audit.problems(NOW) == []


# two at once


def test_of_two_who_press_at_once_one_is_told_to_wait(app: Flask, stage: Stage) -> None:
    edition = stage.edition.id

    def press(_number: int) -> str:
        with app.app_context():
            try:
                found = db.session.get_one(type(stage.edition), edition)
                runs.ask(found, "gaps", {}, seconds=5, by=None, now=NOW)
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return refusal.code
            return "asked"

    db.session.commit()
    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(press, range(4)))
    assert answers == ["asked", "run-under-way", "run-under-way", "run-under-way"]


def test_of_two_processes_that_find_a_run_one_carries_it_out(stage: Stage) -> None:
    run = asked(stage)
    assert runs.claim(run.uid, NOW) is not None
    db.session.commit()
    assert runs.claim(run.uid, NOW) is None
    arranger.carry_out(run.uid)
    assert ended(run) == "running"


def test_bookings_by_hand_during_the_run_stay_and_are_reported(stage: Stage) -> None:
    """While the engine works one organization books for itself, and another one, late, the place meant for a third."""
    desk, third = make.make_person(is_coordinator=True), stage.foreign_need()
    db.session.commit()
    run = asked(stage)
    with beside(run):
        until(lambda: run.stage == "pairs", run)
        assert stage.need.author is not None
        mine = bookings.book(stage.need, stage.expert, stage.slots[3], by=stage.need.author, now=NOW)
        runs.stop(run, by=desk, now=NOW)
        db.session.commit()
        until(lambda: run.state == "done", run)
    proposal = db.session.scalars(select(Proposal)).one()
    late = stage.foreign_need()
    assert late.author is not None and (meant := line(proposal, third).slot) is not None
    bookings.book(late, stage.expert, meant, by=late.author, now=NOW)
    assert applying.apply(proposal, by=desk, now=NOW) == 0
    left = {each: line(proposal, each) for each in (stage.need, third)}
    assert [(each.fate, each.reason) for each in left.values()] == [("stale", "need-booked"), ("stale", "taken")]
    assert all(words.stale(each.reason) for each in left.values())
    assert mine.slot_id == stage.slots[3].id and audit.problems(NOW) == []


# the command


def test_the_command_proposes_and_says_where_to_read(stage: Stage, desk: Desk) -> None:
    found = desk("propose", stage.edition.slug)
    assert found.exit_code == 0 and "/coordination/proposals" in found.output
    assert db.session.query(Proposal).count() == 1


def test_the_command_refuses_an_edition_that_is_not_there(stage: Stage, desk: Desk) -> None:
    assert desk("propose", "nowhere").exit_code == 1


def test_without_the_extra_nothing_is_asked(stage: Stage, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brigade.solver.engines.NEEDED", ("no_such_engine",))
    assert desk("propose", stage.edition.slug).exit_code == 1
    assert db.session.query(Run).count() == 0

