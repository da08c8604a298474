"""Arranging whole events: `python -m tests.bench.bench_arranging [S M saturated L] [--seed N] [--seconds N]
[--picture FILE]`.

For each size: how long who-meets-whom and the hours take, as a ratio to scipy's assignment of needs to experts' hours
on the same fits in the same run; what is proven; and what first come, first served would have made of the same event.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from scipy.optimize import linear_sum_assignment

from brigade.solver.check import check
from brigade.solver.greedy import first_come
from brigade.solver.problem import Place, Problem
from brigade.solver.room import room
from brigade.solver.score import score
from brigade.solver.solve import solve
from tests.bench.events import SIZES, event
from tests.bench.picture import Compared, draw


def yardstick(problem: Problem) -> float:
    """Seconds of one assignment of needs to experts' hours, which knows neither tables nor organizations."""
    hours = [expert.id for expert in problem.experts for _slot in sorted(expert.open, key=str)]
    fits = np.array([[need.fits.get(expert, 0.0) for expert in hours] for need in problem.needs])
    return _timed(lambda: linear_sum_assignment(fits, maximize=True))


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def line(name: str, problem: Problem, places: Sequence[Place]) -> str:
    """First sessions, fit, breaks, and the loads of whoever has most and least."""
    found, loads = score(problem, places), Counter(place.expert for place in places)
    each = [loads[expert.id] for expert in problem.experts]
    return (
        f"  {name:24}{len(places):>6} sessions {found.levels[0] if found.levels else 0:>6} first "
        f"{found.fit:>9.1f} fit {found.breaks:>6} breaks, loads {min(each)} to {max(each)}"
    )


def measure(size: str, seed: int, seconds: float) -> Compared:
    """One size, printed, and what the picture shows of it."""
    problem = event(SIZES[size], seed)
    unit, plan = yardstick(problem), solve(problem, seconds=seconds)
    spent = plan.seconds["pairs"] + plan.seconds["times"]
    print(f"{size}: assignment {unit:.2f} s; pairs and hours {spent:.2f} s, ratio {spent / unit:.1f}; proven: "
          f"{', '.join(plan.proven) or 'nothing'}; gap of the fit {plan.gaps['fit']:.2%}")
    print(f"  rules broken: {len(check(problem, plan.places))}", flush=True)
    first = first_come(room(problem))
    print(line("proposal", problem, plan.places))
    print(line("first come, first served", problem, first))
    ours, theirs = score(problem, plan.places), score(problem, first)
    return Compared(size, (round(ours.fit, 1), round(theirs.fit, 1)), (ours.breaks, theirs.breaks))


def main(words: Sequence[str]) -> None:
    """What the command line asks for."""
    options = dict(zip(words, words[1:], strict=False))
    sizes = [word for word in words if word in SIZES] or ["S", "M", "saturated"]
    found = [measure(size, int(options.get("--seed", 1)), float(options.get("--seconds", 20))) for size in sizes]
    if "--picture" in options:
        draw(found, Path(options["--picture"]))


if __name__ == "__main__":
    main(sys.argv[1:])
