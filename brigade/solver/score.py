"""What a plan is worth, from its places alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from brigade.solver.problem import Id, Place, Problem, Score


def score(problem: Problem, places: Iterable[Place]) -> Score:
    """The four goals; the fit of a fixed place counts like any other."""
    found = list(places)
    fits = {need.id: need.fits for need in problem.needs}
    return Score(
        levels=levels(problem, found), fit=sum(fits[place.need].get(place.expert, 0.0) for place in found),
        breaks=breaks(problem, found), changes=changes(problem.shown, found),
    )  # fmt: skip


def levels(problem: Problem, places: Iterable[Place]) -> tuple[int, ...]:
    """`levels[k]`: organizations with more than k sessions, those held outside of the problem included."""
    owners = {need.id: need.organization for need in problem.needs}
    counts = Counter(owners[place.need] for place in places)
    for organization in {need.organization for need in problem.needs}:
        counts[organization] += already(problem, organization)
    most = max(counts.values(), default=0)
    return tuple(sum(count > level for count in counts.values()) for level in range(most))


def already(problem: Problem, organization: Id) -> int:
    """How many sessions it has that are not in the problem."""
    return max(len(problem.taken.get(organization, ())), int(organization in problem.first_sessions_done))


def breaks(problem: Problem, places: Iterable[Place]) -> int:
    """Idle groups inside a day, of every expert and every organization."""
    slots = {slot.id: slot for slot in problem.slots}
    owners = {need.id: need.organization for need in problem.needs}
    used: defaultdict[tuple[str, Id, int], set[int]] = defaultdict(set)
    for place in places:
        slot = slots[place.slot]
        used["expert", place.expert, slot.day].add(slot.index)
        used["organization", owners[place.need], slot.day].add(slot.index)
    for organization, held in problem.taken.items():
        for each in held & slots.keys():
            used["organization", organization, slots[each].day].add(slots[each].index)
    return sum(sum(index + 1 not in day for index in day) - 1 for day in used.values())


def changes(shown: Mapping[Id, Place], places: Iterable[Place]) -> int:
    """How many of those whom people were told about have another place, or none."""
    now = {place.need: place for place in places}
    return sum(now.get(need) != place for need, place in shown.items())
