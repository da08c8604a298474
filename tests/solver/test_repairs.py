"""An arranged event of which a day of an expert falls out: only those who were there are seated anew, each once."""

from __future__ import annotations

from collections import Counter

import pytest

from brigade.solver.check import check
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


def test_shown_sessions_are_kept_unless_a_better_fit_outweighs_it() -> None:
    problem = event(FEW)
    first = solve(problem, seconds=1)
    asked = half_confirmed(problem, first.places)
    again = solve(asked, seconds=2)
    assert again.value.changes <= 0.05 * len(asked.shown)
