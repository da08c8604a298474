"""A run from the coordinator's press to its end; whoever solves reports here, and what fell silent is declared dead.

Claimed by compare-and-set and kept alive by a heartbeat, so that of any number of processes one solves, and none that
was given up can still write a proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError

from brigade.calendars.text import one_line
from brigade.database import db
from brigade.domain import journal
from brigade.domain.refusal import Refusal
from brigade.models import Edition, Person, Run

MODES = ("scratch", "gaps", "again", "day", "absence", "opening")
SILENCE = timedelta(seconds=30)  # many heartbeats; a machine under load may miss a few
PATIENCE = timedelta(minutes=2)  # how long a run may wait before its page asks whether a postman runs
LONGEST = 300


def ask(
    edition: Edition, mode: str, parameters: Mapping[str, Any], *, seconds: int, by: Person | None, now: datetime
) -> Run:
    """Ask for a proposal; refused while another is under way, whoever asked for it."""
    bury(now)
    run = Run(
        edition_id=edition.id, mode=mode, parameters=dict(parameters), seconds=seconds, asked_at=now,
        by_id=by.id if by else None,
    )  # fmt: skip
    db.session.add(run)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Refusal("run-under-way") from error
    journal.record("ask-proposal", at=now, by=run.by_id, edition=edition.id, run=run.uid)
    return run


def stop(run: Run, *, by: Person, now: datetime) -> None:
    """End it: at once if it waits, with the best so far if it runs. Twice is once, and too late is nothing."""
    waiting = _change(run, Run.state == "waiting", state="stopped", ended_at=now)
    if not waiting and not _change(run, Run.state == "running", stop_asked=True):
        return
    journal.record("stop-proposal", at=now, by=by.id, edition=run.edition_id, run=run.uid)


def waiting() -> str | None:
    """The uid of the run that has waited longest."""
    return db.session.scalar(select(Run.uid).where(Run.state == "waiting").order_by(Run.id).limit(1))


def claim(uid: str, now: datetime) -> Run | None:
    """The run, if it still waits: from here on it is this process's alone."""
    run = db.session.scalar(select(Run).where(Run.uid == uid))
    if run is None or not _change(run, Run.state == "waiting", state="running", started_at=now, beat_at=now):
        return None
    return run


def beat(run: Run, now: datetime, stage: str, value: float | None, bound: float | None) -> str:
    """Still alive, and how far. The answer: "go" on; "stop", as was asked; or "lost", given up for dead."""
    if not _change(run, Run.state == "running", beat_at=now, stage=stage, value=value, bound=bound):
        return "lost"
    return "stop" if run.stop_asked else "go"


def finish(run: Run, now: datetime) -> bool:
    """Done, unless it was given up meanwhile: then nothing of it may be kept."""
    return _change(run, Run.state == "running", state="done", ended_at=now)


def fail(run: Run, code: str, detail: str, now: datetime) -> None:
    """It ends without a proposal, because of that."""
    kept = f"{code}: {one_line(detail)}"[:LONGEST] if detail else code
    _change(run, Run.state == "running", state="stopped" if code == "stopped" else "failed", reason=kept, ended_at=now)


def bury(now: datetime) -> int:
    """Runs whose process fell silent have failed; how many."""
    silent = update(Run).where(Run.state == "running", Run.beat_at < now - SILENCE)
    dead = db.session.scalars(silent.values(state="failed", reason="lost", ended_at=now).returning(Run.id)).all()
    return len(dead)


def silent(now: datetime) -> bool:
    """Whether `bury` has something to do; made to be asked often."""
    gone = select(func.count(Run.id)).where(Run.state == "running", Run.beat_at < now - SILENCE)
    return bool(db.session.scalar(gone))


def _change(run: Run, condition: ColumnElement[bool], **values: Any) -> bool:
    """Compare-and-set: whether the run was in that state, and is now in the new one."""
    changed = update(Run).where(Run.id == run.id, condition).values(**values).returning(Run.id)
    found = db.session.scalar(changed, execution_options={"synchronize_session": False}) is not None
    db.session.refresh(run)
    return found
