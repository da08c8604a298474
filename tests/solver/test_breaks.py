"""Proofs of the fewest breaks against every timetable there is, however tables are counted."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import pytest

from brigade.solver.breaks import prover, softly
from brigade.solver.times import Timetable
from tests.bench import b2b
from tests.bench.bench_b2b import arranged

HOURS = 5


def fair(seed: int) -> b2b.Fair:
    """Four people, five meetings, five hours, two tables; some are away for an hour or two."""
    chance = Random(seed)
    pairs = chance.sample(list(combinations(range(1, 5), 2)), 5)
    away = {person: frozenset(chance.sample(range(1, HOURS + 1), chance.choice((0, 1, 2)))) for person in range(1, 5)}
    return b2b.Fair(4, 2, HOURS, 2, tuple((one, other, 3) for one, other in pairs), away)


def fewest(asked: b2b.Fair) -> int | None:
    """The breaks of the best of all timetables; None where there is none."""
    found = []
    for hours in product(range(1, HOURS + 1), repeat=len(asked.meetings)):
        try:
            found.append(b2b.judge(asked, dict(enumerate(hours))))
        except AssertionError:
            continue
    return min(found, default=None)


@pytest.mark.parametrize("seed", range(12))
def test_both_counts_of_tables_prove_what_trying_everything_finds(seed: int) -> None:
    asked = fair(seed)
    for by_meeting in (False, True):
        timetable = Timetable(b2b.grid(asked), by_meeting=by_meeting)
        engine = prover(timetable.clauses, softly(timetable), timetable.top, lambda bound: None)
        model = engine.compute()
        assert (engine.cost if model else None) == fewest(asked)


def test_among_these_fairs_are_such_with_breaks_and_such_without_a_timetable() -> None:
    assert {fewest(fair(seed)) for seed in range(12)} == {None, 0, 1, 2}


def test_a_fair_is_arranged_and_proven_while_the_search_runs() -> None:
    asked = next(fair(seed) for seed in range(12) if fewest(fair(seed)) == 1)
    assert b2b.judge(asked, arranged(asked, 20)[0]) == 1 and arranged(asked, 20)[1]
