"""An arranged event of which a day of an expert falls out: only those who were there are seated anew, each once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from brigade.solver.check import check
from brigade.solver.problem import Expert, Id, Need, Place, Problem, Slot
from brigade.solver.solve import solve
from tests.bench.events import Size, event
from tests.bench.repairs import half_confirmed, without

FEW = Size(experts=10, organizations=50, needs=80, tables=8)


@pytest.mark.parametrize("seed", [1, 2])
def test_who_is_away_disturbs_only_those_they_would_have_met(seed: int) -> None:
    problem = event(FEW, seed)
    places, days = solve(problem, seconds=1).places, {slot.id: slot.day for slot in problem.slots}
    (expert, day), most = Counter((place.expert, days[place.slot]) for place in places).most_common(1)[0]
    asked, hit = without(problem, places, expert, day)
    again = solve(asked, seconds=2)
    assert len(hit) == most > 1 and check(asked, again.places) == []
    assert set(asked.fixed) <= set(again.places)
    assert {place.need for place in set(places) - set(again.places)} == hit
    assert not any(place.expert == expert and days[place.slot] == day for place in again.places)
    assert {"first sessions", "fit"} <= set(again.proven)


def test_nearly_all_of_what_was_shown_is_kept_when_half_of_an_event_is_confirmed() -> None:
    problem = event(FEW)
    first = solve(problem, seconds=1)
    asked = half_confirmed(problem, first.places)
    again = solve(asked, seconds=2)
    assert again.value.changes <= 0.05 * len(asked.shown)


def told(*better: float, stability: float) -> Problem:
    """Four that were told of one expert, each at an hour of their own; another one fits by so much better."""
    slots = tuple(Slot(n, 0, n, 0, 540 + 30 * n) for n in range(len(better)))
    every = frozenset(slot.id for slot in slots)
    needs = tuple(Need(n, n, {"told": 0.5, "other": 0.5 + more}) for n, more in enumerate(better))
    return Problem(
        needs, (Expert("told", every), Expert("other", every)), slots, dict.fromkeys(every, 2), 1,
        shown={n: Place(n, "told", n) for n in range(len(better))}, stability=stability,
    )  # fmt: skip


def moved(problem: Problem) -> set[Id]:
    """Needs that have another place than they were told; the plan is lawful, proven and says as many changes."""
    plan = solve(problem, seconds=5)
    found = {place.need for place in plan.places if problem.shown[place.need] != place}
    assert len(plan.places) == len(problem.needs) and check(problem, plan.places) == []
    assert plan.value.changes == len(found) and set(plan.proven) == {"first sessions", "fit", "breaks"}
    return found


def test_a_better_fit_moves_those_whom_it_outweighs_the_weight_for_and_no_others() -> None:
    better = (0.3, 0.2, 0.26, 0.24)
    assert moved(told(*better, stability=0.25)) == {0, 2}
    assert moved(told(*better, stability=0.19)) == {0, 1, 2, 3}
    assert moved(told(*better, stability=0.31)) == set()


def test_what_moves_for_its_fit_keeps_its_hour() -> None:
    problem = told(0.3, 0.3, 0.0, 0.0, stability=0.25)
    places = solve(problem, seconds=5).places
    assert {place.need: place.slot for place in places} == {0: 0, 1: 1, 2: 2, 3: 3}


def test_nobody_who_was_told_moves_for_fewer_breaks() -> None:
    """Their expert waits between the two, which a move would spare."""
    problem = told(0.0, 0.0, 0.0, stability=0.25)
    asked = replace(problem, needs=problem.needs[::2], shown={0: problem.shown[0], 2: problem.shown[2]})
    again = solve(asked, seconds=5)
    assert (again.value.breaks, again.value.changes) == (1, 0) and "breaks" in again.proven
    assert solve(replace(asked, shown={}), seconds=5).value.breaks == 0
