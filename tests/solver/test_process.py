"""The process that solves: what the stages prove beside the tests, they prove in there too."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from typing import Any

from brigade.solver.problem import Helpers
from brigade.solver.process import GONE, Question
from tests.bench.events import Size, event

COMMAND = [sys.executable, "-m", "brigade.solver.process"]
FEW = Size(experts=8, organizations=40, needs=60, tables=8)


def ask(question: Question, patience: float) -> tuple[list[tuple[str, Any]], int]:
    """All that it says, and its exit code; its input stays open, as with whoever really waits for the answer."""
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        pickle.dump(question, process.stdin)
        process.stdin.flush()
        said, code = list(_said(process.stdout)), process.wait(patience)
    return said, code


def _said(stream: Any) -> Any:
    try:
        while True:
            yield pickle.load(stream)
    except EOFError:
        return


def test_what_is_proven_in_there_is_proven_while_somebody_may_still_say_stop() -> None:
    said, code = ask(Question(event(FEW), seconds=4), patience=60)
    assert code == 0 and said[-1][0] == "plan"
    assert {"first sessions", "fit"} <= set(said[-1][1].proven)


def test_after_the_plan_it_says_what_would_help_most() -> None:
    problem = event(FEW)
    slots = frozenset(slot.id for slot in problem.slots)
    full, some = Helpers({"any": {need.id: 0.9 for need in problem.needs}}, slots), Helpers({}, slots)
    few = replace(problem, experts=problem.experts[:1])
    said, code = ask(Question(few, seconds=6, helpers=full), patience=60)
    assert code == 0 and [kind for kind, _value in said if kind != "progress"] == ["plan", "gains"]
    assert {gain.first for gain in said[-1][1]} == {1}
    said, code = ask(Question(few, seconds=6, helpers=some), patience=60)
    assert code == 0 and said[-1] == ("gains", ())


def test_nobody_left_to_answer_ends_it() -> None:
    done = subprocess.run(COMMAND, input=pickle.dumps(Question(event(FEW), seconds=60)), capture_output=True)
    assert done.returncode == GONE
