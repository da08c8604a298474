"""Repairs of an arranged event: `python -m tests.bench.bench_repairs [S M saturated] [--seed N] [--seconds N]`.

The busiest day of the busiest expert falls out, then half of the sessions are confirmed and the rest shown. Each line
says who would be told, what is proven, and the seconds as a ratio to those of arranging the event in the same run.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from time import perf_counter

from brigade.solver.check import check
from brigade.solver.problem import Place, Plan, Problem
from brigade.solver.solve import solve
from tests.bench.events import SIZES, event
from tests.bench.repairs import half_confirmed, without


def timed(problem: Problem, seconds: float) -> tuple[Plan, float]:
    """The plan, and the seconds it took."""
    start = perf_counter()
    return solve(problem, seconds=seconds), perf_counter() - start


def told(before: Sequence[Place], after: Sequence[Place]) -> list[Place]:
    """Places of before that are not there any more."""
    kept = set(after)
    return [place for place in before if place not in kept]


def said(what: str, plan: Plan, took: float, unit: float, problem: Problem) -> None:
    """One line."""
    print(f"  {what};\n    proven: {', '.join(plan.proven) or 'nothing'}; gap of the fit "
          f"{plan.gaps['fit']:.2%}, of the breaks {plan.gaps['breaks']:.0%}; "
          f"rules broken: {len(check(problem, plan.places))}; "
          f"{took:.2f} s, ratio {took / unit:.2f}", flush=True)  # fmt: skip


def measure(size: str, seed: int, seconds: float) -> None:
    """Both repairs of one size."""
    problem = event(SIZES[size], seed)
    plan, unit = timed(problem, seconds)
    places, days = plan.places, {slot.id: slot.day for slot in problem.slots}
    (expert, day), _most = Counter((place.expert, days[place.slot]) for place in places).most_common(1)[0]
    asked, hit = without(problem, places, expert, day)
    again, took = timed(asked, seconds)
    moved, sat = told(places, again.places), {place.need for place in again.places}
    owners = {need.id: need.organization for need in problem.needs}
    most = max(Counter(owners[place.need] for place in moved).values(), default=0)
    print(f"{size}: {len(places)} sessions arranged in {unit:.2f} s")
    said(f"away: {len(hit)} hit, {len(hit & sat)} of them seated anew, {len(moved)} told, no organization more than "
         f"{most} time(s), {len(set(asked.fixed) - set(again.places))} others moved", again, took, unit, asked)
    asked = half_confirmed(problem, places)
    again, took = timed(asked, seconds)
    kept, more = 1 - again.value.changes / len(asked.shown), again.value.fit - plan.value.fit
    said(f"half confirmed: {kept:.1%} of {len(asked.shown)} shown kept, fit {more:+.2f}, breaks {plan.value.breaks} "
         f"to {again.value.breaks}", again, took, unit, asked)


def main(words: Sequence[str]) -> None:
    """What the command line asks for."""
    options = dict(zip(words, words[1:], strict=False))
    for size in [word for word in words if word in SIZES] or ["S", "M"]:
        measure(size, int(options.get("--seed", 1)), float(options.get("--seconds", 10)))


if __name__ == "__main__":
    main(sys.argv[1:])
