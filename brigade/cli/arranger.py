"""Solving, apart from the pages and the mail: the command that does it, and the thread that starts it for a press.

One process holds the run (it alone touches the database, reports progress and is heard of every second), a second one
solves and nothing else: whatever becomes of the engine, the run ends with its reason and never with half a proposal.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Any

import click
from flask import Flask, current_app
from sqlalchemy import select

from brigade import clock
from brigade.cli import Unable, desk
from brigade.database import db, reading
from brigade.domain import journal
from brigade.domain.arranging import keeping, runs, words
from brigade.domain.arranging import problem as problems
from brigade.domain.refusal import Refusal
from brigade.language import gettext as _
from brigade.models import Edition, Run
from brigade.solver import engines
from brigade.solver.problem import Progress
from brigade.solver.process import LONGEST, Question

ROOT = Path(__file__).parents[2]
ENGINE = [sys.executable, "-m", "brigade.solver.process"]
LOOK = 0.5  # seconds between two looks for a run that waits
BEAT = 1.0  # seconds between two signs of life
GRACE = 15.0  # seconds beyond its time that an engine gets to say the best so far
SECONDS = 60
INTERRUPTED = ("interrupted", "")


class Engine:
    """The process that solves, with a thread that reads what it says."""

    def __init__(self, question: Question) -> None:
        self._process = subprocess.Popen(ENGINE, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._said: Queue[tuple[str, Any]] = Queue()
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it died already: its end is read below
            pickle.dump(question, self._process.stdin)
            self._process.stdin.flush()
        Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with suppress(EOFError, pickle.UnpicklingError):
            while True:
                self._said.put(pickle.load(self._process.stdout))
        self._said.put(("dead", self._process.wait()))

    def heard(self, seconds: float) -> tuple[str, Any]:
        """The next thing it says: (kind, value); ("", None) when it says nothing for so long."""
        try:
            return self._said.get(timeout=seconds)
        except Empty:
            return "", None

    def stop(self) -> None:
        """Ask for the best so far."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(b".")
            self._process.stdin.flush()


@desk.command()
@click.argument("edition")
@click.option("--mode", type=click.Choice(["scratch", "gaps", "again"]), default="gaps", show_default=True)
@click.option("--seconds", type=click.IntRange(1, 3600), default=SECONDS, show_default=True)
def propose(edition: str, mode: str, seconds: int) -> None:
    """Propose a schedule for EDITION (its short name); coordinators review it on the page of proposals."""
    found = db.session.scalar(select(Edition).where(Edition.slug == edition))
    if found is None:
        raise Refusal("no-edition")
    require_engines()
    run = runs.ask(found, mode, {}, seconds=seconds, by=None, now=clock.now())
    db.session.commit()
    carry_out(run.uid)
    db.session.refresh(run)
    if run.state != "done":
        raise Unable(words.ended(run))
    click.echo(_("Une proposition attend d’être relue : /coordination/proposals"))


@desk.command(hidden=True)
@click.argument("uid")
def solve(uid: str) -> None:
    """Carry out the run with that uid, if it still waits; asked to stop, it says so in the run."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    carry_out(uid)


def require_engines() -> None:
    """Refuse where the solver's extra is not installed."""
    if engines.missing():
        raise Refusal("no-solver")


def carry_out(uid: str) -> None:
    """From waiting to its end; what goes wrong is the run's reason."""
    run = runs.claim(uid, clock.now())
    db.session.commit()
    if run is None:
        return
    try:
        _solve(run)
    except BaseException as error:
        db.session.rollback()
        code, detail = ("broken", f"{type(error).__name__}: {error}") if isinstance(error, Exception) else INTERRUPTED
        runs.fail(run, code, detail, clock.now())
        db.session.commit()
        raise


