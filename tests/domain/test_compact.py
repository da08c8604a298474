"""The most compact run: as many needs as can be, the shortest stay, the best fit; and never two things at once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from brigade.domain.compact import Hour, Stop, run

HOURS = [Hour(slot, slot // 4, 540 + 30 * (slot % 4), 570 + 30 * (slot % 4)) for slot in range(8)]

WHO = st.tuples(st.integers(1, 9), st.floats(0, 1))


def slots(stops: list[Stop]) -> list[int]:
    return [stop.slot for stop in stops]


def test_close_together_comes_before_a_better_fit() -> None:
    choices = {1: {0: (7, 0.9), 3: (7, 0.9)}, 2: {1: (8, 0.1), 6: (9, 1.0)}}
    assert slots(run(HOURS, choices)) == [0, 1]


def test_more_needs_come_before_a_shorter_stay() -> None:
    assert slots(run(HOURS, {1: {0: (7, 0.5), 4: (7, 1.0)}, 2: {3: (8, 0.5)}})) == [0, 3]


def test_of_two_runs_as_short_the_one_that_fits_better() -> None:
    choices = {1: {0: (7, 0.2), 5: (7, 0.8)}, 2: {1: (8, 0.2), 6: (8, 0.8)}}
    assert slots(run(HOURS, choices)) == [5, 6]


def test_nobody_free_is_no_run() -> None:
    assert run(HOURS, {1: {}}) == run([], {1: {0: (1, 1.0)}}) == run(HOURS, {}) == []


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(1, 5), st.dictionaries(st.integers(0, 7), WHO), max_size=4))
def test_whatever_is_free_the_run_is_lawful(choices: dict[int, dict[int, tuple[int, float]]]) -> None:
    found = run(HOURS, choices)
    assert len({stop.slot for stop in found}) == len({stop.need for stop in found}) == len(found)
    assert len({HOURS[stop.slot].day for stop in found}) <= 1
    assert slots(found) == sorted(slots(found))
    assert all(choices[stop.need][stop.slot] == (stop.expert, stop.fit) for stop in found)
    assert bool(found) is any(choices.values())
