"""The solver against an exhaustive search, an integer program, its own judge, and whatever problem Hypothesis makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brigade.solver import pairs
from brigade.solver.check import check
from brigade.solver.problem import Expert, Impossible, Need, Place, Problem, Slot
from brigade.solver.score import levels, score
from brigade.solver.solve import solve
from tests.bench.events import SIZES, Size, event
from tests.solver import highs

SMALL = Size(experts=3, organizations=3, needs=4, tables=2)


def small(seed: int) -> Problem:
    """Few enough places to try them all: two half days of three hours."""
    found = event(SMALL, seed, cap=2)
    kept = {slot.id for slot in found.slots if slot.day < 2 and slot.index < 2}
    return replace(
        found, slots=tuple(slot for slot in found.slots if slot.id in kept),
        experts=tuple(replace(e, open=e.open & kept, table=1 if e.id < 2 else None) for e in found.experts),  # type: ignore[operator]
        needs=tuple(replace(need, fits=dict.fromkeys(need.fits or {0: 1}, 0.5) | need.fits) for need in found.needs),
    )  # fmt: skip


def every_plan(problem: Problem) -> list[list[Place]]:
    choices = [
        [None, *(Place(need.id, expert, slot.id) for expert in need.fits for slot in problem.slots)]
        for need in problem.needs
    ]
    plans = ([place for place in chosen if place] for chosen in product(*choices))
    return [plan for plan in plans if not check(problem, plan)]


def worth(problem: Problem, places: Sequence[Place]) -> tuple[float, ...]:
    return *(*levels(problem, places), 0, 0, 0)[:3], round(score(problem, places).fit, 3)


def scarce() -> Problem:
    """S with a quarter of its hours and of its tables."""
    found = event(SIZES["S"])
    experts = tuple(replace(e, open=frozenset(sorted(e.open, key=int)[::4])) for e in found.experts)
    return replace(found, experts=experts, tables=dict.fromkeys(found.tables, 8))


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_better_than_what_is_found(seed: int) -> None:
    problem = small(seed)
    plan = solve(problem, seconds=20)
    assert check(problem, plan.places) == []
    found = worth(problem, plan.places)
    assert found == max(worth(problem, places) for places in every_plan(problem))
    assert found == pytest.approx(highs.best(problem), abs=1e-3)
    assert "fit" in plan.proven


@pytest.mark.parametrize("problem", [event(SIZES["S"]), scarce()], ids=["S", "scarce"])
def test_an_integer_program_finds_nothing_better(problem: Problem) -> None:
    plan = solve(problem, seconds=3)
    assert {"first sessions", "fit"} <= set(plan.proven) and check(problem, plan.places) == []
    assert worth(problem, plan.places) == pytest.approx(highs.best(problem), abs=1e-3)


@pytest.mark.parametrize("size", SIZES)
def test_fits_are_told_apart_to_the_sixth_digit_on(size: str) -> None:
    """With fewer, what is said to be the best of a large event is only the best of the rounded fits."""
    of = SIZES[size]
    nodes = 4 * of.organizations + 2 * (of.organizations + of.needs + 36 * of.experts * 8)
    assert pairs._scale(of.needs, nodes) == pairs.FINEST


@pytest.mark.parametrize("size", ["S", "M"])
def test_first_sessions_and_fit_are_proven_on(size: str) -> None:
    problem = event(SIZES[size])
    plan = solve(problem, seconds=3)
    assert check(problem, plan.places) == []
    assert {"first sessions", "fit"} <= set(plan.proven) and plan.gaps["fit"] == 0.0


def test_what_stays_stays_and_what_was_shown_is_kept() -> None:
    problem = event(SIZES["S"])
    first = solve(problem, seconds=3).places
    asked = replace(
        problem, fixed=first[::2], shown={place.need: place for place in first[1::2]}, stability=0.25
    )
    again = solve(asked, seconds=5)
    assert check(asked, again.places) == []
    assert set(first[::2]) <= set(again.places)
    assert again.value.changes <= 0.05 * len(first)


def test_caps_of_a_day_gaps_pauses_and_shared_tables_are_obeyed_on_a_whole_event() -> None:
    problem = event(SIZES["S"])
    experts = tuple(
        replace(e, day_cap=5, gap=int(e.id == 1), pause_after=2 if e.id == 2 else None, table=int(e.id) // 2)
        for e in problem.experts
    )
    asked = replace(problem, experts=experts)
    plan = solve(asked, seconds=8)
    assert check(asked, plan.places) == [] and len(plan.places) > 200
    assert plan.gaps["fit"] < 0.1
    fixed = replace(asked, fixed=plan.places[:50])
    assert check(fixed, solve(fixed, seconds=8).places) == []


def test_a_plan_that_breaks_a_rule_is_caught() -> None:
    problem = event(SIZES["S"])
    places = list(solve(problem, seconds=2).places)
    one, other = places[0], next(p for p in places if p.expert != places[0].expert)
    assert check(problem, [*places, replace(one, need=other.need)])
    assert check(problem, [replace(one, expert="nobody")])
    assert check(replace(problem, tables=dict.fromkeys(problem.tables, 0)), places)


def test_it_stops_when_told_to() -> None:
    said: list[str] = []
    plan = solve(event(SIZES["S"]), seconds=60, progress=lambda p: said.append(p.stage), cancelled=lambda: True)
    assert check(event(SIZES["S"]), plan.places) == []
    assert said[0] == "pairs" and said[-1] == "breaks"


ids = st.integers(0, 3)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Anything, the degenerate included: nobody, one slot, never free, more locks than tables."""
    slots = tuple(Slot(n, n // 3, n % 3, 0, 540 + 30 * n) for n in range(draw(st.integers(0, 6))))
    some = st.frozensets(st.sampled_from([slot.id for slot in slots] or [0]))
    experts = tuple(
        Expert(n, draw(some), draw(st.none() | ids), draw(st.none() | st.integers(0, 3)), draw(st.integers(0, 2)),
               draw(st.none() | st.integers(1, 2)))
        for n in range(draw(st.integers(0, 3)))
    )  # fmt: skip
    fits = st.dictionaries(st.sampled_from([e.id for e in experts] or [9]), st.floats(0, 1)) if experts else st.just({})
    needs = tuple(Need(n, draw(ids), draw(fits), draw(some)) for n in range(draw(st.integers(0, 5))))
    places = st.builds(Place, ids, ids, st.integers(0, 6))
    return Problem(
        needs, experts, slots, {slot.id: draw(st.integers(0, 2)) for slot in slots}, draw(st.integers(0, 3)),
        fixed=tuple(draw(st.lists(places, max_size=1))),
        shown={place.need: place for place in draw(st.lists(places, max_size=2))}, stability=0.2,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(problems())
def test_a_lawful_plan_or_a_reason_and_never_anything_else(problem: Problem) -> None:
    try:
        plan = solve(problem, seconds=2)
    except Impossible as no:
        assert no.code.startswith("fixed-")
        return
    free = [place for place in plan.places if place not in problem.fixed]
    assert [each for each in check(problem, plan.places) if free] == [] or not free
    assert set(plan.unplaced) == {need.id for need in problem.needs} - {place.need for place in plan.places}
