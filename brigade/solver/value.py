"""What would help most: what one more hour of a group of experts on a day adds, found by arranging again with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from time import monotonic

from brigade.solver import pairs
from brigade.solver.problem import Expert, Gain, Helpers, Id, Place, Problem, Score, Slot
from brigade.solver.room import room
from brigade.solver.score import score
from brigade.solver.solve import reach

HELPER = "one more"  # the expert that is not there yet
CHECKED = 5  # groups whose greatest gain is arranged again, with its hours
PAIRING = 0.5  # of the time, at the most, for pairing

Cancelled = Callable[[], bool]


def gains(
    problem: Problem, helpers: Helpers, reached: Score, *, seconds: float, cancelled: Cancelled = lambda: False
) -> tuple[Gain, ...] | None:
    """The gain of each group and day that has one, the greatest first; those found in time, or before cancelled. None
    when none was found by then: there may be some all the same.

    `reached`: what the plan is worth that the hour is added to. Each costs two pairings;
    of the first groups, the greatest is checked.
    """
    end, late = monotonic() + seconds, monotonic() + PAIRING * seconds

    def is_over() -> bool:
        return cancelled() or monotonic() > late

    found, is_cut = sorted(_paired_gains(problem, helpers, is_over), key=_greatest), is_over()
    of_each = {gain.group: gain for gain in reversed(found)}  # the greatest of a group is put in last
    asked = sorted(of_each.values(), key=_greatest)[:CHECKED]
    sure = [gain for gain in found if gain not in asked]
    for number, gain in enumerate(asked):
        left = (end - monotonic()) / (len(asked) - number)
        is_late = cancelled() or left <= 0
        sure += [gain] if is_late else _checked(problem, helpers, reached, gain, left, cancelled)
    return None if is_cut and not sure else tuple(sorted(sure, key=_greatest))


def with_hour(problem: Problem, fits: Mapping[Id, float], slots: Iterable[Id]) -> Problem:
    """The same problem with one more expert, who is there in these slots and whom these needs fit."""
    needs = tuple(
        replace(need, fits={**need.fits, HELPER: fits[need.id]}) if need.id in fits else need for need in problem.needs
    )
    return replace(problem, needs=needs, experts=(*problem.experts, Expert(HELPER, frozenset(slots))))


def _greatest(gain: Gain) -> tuple[int, int, bool, int]:
    """Of equals, what is sure before what is not."""
    return -gain.first, -gain.served, not gain.checked, -gain.all_day


def _paired_gains(problem: Problem, helpers: Helpers, cancelled: Cancelled) -> Iterator[Gain]:
    """Of every group and day, those groups first that fit most needs without a place."""
    before, places = _paired(problem)
    left, seated = room(problem).left, {place.need for place in places}
    waiting = {need.id for need in problem.needs if need.id not in seated and left(need.organization)}
    groups = sorted(helpers.fits, key=lambda group: -len(waiting & helpers.fits[group].keys()))
    for group in groups if waiting else ():
        if cancelled():
            return
        fits = helpers.fits[group]
        if _more(before, _paired(with_hour(problem, fits, helpers.open))[0]):
            for day in sorted({slot.day for slot in problem.slots}):
                today = [slot for slot in problem.slots if slot.day == day and slot.id in helpers.open]
                yield from _gain(problem, before, group, helpers, today)


def _gain(problem: Problem, before: Score, group: Id, helpers: Helpers, today: list[Slot]) -> Iterator[Gain]:
    """With the whole day first, to see at what hour they would be wanted; then with that hour alone."""
    fits = helpers.fits[group]
    whole, places = _paired(with_hour(problem, fits, [slot.id for slot in today]))
    wanted = {place.slot for place in places if place.expert == HELPER}
    hours = list(_runs(today, helpers.run))
    if not _more(before, whole) or not hours:
        return
    slots = max(hours, key=lambda run: len(wanted.intersection(run)))
    after = _paired(with_hour(problem, fits, slots))[0]
    if (more := _more(before, after)) is not None:
        all_day = sum(whole.levels) - sum(before.levels)
        yield Gain(group, slots, *more, max(all_day, more[1]))


def _runs(today: list[Slot], length: int) -> Iterator[tuple[Id, ...]]:
    """Every hour of the day: so many slots in a row, with no break between them."""
    for start in range(len(today) - length + 1):
        run = today[start:start + length]
        if run[-1].index - run[0].index == length - 1 and run[0].block == run[-1].block:
            yield tuple(slot.id for slot in run)


def _checked(
    problem: Problem, helpers: Helpers, reached: Score, gain: Gain, seconds: float, cancelled: Cancelled
) -> Iterator[Gain]:
    """What is left of it when the whole event is arranged again with it, if anything."""
    after = reach(with_hour(problem, helpers.fits[gain.group], gain.slots), seconds=seconds, cancelled=cancelled)
    if (more := _more(reached, after)) is not None:
        yield replace(gain, first=more[0], served=more[1], checked=True)


def _more(before: Score, after: Score) -> tuple[int, int] | None:
    """First sessions and sessions that were added; nothing where neither was."""
    first, served = _first(after) - _first(before), sum(after.levels) - sum(before.levels)
    return (first, served) if (first, served) > (0, 0) else None


def _paired(problem: Problem) -> tuple[Score, tuple[Place, ...]]:
    """What the best pairs are worth, and where the flow put them."""
    asked = room(problem)
    best = pairs.pair(asked)
    places = (*asked.fixed, *(Place(need, expert, best.hours[need]) for need, expert in best.chosen.items()))
    return score(problem, places), places


def _first(value: Score) -> int:
    return value.levels[0] if value.levels else 0
