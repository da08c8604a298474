"""The process that solves, with nothing else in it: engines may take its memory, or kill it, and nobody else's.

It reads one pickled `Question` from its standard input and writes pickled answers: (kind, value) pairs, the last of
which is a plan, or what is impossible. A byte more on the input asks it to stop with the best so far; the input's end
means that whoever asked is gone.
"""

from __future__ import annotations

import os
import pickle
import traceback
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Any, BinaryIO

from brigade.solver.problem import Impossible, Problem

GONE = 3  # exit code: nobody waits for the answer


@dataclass(frozen=True, slots=True)
class Question:
    """What is solved, and for how long."""

    problem: Problem
    seconds: float


def main() -> None:
    """Answer the one question."""
    # Not `sys.stdin`: a forked child closes that one, and would wait for ever for the lock of the thread that listens.
    answers, asked = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)  # what engines print is no answer
    question: Question = pickle.load(asked)
    stop, say = Event(), _Voice(answers)
    Thread(target=_listen, args=(asked, stop), daemon=True).start()
    from brigade.solver.solve import solve

    try:
        plan = solve(
            question.problem, seconds=question.seconds, progress=lambda found: say("progress", found),
            cancelled=stop.is_set,
        )  # fmt: skip
        say("plan", plan)
    except Impossible as no:
        say("impossible", (no.code, no.values))
    except Exception:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)  # all is said, and the thread that listens keeps the interpreter from ending in peace


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
