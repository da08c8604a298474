"""The most compact run of sessions for several needs of one organization: plain values, no rows.

As many needs as possible, then the shortest stay, then the best fit, then the earliest. Every way is tried, which a few
needs allow; whoever has more is asked to choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST = 5  # needs in one run: with twelve slots a day, every way is tried in a fraction of a second


@dataclass(frozen=True, slots=True)
class Hour:
    """A slot: its day's number, when it starts and ends, in minutes of that day."""

    slot: int
    day: int
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Stop:
    """This need meets this expert then."""

    need: int
    expert: int
    slot: int
    fit: float


Choice = Mapping[int, tuple[int, float]]  # slot → the best expert who is free then, and how well they fit


def run(hours: Sequence[Hour], choices: Mapping[int, Choice]) -> list[Stop]:
    """The best run of all days, in time order; empty when nobody is free."""
    days = sorted({hour.day for hour in hours})
    found = [best for day in days if (best := _best([hour for hour in hours if hour.day == day], choices))]
    return min(found, key=lambda stops: _rank(stops, hours), default=[])


def _best(hours: Sequence[Hour], choices: Mapping[int, Choice]) -> list[Stop]:
    needs = list(choices)[:MOST]
    ways = (stops for stops in _ways(hours, choices, needs, frozenset()) if stops)
    best = min(ways, key=lambda stops: _rank(stops, hours), default=[])
    order = {hour.slot: hour.starts for hour in hours}
    return sorted(best, key=lambda stop: order[stop.slot])


def _ways(
    hours: Sequence[Hour], choices: Mapping[int, Choice], needs: Sequence[int], used: frozenset[int]
) -> Iterator[list[Stop]]:
    """Every way to give these needs an hour each, or none."""
    if not needs:
        yield []
        return
    need, rest = needs[0], needs[1:]
    yield from _ways(hours, choices, rest, used)
    for hour in hours:
        if hour.slot in used or hour.slot not in choices[need]:
            continue
        expert, fit = choices[need][hour.slot]
        for stops in _ways(hours, choices, rest, used | {hour.slot}):
            yield [Stop(need, expert, hour.slot, fit), *stops]


def _rank(stops: Sequence[Stop], hours: Sequence[Hour]) -> tuple[float, ...]:
    """Smallest is best."""
    at = {hour.slot: hour for hour in hours}
    mine = [at[stop.slot] for stop in stops]
    first, last = min(hour.starts for hour in mine), max(hour.ends for hour in mine)
    return -len(stops), last - first, -sum(stop.fit for stop in stops), mine[0].day, first
