"""What an added hour is said to be worth is what solving again with it gives."""

from __future__ import annotations

from dataclasses import replace

from brigade.solver.check import check
from brigade.solver.problem import Id, Problem
from brigade.solver.solve import solve
from brigade.solver.value import gains, with_hour
from tests.bench.events import Size, event

TIGHT = Size(experts=4, organizations=40, needs=60, tables=6)


def tight() -> Problem:
    """An event of a day, with fewer hours than organizations and two tables to spare."""
    found = event(TIGHT)
    day = frozenset(slot.id for slot in found.slots if slot.day == 0)
    return replace(
        found, slots=tuple(slot for slot in found.slots if slot.id in day),
        experts=tuple(replace(each, open=each.open & frozenset(sorted(day, key=str)[:8])) for each in found.experts),
    )  # fmt: skip


def test_a_gain_is_what_solving_again_with_the_hour_gives() -> None:
    problem = tight()
    groups: dict[Id, dict[Id, float]] = {"even": {n.id: 0.9 for n in problem.needs if not int(n.id) % 2}, "none": {}}
    before, found = solve(problem, seconds=2).value, gains(problem, groups)
    assert [gain.group for gain in found] == ["even"]
    for gain in found:
        asked = with_hour(problem, groups[gain.group], [gain.slot])
        after = solve(asked, seconds=2)
        assert check(asked, after.places) == [] and {"first sessions", "fit"} <= set(after.proven)
        assert after.value.levels[0] - before.levels[0] == gain.first > 0
        assert sum(after.value.levels) - sum(before.levels) == gain.served
        assert abs(after.value.fit - before.fit - gain.fit) < 1e-4


def test_nothing_is_worth_anything_where_nobody_asks_or_when_told_to_stop() -> None:
    problem = tight()
    assert gains(replace(problem, needs=()), {"any": {}}) == ()
    assert gains(problem, {"any": {need.id: 1.0 for need in problem.needs}}, cancelled=lambda: True) == ()
