"""The fewest breaks and moves for meetings that are decided: found by search, proven by MaxSAT beside it.

The search (`search`) improves as long as there is time and proves nothing; the core-guided RC2 proves a bound that
rises and knows no plan before it knows the best. Each runs on its own core, and where they meet the plan is proven.
Discarded: CP-SAT, which came from 142 breaks to 37 in 20 seconds where this comes to 2 in ten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from brigade.solver.grid import Grid
from brigade.solver.problem import Id
from brigade.solver.search import Board, anneal
from brigade.solver.times import Beside, Clause, Timetable, breaks_of

Softly = list[tuple[int, int]]  # literals that had better be false, and what each costs


@dataclass(frozen=True, slots=True)
class Hours:
    """`cost` in breaks, moves counted as the grid says; no hours cost less than `bound`."""

    hours: Mapping[Id, Id]
    cost: int
    bound: int


def fewest(
    asked: Grid, hours: Mapping[Id, Id], seconds: float, stop: Callable[[], bool],
    watch: Callable[[float, float], None],
) -> Hours:  # fmt: skip
    """The best found in time from these lawful hours on."""
    board = Board(asked, hours)
    if not board.cost or stop():
        return Hours(hours, board.cost, 0)
    with ExitStack() as running:
        proof = _Proof([(running.enter_context(_proving(each)), each) for each in _ways(asked)], watch)
        anneal(board, seconds, stop, until=proof.is_reached)
    if proof.best is not None:
        board = Board(asked, proof.best)
    return Hours(board.placed(), board.cost, min(board.cost, proof.bound))


def _ways(asked: Grid) -> list[Timetable]:
    """One timetable to prove on; two where everybody may be host: now one count of tables is faster, now the other."""
    first = Timetable(asked)
    return [first] if first.is_hosted else [first, Timetable(asked, by_meeting=True)]


def _proving(timetable: Timetable) -> Beside:
    costs = softly(timetable)
    return Beside(_prove, timetable.clauses, costs, timetable.top)


class _Proof:
    """What the processes beside have proven so far."""

    def __init__(self, children: list[tuple[Beside, Timetable]], watch: Callable[[float, float], None]) -> None:
        self.children, self.watch = children, watch
        self.bound, self.best, self._told = 0, None, (0, 0)  # type: tuple[int, dict[Id, Id] | None, tuple[int, int]]

    def is_reached(self, board: Board) -> bool:
        """Whether nothing better can be found."""
        for child, timetable in self.children:
            while (said := child.hear(0)) is not None and said[0] != "none":
                if said[0] == "bound":
                    self.bound = max(self.bound, said[1])
                else:
                    self.best = timetable.hours(said[1])
        if not board.clashes and (board.cost, self.bound) != self._told:
            self._told = board.cost, self.bound
            self.watch(*self._told)
        return self.best is not None or (not board.clashes and board.cost <= self.bound)


def softly(timetable: Timetable) -> Softly:
    """A person's first break costs one, their second one more, and so on; an hour what its meeting says.

    That a person works in as many hours as they have meetings follows already; said, proofs are far faster. So they are
    with a literal for each break of a person, not for each hour at which it may be: one paid for is paid everywhere.
    """
    held = Counter(person for meeting in timetable.grid.meetings.values() for person in meeting.people)
    for person, stays in timetable.grid.stays.items():
        held[person] += len(stays)
    counted = [person for person in timetable.works if person[0] != "table" and held[person] > 1]
    for person in counted:
        stays = timetable.grid.stays.get(person, frozenset())
        timetable.exactly(list(timetable.works[person].values()), held[person] - len(stays))
    found = [
        (literal, 1) for person in counted
        for literal in timetable.more_than(list(breaks_of(timetable, person)), held[person] - 1)
    ]  # fmt: skip
    for name, meeting in timetable.grid.meetings.items():
        found += [(timetable.at[name][slot], cost) for slot, cost in meeting.costs.items()]
    return found


def _prove(say: Connection, clauses: list[Clause], costs: Softly, top: int) -> None:
    """Say each better bound, then the model that costs no more."""
    engine = prover(clauses, costs, top, lambda bound: say.send(("bound", bound)))
    if (model := engine.compute()) is not None:
        say.send(("bound", engine.cost))
        say.send(("model", model))
    engine.delete()


def prover(clauses: list[Clause], costs: Softly, top: int, tell: Callable[[int], None]) -> Any:
    """RC2, which tells of each core that it has paid for."""
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    class Prover(RC2):  # type: ignore[misc]
        """The same engine, heard."""

        def process_core(self) -> None:
            super().process_core()
            tell(self.cost)

    formula = WCNF()
    formula.nv = top
    formula.extend(clauses)
    for literal, cost in costs:
        formula.append([-literal], weight=cost)
    return Prover(formula, solver="cadical153", adapt=True, exhaust=True, minz=True)
