"""The fewest breaks and changes for pairs that are decided: CP-SAT, which improves at any time and says its bound.

A person's breaks of a day are the blocks of hours that they work, less one if they work at all. A session that people
were told of costs `KEEP` breaks when it moves: nobody who was told is moved for the sake of an idle half hour.
Discarded: partial MaxSAT (RC2) over the clauses of `times`: where experts are there at odd hours it had proven a bound
of 1 after a minute, and knows no plan until it knows the best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from brigade.solver.problem import Place
from brigade.solver.room import Room
from brigade.solver.rules import Day, Person, Rules, staying
from brigade.solver.score import breaks, changes

KEEP = 10  # breaks that one move is worth
WORKERS = 4  # searches side by side; more than cores, because they differ


@dataclass(frozen=True, slots=True)
class Hours:
    """`places` of the pairs; `cost` in breaks and `KEEP` × changes, `bound` below which no hours cost."""

    places: Sequence[Place]
    cost: int
    bound: int


def fewest(
    room: Room, seated: Sequence[Place], seconds: float, stop: Callable[[], bool], watch: Callable[[float, float], None]
) -> Hours:
    """The best hours for the pairs of those `seated`, who are the start; never worse than these."""
    known = cost(room, seated)
    if known == 0 or not seated or stop():
        return Hours(seated, known, 0)
    from ortools.sat.python import cp_model

    model = _Model(room, seated)
    engine = cp_model.CpSolver()
    engine.parameters.max_time_in_seconds, engine.parameters.num_workers = max(0.1, seconds), WORKERS
    status = engine.solve(model.model, watcher(stop, watch))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Hours(seated, known, 0)
    found = [place for place, variable in model.at.items() if engine.boolean_value(variable)]
    bound = max(0, round(engine.best_objective_bound))
    return Hours(found, cost(room, found), bound) if cost(room, found) <= known else Hours(seated, known, bound)


def cost(room: Room, seated: Sequence[Place]) -> int:
    """Breaks, and moves of those who were told, of these places beside what is fixed."""
    places, pairs = [*room.fixed, *seated], {place.need: place.expert for place in seated}
    told = {need: place for need, place in room.problem.shown.items() if pairs.get(need) == place.expert}
    return breaks(room.problem, places) + KEEP * changes(told, places)


def watcher(stop: Callable[[], bool], watch: Callable[[float, float], None]) -> Any:
    """Asked at each better plan and each better bound."""
    from ortools.sat.python import cp_model

    class Watcher(cp_model.CpSolverSolutionCallback):
        """The engine's own kind of listener."""

        def on_solution_callback(self) -> None:
            watch(self.objective_value, self.best_objective_bound)
            if stop():
                self.stop_search()

    return Watcher()


class _Model(Rules):
    """The pairs of those `seated`, each at some hour, with as few breaks and moves as can be."""

    def __init__(self, room: Room, seated: Sequence[Place]) -> None:
        super().__init__(room, ((place.need, place.expert) for place in seated), seated)
        for variables in self.of_need.values():
            self.model.add_exactly_one(variables)
        pairs = self._sessions()
        costs = [each for key in self.works if pairs[key[:2]] > 1 for each in self._breaks(key)]
        self.model.minimize(sum(costs) + KEEP * sum(self._moves()))

    def _sessions(self) -> Counter[Person]:
        """Sessions of each person, what stays included: with one there is no break."""
        counts: Counter[Person] = Counter(person for person, _slot in staying(self.room))
        for need, expert in {(place.need, place.expert) for place in self.at}:
            counts["expert", expert] += 1
            counts["organization", self.room.by_id[need].organization] += 1
        return counts

    def _breaks(self, key: Day) -> Iterator[Any]:
        """Blocks less one if there is any."""
        by_index = self.works[key]
        if len(by_index) < 2:
            return
        before: Any = 0
        for index in range(min(by_index), max(by_index) + 1):
            works = sum(by_index.get(index, [0]))
            starts = self.model.new_bool_var("")
            self.model.add(starts >= works - before)
            yield starts
            before = works
        active = self.model.new_bool_var("")
        self.model.add(active <= sum(each for many in by_index.values() for each in many))
        yield -active

    def _moves(self) -> Iterator[Any]:
        """1 for each whose hour is another than they were told."""
        pairs = {(place.need, place.expert) for place in self.at}
        for need, place in self.room.problem.shown.items():
            if (need, place.expert) in pairs:
                yield 1 - self.at[place] if place in self.at else 1
