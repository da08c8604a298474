"""What an added hour is said to be worth is what arranging the whole event again with it gives."""

from __future__ import annotations

from dataclasses import replace

from brigade.solver.check import check
from brigade.solver.problem import Expert, Helpers, Id, Need, Problem, Score, Slot
from brigade.solver.solve import solve
from brigade.solver.value import CHECKED, gains, with_hour
from tests.bench.events import Size, event

TIGHT = Size(experts=4, organizations=40, needs=60, tables=6)
LONG = 60.0  # seconds; it is done long before


def tight() -> Problem:
    """An event of a day, with fewer hours than organizations and two tables to spare."""
    found = event(TIGHT)
    day = frozenset(slot.id for slot in found.slots if slot.day == 0)
    return replace(
        found, slots=tuple(slot for slot in found.slots if slot.id in day),
        experts=tuple(replace(each, open=each.open & frozenset(sorted(day, key=str)[:8])) for each in found.experts),
    )  # fmt: skip


def asked(problem: Problem, groups: dict[Id, dict[Id, float]], run: int = 1) -> Helpers:
    return Helpers(groups, frozenset(slot.id for slot in problem.slots), run)


def one_day(hours: int, needs: int, *, taken: tuple[int, ...] = ()) -> Problem:
    """One expert with two hours, a table for one more, and as many organizations as needs; three hours a block."""
    slots = tuple(Slot(n, 0, n, n // 3, 540 + 30 * n) for n in range(hours))
    return Problem(
        tuple(Need(n, n, {"ours": 0.5}) for n in range(needs)), (Expert("ours", frozenset({0, 1})),), slots,
        {slot.id: 1 if slot.id in taken else 2 for slot in slots}, 1,
    )  # fmt: skip


def found(problem: Problem, helpers: Helpers) -> list[tuple[Id, tuple[Id, ...], int, int, int, bool]]:
    plan = solve(problem, seconds=5)
    all_of_them = gains(problem, helpers, plan.value, seconds=LONG)
    assert all_of_them is not None
    return [(gain.group, gain.slots, gain.first, gain.served, gain.all_day, gain.checked) for gain in all_of_them]


def test_a_gain_is_what_solving_again_with_the_hour_gives() -> None:
    problem = tight()
    groups: dict[Id, dict[Id, float]] = {"even": {n.id: 0.9 for n in problem.needs if not int(n.id) % 2}, "none": {}}
    before = solve(problem, seconds=2).value
    said = gains(problem, asked(problem, groups), before, seconds=LONG)
    assert said is not None and [(gain.group, gain.checked) for gain in said] == [("even", True)]
    for gain in said:
        with_it = with_hour(problem, groups[gain.group], gain.slots)
        after = solve(with_it, seconds=2)
        assert check(with_it, after.places) == [] and {"first sessions", "fit"} <= set(after.proven)
        assert after.value.levels[0] - before.levels[0] == gain.first > 0
        assert sum(after.value.levels) - sum(before.levels) == gain.served


def test_an_hour_is_as_many_slots_in_a_row_as_it_takes_and_a_break_ends_the_row() -> None:
    everybody: dict[Id, dict[Id, float]] = {"any": dict.fromkeys(range(9), 0.9)}
    problem = one_day(hours=6, needs=9)
    assert found(problem, asked(problem, everybody, run=2)) == [("any", (0, 1), 2, 2, 6, True)]
    full = one_day(hours=6, needs=9, taken=(0, 1, 2))
    late = Helpers(everybody, frozenset({2, 3, 4}), 2)
    assert found(full, late)[0][1] == (3, 4), "2 and 3 have the break between them"


def test_whom_nobody_fits_yet_somebody_else_may() -> None:
    problem = replace(one_day(hours=6, needs=0), needs=(Need(0, 0, {}), Need(1, 1, {})))
    assert found(problem, asked(problem, {"any": {1: 0.8}}))[0][2:] == (1, 1, 1, True)


def test_where_the_room_is_full_or_all_is_over_an_hour_adds_nothing() -> None:
    everybody: dict[Id, dict[Id, float]] = {"any": dict.fromkeys(range(9), 0.9)}
    full = one_day(hours=2, needs=9, taken=(0, 1))
    assert found(full, asked(full, everybody)) == []
    problem = one_day(hours=6, needs=9)
    assert found(problem, Helpers(everybody, frozenset())) == []


def test_where_all_have_a_place_a_better_fit_alone_is_no_gain() -> None:
    problem = one_day(hours=6, needs=2)
    assert found(problem, asked(problem, {"any": {0: 1.0, 1: 1.0}})) == []


def test_an_hour_through_others_counts_as_one_that_is_given_directly() -> None:
    """Nobody of the group is asked for by whom it serves in the end: it sets free the one who is."""
    problem = one_day(hours=2, needs=2)
    theirs = replace(problem, needs=(*problem.needs, Need(2, 2, {"ours": 0.5})))
    assert found(theirs, asked(theirs, {"any": {0: 0.1}}))[0][2:4] == (1, 1)


def test_the_greatest_of_each_group_is_checked_and_what_the_check_denies_is_not_said() -> None:
    groups: dict[Id, dict[Id, float]] = {name: dict.fromkeys(range(9), 0.9) for name in "abcdefg"}
    problem = one_day(hours=6, needs=9)
    said = found(problem, asked(problem, groups))
    assert len(said) == len(groups) and sum(each[-1] for each in said) == CHECKED
    pretended = Score((9,), 4.5, 0, 0)
    denied = gains(problem, asked(problem, groups), pretended, seconds=LONG)
    assert denied is not None and not any(gain.checked for gain in denied)


def test_nothing_is_worth_anything_where_nobody_asks_and_nothing_is_said_when_told_to_stop_or_late() -> None:
    problem = tight()
    value = Score((1,), 1.0, 0, 0)
    everybody: dict[Id, dict[Id, float]] = {"any": {need.id: 1.0 for need in problem.needs}}
    assert gains(replace(problem, needs=()), asked(problem, {"any": {}}), value, seconds=LONG) == ()
    assert gains(problem, asked(problem, everybody), value, seconds=LONG, cancelled=lambda: True) is None
    assert gains(problem, asked(problem, everybody), value, seconds=-1) is None
