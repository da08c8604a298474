"""The search for hours: it ends where it found what it looked for, also where something cheaper clashed before."""

from __future__ import annotations

from brigade.solver import grid, pairs
from brigade.solver.room import room
from brigade.solver.search import Board, anneal
from tests.bench.events import Size, event


def test_it_ends_where_it_found_what_it_looked_for() -> None:
    asked = room(event(Size(experts=10, organizations=50, needs=80, tables=8)))
    best = pairs.pair(asked)
    board, seen = Board(grid.grid(asked, best.chosen), best.hours), list[list[int]]()

    def until(now: Board) -> bool:
        seen.append(list(now.at))
        return len(seen) == 60

    anneal(board, 600, lambda: False, until=until)
    assert board.at == seen[-1] and len(seen) == 60
