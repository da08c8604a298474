"""The process that solves, with nothing else in it: engines may take its memory, or kill it, and nobody else's.

It reads one pickled `Question` from its standard input and writes pickled answers: (kind, value) pairs, ending with a
plan, or with what is impossible; after a plan, where helpers are named, with what they would add. A byte more on the
input asks it to stop with the best so far; the input's end means that whoever asked is gone.
"""

from __future__ import annotations

import os
import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, BinaryIO

from brigade.solver.problem import Helpers, Impossible, Problem, Progress

GONE = 3  # exit code: nobody waits for the answer
SOLVING = 5 / 6  # of the time; what is left of it shows what would help most
LONGEST = 12.0  # seconds for that, at the most


@dataclass(frozen=True, slots=True)
class Question:
    """What is solved, and for how long."""

    problem: Problem
    seconds: float
    helpers: Helpers | None = None


def main() -> None:
    """Answer the one question."""
    # Not `sys.stdin`: a forked child closes that one, and would wait for ever for the lock of the thread that listens.
    answers, asked = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)  # what engines print is no answer
    question: Question = pickle.load(asked)
    stop, say = Event(), _Voice(answers)
    Thread(target=_listen, args=(asked, stop), daemon=True).start()
    try:
        _answer(question, say, stop.is_set)
    except Impossible as no:
        say("impossible", (no.code, no.values))
    except Exception:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)  # all is said, and the thread that listens keeps the interpreter from ending in peace


def _answer(question: Question, say: _Voice, cancelled: Callable[[], bool]) -> None:
    """The plan; then what would help most, so that nothing that happens meanwhile can take the plan away again."""
    from brigade.solver.solve import solve

    end, helpers = monotonic() + question.seconds, question.helpers
    plan = solve(
        question.problem, seconds=question.seconds * (SOLVING if helpers else 1), cancelled=cancelled,
        progress=lambda found: say("progress", found),
    )  # fmt: skip
    say("plan", plan)
    if helpers is not None:
        from brigade.solver.value import gains

        say("progress", Progress("value", None, None, 0.0))
        seconds = min(LONGEST, end - monotonic())
        say("gains", gains(question.problem, helpers, plan.value, seconds=seconds, cancelled=cancelled))


class _Voice:
    """One answer at a time, whichever thread has it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._lock = stream, Lock()

    def __call__(self, kind: str, value: Any) -> None:
        with self._lock:
            pickle.dump((kind, value), self._stream)
            self._stream.flush()


def _listen(asked: BinaryIO, stop: Event) -> None:
    if not asked.read(1):
        os._exit(GONE)
    stop.set()
    if not asked.read(1):
        os._exit(GONE)


if __name__ == "__main__":
    main()