def _solve(run: Run) -> None:
    """No transaction stays open while the engine works: on SQLite nobody could write meanwhile."""
    with reading(), _heard_of(run.uid):
        edition, seconds = db.session.get_one(Edition, run.edition_id), run.seconds
        asked = problems.read(edition, run.mode, run.parameters, clock.now())
        db.session.rollback()
    with Engine(Question(asked.problem, seconds, asked.helpers)) as engine:
        kind, value = _watch(run, engine, seconds)
        gains = _gains(run, engine) if kind == "plan" and asked.helpers else None
    if kind == "plan":
        if runs.finish(run, clock.now()):
            keeping.keep(run, asked, value, gains, now=clock.now())
    elif kind == "impossible":
        runs.fail(run, "impossible", f"{value[0]} {value[1] or ''}".strip(), clock.now())
    elif kind == "dead":
        runs.fail(run, "died", "" if value is None else str(value), clock.now())
    else:
        runs.fail(run, kind, "", clock.now())
    db.session.commit()


@contextmanager
def _heard_of(uid: str) -> Iterator[None]:
    """A sign of life every second from a thread beside: to match thousands of needs takes longer than the dead get."""
    app, over = current_app._get_current_object(), Event()  # type: ignore[attr-defined]

    def beat() -> None:
        with app.app_context():
            while not over.wait(BEAT):
                run = db.session.scalars(select(Run).where(Run.uid == uid)).one()
                runs.beat(run, clock.now(), "", None, None)
                db.session.commit()

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _gains(run: Run, engine: Engine) -> Any:
    """What would help most; None when the engine does not get to it: the plan is there without."""
    kind, value = _watch(run, engine, LONGEST, "value")
    return value if kind == "gains" else None


def _watch(run: Run, engine: Engine, seconds: float, stage: str = "") -> tuple[str, Any]:
    """Report what the engine says until its last word: that word, or why there is none."""
    said, end, why = Progress(stage, None, None, 0), monotonic() + seconds + GRACE, "late"
    while monotonic() < end:
        kind, value = _listen(engine, said)
        if kind:
            return kind, value
        said = value
        answer = runs.beat(run, clock.now(), said.stage, said.value, said.bound)
        db.session.commit()
        if answer == "lost":
            return answer, None
        if answer == "stop" and why != "stopped":
            engine.stop()
            end, why = min(end, monotonic() + GRACE), "stopped"
    return why, None


def _listen(engine: Engine, said: Progress) -> tuple[str, Any]:
    """What it says within one beat: its last word, or ("", its newest progress)."""
    end = monotonic() + BEAT
    while (left := end - monotonic()) > 0:
        kind, value = engine.heard(left)
        if kind not in ("", "progress"):
            return kind, value
        said = value if kind else said
    return "", said


def beside(app: Flask, stop: Event) -> Thread:
    """Look for runs in a thread that ends soon after `stop` is set."""
    thread = Thread(target=_look, args=(app, stop), name="arranger")
    thread.start()
    return thread


def _look(app: Flask, stop: Event) -> None:
    """Start a process for each run that waits; one at a time, because one fills a processor."""
    child: subprocess.Popen[bytes] | None = None
    while not stop.wait(LOOK):
        if child is not None and child.poll() is None:
            continue
        child = None
        try:
            child = _next(app)
        except Exception:
            app.logger.exception("Looking for runs failed; it is tried again.")
    if child is not None:
        child.terminate()
        child.wait()


def _next(app: Flask) -> subprocess.Popen[bytes] | None:
    with app.app_context():
        now = clock.now()
        with reading():
            uid, silent = runs.waiting(), runs.silent(now)
            db.session.rollback()
        if silent:
            journal.from_where("system")
            runs.bury(now)
            db.session.commit()
    if uid is None or engines.missing():
        return None
    settings = {"BRIGADE_INSTANCE": app.instance_path, "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    return subprocess.Popen([sys.executable, "-m", "brigade.cli", "solve", uid], cwd=ROOT, env=os.environ | settings)
