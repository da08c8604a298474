"""The judge: every rule once more, read off the problem and the places, without a line in common with the solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from brigade.solver.problem import Expert, Place, Problem


def check(problem: Problem, places: Sequence[Place]) -> list[str]:
    """Every rule that these places break, in words; none for a lawful plan."""
    needs, experts = {need.id for need in problem.needs}, {expert.id for expert in problem.experts}
    slots = {slot.id for slot in problem.slots}
    known = [place for place in places if place.need in needs and place.expert in experts and place.slot in slots]
    return [
        *(f"{place} names what the problem does not have" for place in places if place not in known),
        *(f"{place} had to stay" for place in problem.fixed if place not in places),
        *_alone(problem, [place for place in known if place not in problem.fixed]), *_together(problem, known),
        *_tables(problem, known), *_caps(problem, known), *_days(problem, known),
    ]  # fmt: skip


def _alone(problem: Problem, free: Sequence[Place]) -> Iterator[str]:
    """What is wrong with a place whatever the others are."""
    needs = {need.id: need for need in problem.needs}
    open_ = {expert.id: expert.open for expert in problem.experts}
    for place in free:
        need = needs[place.need]
        if place.expert not in need.fits:
            yield f"{place}: this expert is not allowed for this need"
        if place.slot not in open_[place.expert]:
            yield f"{place}: the expert is not there"
        if place.slot in need.absent:
            yield f"{place}: the organization cannot come"
        if place.slot in problem.taken.get(need.organization, frozenset()):
            yield f"{place}: the organization has another session then"


def _together(problem: Problem, known: Sequence[Place]) -> Iterator[str]:
    """Two places that cannot both be."""
    owner = {need.id: need.organization for need in problem.needs}
    table = {expert.id: expert.table for expert in problem.experts}
    for one, other in combinations(known, 2):
        if one.need == other.need:
            yield f"{one.need} is placed twice"
        if one.slot != other.slot:
            continue
        if one.expert == other.expert:
            yield f"{one.expert} is booked twice at {one.slot}"
        elif table[one.expert] is not None and table[one.expert] == table[other.expert]:
            yield f"table {table[one.expert]} is taken twice at {one.slot}"
        if owner[one.need] == owner[other.need]:
            yield f"{owner[one.need]} is at two tables at {one.slot}"


def _tables(problem: Problem, known: Sequence[Place]) -> Iterator[str]:
    for slot in problem.slots:
        used, room = sum(place.slot == slot.id for place in known), problem.tables.get(slot.id, 0)
        if used > room:
            yield f"{used} sessions at {slot.id}, but {room} tables"


def _caps(problem: Problem, known: Sequence[Place]) -> Iterator[str]:
    """Sessions of an organization; what is fixed may be over, but then nothing may be added."""
    owner = {need.id: need.organization for need in problem.needs}
    for organization in set(owner.values()):
        own = [place for place in known if owner[place.need] == organization]
        outside = len(problem.taken.get(organization, ())) or int(organization in problem.first_sessions_done)
        most = problem.caps.get(organization, problem.organization_cap)
        if len(own) + outside > most and any(place not in problem.fixed for place in own):
            yield f"{organization} has more sessions than its cap"


def _days(problem: Problem, known: Sequence[Place]) -> Iterator[str]:
    """Each day of each expert to which something was added."""
    slots, experts = {slot.id: slot for slot in problem.slots}, {expert.id: expert for expert in problem.experts}
    indexes: defaultdict[tuple[object, int], set[int]] = defaultdict(set)
    added: defaultdict[tuple[object, int], set[int]] = defaultdict(set)
    for place in known:
        where = slots[place.slot]
        indexes[place.expert, where.day].add(where.index)
        if place not in problem.fixed:
            added[place.expert, where.day].add(where.index)
    for (name, day), mine in added.items():
        expert = next(each for each in experts.values() if each.id == name)
        yield from (f"{name}, day {day}: {wrong}" for wrong in _day(expert, indexes[name, day], mine))


def _day(expert: Expert, all_of_them: set[int], mine: set[int]) -> Iterator[str]:
    """One day: its cap, its gaps and its pauses."""
    if expert.day_cap is not None and len(all_of_them) > expert.day_cap:
        yield f"{len(all_of_them)} sessions, cap {expert.day_cap}"
    for one, other in combinations(sorted(all_of_them), 2):
        if other - one <= expert.gap and {one, other} & mine:
            yield f"no gap between {one} and {other}"
    for start in sorted(all_of_them) if expert.pause_after is not None else ():
        run = set(range(start, start + (expert.pause_after or 0) + 1))
        if run <= all_of_them and run & mine:
            yield f"no pause after {start}"
