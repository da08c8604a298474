"""At what hour each pair meets: a timetable by SAT, which removes the one thing that the flow does not see.

A variable is a pair and an hour. Each pair has one; an expert, an organization and a table have one pair an hour; an
hour has no more pairs than tables. Gaps, pauses and day caps of experts are clauses of the same kind.
"""

from __future__ import annotations

import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

from brigade.solver.problem import Id, Place
from brigade.solver.room import Room

Clause = list[int]
LOOK = 0.02  # seconds between two looks at the engine
PAIRWISE = 10  # literals up to which "at most one" is said pair by pair


@dataclass
class Timetable:
    """The clauses; `at[need][slot]` is the variable of that need meeting its expert then."""

    room: Room
    chosen: Mapping[Id, Id]
    at: dict[Id, dict[Id, int]] = field(default_factory=dict)
    clauses: list[Clause] = field(default_factory=list)
    top: int = 0

    def __post_init__(self) -> None:
        """Write every rule; which pairs must be seated is said apart (`must`)."""
        for need, expert in self.chosen.items():
            hours = self.room.common(self.room.by_id[need], expert)
            self.at[need] = {slot: self.variable() for slot in self.room.slots if slot in hours}
            self.at_most(list(self.at[need].values()), 1)
        self._together()
        for expert in set(self.chosen.values()):
            self._of_expert(expert)

    def variable(self) -> int:
        """A new one."""
        self.top += 1
        return self.top

    def must(self) -> Iterator[Clause]:
        """Each pair has an hour: one clause a pair, empty where there is none."""
        return (list(hours.values()) for hours in self.at.values())

    def at_most(self, literals: list[int], bound: int) -> None:
        """No more than that many of these."""
        if bound >= len(literals):
            return
        if bound == 0:
            self.clauses += [[-literal] for literal in literals]
        elif bound == 1 and len(literals) < PAIRWISE:
            self.clauses += [[-one, -other] for one, other in combinations(literals, 2)]
        else:
            from pysat.card import CardEnc, EncType

            made = CardEnc.atmost(literals, bound, top_id=self.top, encoding=EncType.seqcounter)
            self.clauses += made.clauses
            self.top = max(self.top, made.nv)

    def _together(self) -> None:
        """One pair an hour for an expert, an organization and a shared table; no more than there are tables."""
        groups: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
        for need, hours in self.at.items():
            for slot, variable in hours.items():
                groups["expert", self.chosen[need], slot].append(variable)
                groups["organization", self.room.by_id[need].organization, slot].append(variable)
        for literals in groups.values():
            self.at_most(literals, 1)
        self._at_tables({(key[1], key[2]): many for key, many in groups.items() if key[0] == "expert"})

    def _at_tables(self, meetings: Mapping[tuple[Id, Id], list[int]]) -> None:
        """No more experts at work in an hour than there are tables, and one at a table of their own."""
        hours: defaultdict[Id, list[int]] = defaultdict(list)
        shared: defaultdict[tuple[Id, Id], list[int]] = defaultdict(list)
        for (expert, slot), variables in meetings.items():
            works = self.any_of(variables)
            hours[slot].append(works)
            if (table := self.room.experts[expert].table) is not None:
                shared[table, slot].append(works)
        for slot, works_then in hours.items():
            self.at_most(works_then, self.room.tables[slot])
        for there in shared.values():
            self.at_most(there, 1)
        for place in self.room.fixed:
            own = self.room.experts[place.expert].table
            if own is not None:
                self.clauses += [[-works] for works in shared.get((own, place.slot), ())]

    def any_of(self, literals: list[int]) -> int:
        """A literal that is true exactly when one of these is; there is one at least."""
        if len(literals) == 1:
            return literals[0]
        made = self.variable()
        self.clauses += [[-each, made] for each in literals] + [[-made, *literals]]
        return made

    def _of_expert(self, expert: Id) -> None:
        """Their day caps, gaps and pauses, what stays included."""
        who = self.room.experts[expert]
        mine: defaultdict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for need, hours in self.at.items():
            if self.chosen[need] == expert:
                for slot, variable in hours.items():
                    mine[self.room.slots[slot].day][self.room.slots[slot].index].append(variable)
        stays: defaultdict[int, set[int]] = defaultdict(set)
        for held in self.room.stays_of(expert):
            stays[held.day].add(held.index)
        for day, by_index in mine.items():
            if who.day_cap is not None:
                every = [variable for many in by_index.values() for variable in many]
                self.at_most(every, max(0, who.day_cap - len(stays[day])))
            if who.gap or who.pause_after is not None:
                self._rests(who.gap, who.pause_after, by_index, stays[day])

    def _rests(self, gap: int, pause_after: int | None, by_index: Mapping[int, list[int]], stays: set[int]) -> None:
        """A literal for each index at which this expert works, true for what stays; then the forbidden sets of them."""
        works: dict[int, int | None] = dict.fromkeys(stays)
        for index, many in by_index.items():
            works[index] = self.variable()
            self.clauses += [[-variable, works[index] or 0] for variable in many]
        for window in forbidden(sorted(works), gap, pause_after):
            clause = [-literal for index in window if (literal := works[index]) is not None]
            if clause:
                self.clauses.append(clause)

    def places(self, model: Iterable[int]) -> list[Place]:
        """Who meets whom when, read off a model."""
        true = {literal for literal in model if literal > 0}
        return [
            Place(need, self.chosen[need], slot)
            for need, hours in self.at.items() for slot, variable in hours.items() if variable in true
        ]  # fmt: skip


def forbidden(indexes: list[int], gap: int, pause_after: int | None) -> Iterator[list[int]]:
    """Sets of indexes of a day that may not all be worked, for that gap and pause."""
    yield from ([one, other] for one, other in combinations(indexes, 2) if other - one <= gap)
    if pause_after is not None:
        known = set(indexes)
        for start in indexes:
            run = list(range(start, start + pause_after + 1))
            if known.issuperset(run):
                yield run


def seat(timetable: Timetable, seconds: float, stop: Callable[[], bool]) -> list[Place] | None:
    """Hours for every pair; None when there are none, or not in time.

    In a process of its own: the engine cannot be interrupted, and that there are no such hours may take for ever to
    prove. Discarded: engines that can be (Glucose), which take fifteen times as long to find them.
    """
    must = list(timetable.must())
    if not all(must) or stop():
        return None
    fork, end = multiprocessing.get_context("fork"), monotonic() + seconds
    near, far = fork.Pipe(duplex=False)
    child = fork.Process(target=_satisfy, args=(timetable.clauses + must, far), daemon=True)
    child.start()
    far.close()
    try:
        while not near.poll(LOOK):
            if stop() or monotonic() > end:
                return None
        model = near.recv()
        return None if model is None else timetable.places(model)
    except EOFError:
        return None  # it ran out of memory
    finally:
        child.kill()
        child.join()
        near.close()


def _satisfy(clauses: list[Clause], say: Connection) -> None:
    from pysat.solvers import Solver

    with Solver(name="cadical153", bootstrap_with=clauses) as engine:
        say.send(engine.get_model() if engine.solve() else None)
