"""What would help most: what one more hour of a group of experts on a day adds, found by pairing again with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from brigade.solver import pairs
from brigade.solver.problem import Expert, Id, Place, Problem, Score
from brigade.solver.room import room
from brigade.solver.score import score

HELPER = "one more"  # the expert that is not there yet


@dataclass(frozen=True, slots=True)
class Gain:
    """What an hour of `group` on `day`, best given at `slot`, adds: first sessions, sessions (`served`), fit."""

    group: Id
    day: int
    slot: Id
    first: int
    served: int
    fit: float


def gains(
    problem: Problem, groups: Mapping[Id, Mapping[Id, float]], *, cancelled: Callable[[], bool] | None = None
) -> tuple[Gain, ...]:
    """The gain of each group and day that has one, the greatest first; those found so far when cancelled.

    `groups`: group → need → the fit that an expert of this group would have for it. Who meets whom is decided anew with
    the hour; it costs two pairings for each group and day, whose values hold as far as hours can be found for them.
    """
    before = _paired(problem)[0]
    found: list[Gain] = []
    for group, fits in groups.items():
        for day in sorted({slot.day for slot in problem.slots}):
            if cancelled is not None and cancelled():
                return _sorted(found)
            found += _gain(problem, before, group, fits, day)
    return _sorted(found)


def with_hour(problem: Problem, fits: Mapping[Id, float], slots: Iterable[Id]) -> Problem:
    """The same problem with one more expert, who is there in these slots and whom these needs fit."""
    needs = tuple(
        replace(need, fits={**need.fits, HELPER: fits[need.id]}) if need.id in fits else need for need in problem.needs
    )
    return replace(problem, needs=needs, experts=(*problem.experts, Expert(HELPER, frozenset(slots))))


def _gain(problem: Problem, before: Score, group: Id, fits: Mapping[Id, float], day: int) -> list[Gain]:
    """With the whole day first, to see at what hour they would be wanted; then with the first of those alone."""
    whole = with_hour(problem, fits, [slot.id for slot in problem.slots if slot.day == day])
    wanted = [place.slot for place in _paired(whole)[1] if place.expert == HELPER]
    if not wanted:
        return []
    slot = min(wanted, key=str)
    after = _paired(with_hour(problem, fits, [slot]))[0]
    first, served = _first(after) - _first(before), sum(after.levels) - sum(before.levels)
    fit = round(after.fit - before.fit, 6)
    return [Gain(group, day, slot, first, served, fit)] if (first, served, fit) > (0, 0, 0.0) else []


def _paired(problem: Problem) -> tuple[Score, tuple[Place, ...]]:
    """What the best pairs are worth, and where the flow put them."""
    asked = room(problem)
    best = pairs.pair(asked)
    places = (*asked.fixed, *(Place(need, expert, best.hours[need]) for need, expert in best.chosen.items()))
    return score(problem, places), places


def _first(value: Score) -> int:
    return value.levels[0] if value.levels else 0


def _sorted(found: list[Gain]) -> tuple[Gain, ...]:
    return tuple(sorted(found, key=lambda gain: (-gain.first, -gain.served, -gain.fit)))
