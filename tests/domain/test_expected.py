"""When sessions are expected, once somebody runs late: what must hold for every day and every delay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from brigade.domain.expected import Late, Sitting, clashes, expected
from tests.factories import NOW

LENGTH = timedelta(minutes=30)
MINUTES = some.integers(1, 120)


@some.composite
def days(draw: some.DrawFn) -> list[Sitting]:
    """Some of the day's twelve half hours of up to three experts; nobody is in two places by agreement."""
    taken = draw(some.sets(some.tuples(some.integers(1, 3), some.integers(0, 11)), min_size=1, max_size=20))
    found = []
    for number, (expert, hour) in enumerate(sorted(taken)):
        others = {each.organization for each in found if each.starts_at == at(hour)}
        organization = draw(some.sampled_from([each for each in range(1, 8) if each not in others]))
        found.append(sitting(number, expert, hour, organization=organization))
    return found


def at(hour: int) -> datetime:
    return NOW + hour * LENGTH


def sitting(number: int, expert: int, hour: int, *, organization: int = 0, table: int = 0) -> Sitting:
    return Sitting(number, expert, organization or 100 + number, table or expert, at(hour), at(hour) + LENGTH)


def one_expert(day: Sequence[Sitting], expert: int) -> list[Sitting]:
    return sorted((each for each in day if each.expert == expert), key=lambda each: each.starts_at)


@settings(deadline=None)  # a busy machine is no failure
@given(days())
def test_nobody_late_means_as_agreed(day: list[Sitting]) -> None:
    times = expected(day, {})
    assert all((times[each.id].starts_at, times[each.id].ends_at) == (each.starts_at, each.ends_at) for each in day)
    assert clashes(day, times) == []


@settings(deadline=None)  # a busy machine is no failure
@given(days(), MINUTES, some.integers(0, 12))
def test_never_early_never_shorter_never_two_at_once(day: list[Sitting], minutes: int, said: int) -> None:
    times = expected(day, {1: Late(minutes, at(said))})
    for each in day:
        assert times[each.id].starts_at >= each.starts_at
        assert times[each.id].ends_at - times[each.id].starts_at == LENGTH
    for first, second in pairwise(one_expert(day, 1)):
        assert times[first.id].ends_at <= times[second.id].starts_at or first.ends_at <= at(said)


@settings(deadline=None)  # a busy machine is no failure
@given(days(), MINUTES, some.integers(0, 12))
def test_a_delay_is_about_the_first_session_not_over_and_only_shrinks(
    day: list[Sitting], minutes: int, said: int
) -> None:
    times = expected(day, {1: Late(minutes, at(said))})
    shifts = [times[each.id].starts_at - each.starts_at for each in one_expert(day, 1) if each.ends_at > at(said)]
    if shifts:
        assert shifts[0] == timedelta(minutes=minutes)
    assert shifts == sorted(shifts, reverse=True)
    unmoved = [each for each in day if each.expert != 1 or each.ends_at <= at(said)]
    assert all(times[each.id].starts_at == each.starts_at for each in unmoved)


@settings(deadline=None)  # a busy machine is no failure
@given(days(), MINUTES, some.integers(0, 12))
def test_what_clashes_shares_somebody_and_overlaps(day: list[Sitting], minutes: int, said: int) -> None:
    times = expected(day, {1: Late(minutes, at(said))})
    for clash in clashes(day, times):
        assert getattr(clash.first, clash.shared) == getattr(clash.second, clash.shared)
        assert clash.first.ends_at <= clash.second.starts_at
        assert times[clash.first.id].ends_at > times[clash.second.id].starts_at


def test_a_break_absorbs_and_two_sessions_in_a_row_do_not() -> None:
    day = [sitting(1, 1, 0), sitting(2, 1, 1), sitting(3, 1, 3)]
    times = expected(day, {1: Late(10, NOW + timedelta(minutes=5))})
    late = [(times[each.id].starts_at - each.starts_at).total_seconds() / 60 for each in day]
    assert late == [10, 10, 0]


def test_more_than_the_break_reaches_the_other_side() -> None:
    day = [sitting(1, 1, 0), sitting(2, 1, 2)]
    assert expected(day, {1: Late(45, NOW)})[2].starts_at == at(2) + timedelta(minutes=15)


def test_an_organization_that_goes_on_to_somebody_else_is_raised() -> None:
    day = [sitting(1, 1, 0, organization=9), sitting(2, 2, 1, organization=9), sitting(3, 2, 2, organization=9)]
    found = clashes(day, expected(day, {1: Late(10, NOW)}))
    assert [(clash.first.id, clash.second.id, clash.shared) for clash in found] == [(1, 2, "organization")]


def test_a_table_that_two_experts_share_is_raised() -> None:
    day = [sitting(1, 1, 0, table=7), sitting(2, 2, 1, table=7)]
    found = clashes(day, expected(day, {1: Late(5, NOW)}))
    assert [(clash.first.id, clash.second.id, clash.shared) for clash in found] == [(1, 2, "table")]
