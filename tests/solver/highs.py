"""The whole problem in one mixed integer program, solved by HiGHS: slow, exact, and without a line of the solver's.

For problems without gaps, pauses and day caps. Levels one after the other, each kept while the next is made greatest,
so that no weight has to be large enough.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from brigade.solver.problem import Id, Place, Problem

LEVELS = 3


class Program:
    """A column for each place there may be, then one for each organization and level that it reaches."""

    def __init__(self, problem: Problem) -> None:
        self.places = [
            Place(need.id, expert.id, slot) for need in problem.needs for expert in problem.experts
            if expert.id in need.fits for slot in sorted(expert.open - need.absent, key=str)
        ]  # fmt: skip
        self.owner = {need.id: need.organization for need in problem.needs}
        self.reached = [(name, level) for name in sorted(set(self.owner.values()), key=str) for level in range(LEVELS)]
        self.rows: list[tuple[dict[int, float], float]] = []  # column → factor; the sum is at most that
        fits = {need.id: need.fits for need in problem.needs}
        self.fit = np.array([*(fits[place.need][place.expert] for place in self.places), *[0.0] * len(self.reached)])
        self._limits(problem)

    def _limits(self, problem: Problem) -> None:
        table = {expert.id: expert.table for expert in problem.experts}
        used: defaultdict[tuple[Hashable, ...], dict[int, float]] = defaultdict(dict)
        for column, place in enumerate(self.places):
            for key in self._takes(place, table[place.expert]):
                used[key][column] = 1.0
        for key, columns in used.items():
            most = {"room": lambda key: problem.tables[key[1]], "cap": lambda _: problem.organization_cap}
            self.rows.append((columns, most.get(str(key[0]), lambda _: 1)(key)))
        for column, (name, level) in enumerate(self.reached, len(self.places)):
            places = used.get(("cap", name), {})
            if level == 0:
                levels = dict.fromkeys(range(column, column + LEVELS), 1.0)
                self.rows.append((levels | dict.fromkeys(places, -1.0), 0.0))
            else:
                self.rows.append(({column: 1.0, column - 1: -1.0}, 0.0))

    def _takes(self, place: Place, table: Id | None) -> Iterator[tuple[Hashable, ...]]:
        """What a place needs, all of it limited."""
        owner = self.owner[place.need]
        yield from (("need", place.need), ("expert", place.expert, place.slot), ("organization", owner, place.slot))
        yield from (("room", place.slot), ("cap", owner))
        if table is not None:
            yield "table", table, place.slot

    def greatest(self, worth: np.ndarray) -> float:
        """What that can be at most."""
        entries = [
            (row, column, factor) for row, (part, _most) in enumerate(self.rows) for column, factor in part.items()
        ]
        rows, columns, factors = zip(*entries, strict=True)
        matrix = coo_array((factors, (rows, columns)), shape=(len(self.rows), len(worth))).tocsr()
        most = LinearConstraint(matrix, -np.inf, [limit for _part, limit in self.rows])
        found = milp(-worth, constraints=most, bounds=Bounds(0, 1), integrality=np.ones(len(worth)),
                     options={"mip_rel_gap": 0.0})  # fmt: skip
        assert found.success, found.message
        return float(-found.fun)


def best(problem: Problem) -> tuple[float, ...]:
    """Organizations that reach each level, and the fit of all."""
    program, values = Program(problem), []
    most = max(Counter(program.owner.values()).values(), default=0)
    for level in range(LEVELS):
        if level >= most:  # nobody asks for so many
            values.append(0.0)
            continue
        worth = np.array([*[0.0] * len(program.places), *(float(each == level) for _name, each in program.reached)])
        values.append(float(round(program.greatest(worth))))
        kept = {int(column): -1.0 for column in np.flatnonzero(worth)}
        program.rows.append((kept, -values[-1]))
    return *values, program.greatest(program.fit)
