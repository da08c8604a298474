"""The problem as the stages need it: what fixed places leave free, and who may meet whom when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from brigade.solver.problem import Expert, Id, Impossible, Need, Place, Problem, Slot
from brigade.solver.score import already


@dataclass(frozen=True)
class Room:
    """What is left to be decided, once what stays has taken its place. Made by `room`."""

    problem: Problem
    fixed: tuple[Place, ...]
    needs: tuple[Need, ...]  # those still to be placed that anybody may meet

    @cached_property
    def by_id(self) -> dict[Id, Need]:
        """Every need."""
        return {need.id: need for need in self.problem.needs}

    @cached_property
    def experts(self) -> dict[Id, Expert]:
        """Every expert."""
        return {expert.id: expert for expert in self.problem.experts}

    @cached_property
    def slots(self) -> dict[Id, Slot]:
        """Every slot, in order."""
        return {slot.id: slot for slot in self.problem.slots}

    @cached_property
    def open(self) -> dict[Id, frozenset[Id]]:
        """Expert → slots at which they are there and nothing is fixed."""
        taken: defaultdict[Id, set[Id]] = defaultdict(set)
        for place in self.fixed:
            taken[place.expert].add(place.slot)
        return {e.id: (e.open & self.slots.keys()) - taken[e.id] for e in self.problem.experts}

    @cached_property
    def tables(self) -> dict[Id, int]:
        """Slot → tables that nothing fixed takes."""
        used = Counter(place.slot for place in self.fixed)
        return {slot: max(0, self.problem.tables.get(slot, 0) - used[slot]) for slot in self.slots}

    @cached_property
    def has(self) -> Counter[Id]:
        """Organization → sessions that it has whatever happens."""
        counts = Counter(self.by_id[place.need].organization for place in self.fixed)
        for organization in {need.organization for need in self.problem.needs}:
            counts[organization] += already(self.problem, organization)
        return counts

    @cached_property
    def busy(self) -> dict[Id, frozenset[Id]]:
        """Organization → slots at which it meets somebody already."""
        found: defaultdict[Id, set[Id]] = defaultdict(set)
        for organization, slots in self.problem.taken.items():
            found[organization] |= slots
        for place in self.fixed:
            found[self.by_id[place.need].organization].add(place.slot)
        return {organization: frozenset(slots) for organization, slots in found.items()}

    def left(self, organization: Id) -> int:
        """Sessions it may still get."""
        cap = self.problem.caps.get(organization, self.problem.organization_cap)
        return max(0, cap - self.has[organization])

    def can_come(self, need: Need) -> frozenset[Id]:
        """Slots at which this need's organization may be seated, with a table free."""
        busy = self.busy.get(need.organization, frozenset())
        return frozenset(s for s, n in self.tables.items() if n and s not in need.absent and s not in busy)

    def common(self, need: Need, expert: Id) -> frozenset[Id]:
        """Slots at which these two may meet."""
        return self.can_come(need) & self.open.get(expert, frozenset())

    def stays_of(self, expert: Id) -> Iterator[Slot]:
        """The slots of an expert's fixed sessions."""
        return (self.slots[place.slot] for place in self.fixed if place.expert == expert)


def room(problem: Problem) -> Room:
    """Read the problem; `Impossible` where what has to stay contradicts itself."""
    fixed = _staying(problem)
    _refuse_contradictions(problem, fixed)
    placed = {place.need for place in fixed}
    empty = Room(replace(problem, fixed=fixed), fixed, ())
    needs = tuple(n for n in problem.needs if n.id not in placed and n.fits and empty.left(n.organization))
    return Room(empty.problem, fixed, needs)


def _staying(problem: Problem) -> tuple[Place, ...]:
    """What is fixed, and what was shown and may not move."""
    known = {place.need for place in problem.fixed}
    may = problem.may_move
    shown = () if may is None else (place for need, place in problem.shown.items() if need not in may | known)
    return (*problem.fixed, *shown)


def _refuse_contradictions(problem: Problem, fixed: tuple[Place, ...]) -> None:
    needs = {need.id: need for need in problem.needs}
    experts, slots = {expert.id for expert in problem.experts}, {slot.id for slot in problem.slots}
    seen: set[tuple[str, Id, Id]] = set()
    for place in fixed:
        if place.need not in needs or place.expert not in experts or place.slot not in slots:
            raise Impossible("fixed-unknown", need=place.need)
        organization = needs[place.need].organization
        for key in (("need", place.need, 0), ("expert", place.expert, place.slot),
                    ("organization", organization, place.slot)):  # fmt: skip
            if key in seen:
                raise Impossible(f"fixed-{key[0]}-twice", need=place.need, expert=place.expert, slot=place.slot)
            seen.add(key)
    for slot, used in Counter(place.slot for place in fixed).items():
        if used > problem.tables.get(slot, 0):
            raise Impossible("fixed-more-than-tables", slot=slot, number=used, tables=problem.tables.get(slot, 0))
