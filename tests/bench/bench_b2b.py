"""The solver's last two stages on public instances: `python -m tests.bench.bench_b2b FOLDER [SECONDS [NAME...]]`.

FOLDER holds the instances and `published.csv`, the proven optima and the seconds that others took for them (on another
machine, so only the sums mean something). Each result is judged by `b2b.judge`, which shares nothing with the solver.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from brigade.solver.breaks import fewest, prover, softly
from brigade.solver.grid import Grid
from brigade.solver.search import Board, settle
from brigade.solver.times import Timetable, breaks_of, seat
from tests.bench import b2b

SECONDS = 120.0
SETTLE = 1.0  # seconds in which a start is searched for before SAT is asked for one


def arranged(fair: b2b.Fair, seconds: float) -> tuple[dict[int, int], bool]:
    """Hours, and whether they are proven best."""
    end, asked = monotonic() + seconds, b2b.grid(fair)
    board = Board(asked, {name: meeting.hours[0] for name, meeting in asked.meetings.items()})
    start: Mapping[Any, Any] | None = board.placed() if settle(board, SETTLE, lambda: False) else None
    if start is None:
        start = seat(Timetable(asked), seconds, lambda: monotonic() > end)
    assert start is not None, "no hours in time"
    found = fewest(asked, start, end - monotonic(), lambda: monotonic() > end, lambda value, bound: None)
    if _is_fair(fair, found.hours):
        return dict(found.hours), found.cost <= found.bound  # type: ignore[arg-type]
    return _fairly(asked, fair), True


def _is_fair(fair: b2b.Fair, hours: Mapping[Any, Any]) -> bool:
    try:
        b2b.judge(fair, hours)
    except AssertionError:
        return False
    return True


def _fairly(asked: Grid, fair: b2b.Fair) -> dict[int, int]:
    """The best where nobody has more than two breaks; best of all, as fewer breaks than people leave one without."""
    timetable = Timetable(asked)
    costs = softly(timetable)
    for person in timetable.works:
        timetable.at_most(list(breaks_of(timetable, person)), b2b.APART)
    engine = prover(timetable.clauses, costs, timetable.top, lambda bound: None)
    model = engine.compute()
    assert model is not None and engine.cost < fair.participants
    return timetable.hours(model)  # type: ignore[return-value]


def main(folder: Path, seconds: float = SECONDS, *names: str) -> None:
    """A line for each instance, and the sums."""
    with (folder / "published.csv").open(encoding="utf-8") as lines:
        published = [row for row in csv.DictReader(lines) if not names or row["instance"] in names]
    print(f"{'instance':24}{'optimum':>8}{'ours':>6}{'proven':>8}{'seconds':>9}"
          f"{'MaxSAT':>8}{'Chuffed':>9}{'CPLEX':>8}")  # fmt: skip
    total = theirs = reached = 0.0
    for row in published:
        fair, start = b2b.read(folder / f"{row['instance']}.dzn"), monotonic()
        hours, proven = arranged(fair, seconds)
        took, breaks = monotonic() - start, b2b.judge(fair, hours)
        total, theirs = total + took, theirs + float(row["maxsat_seconds"])
        reached += proven and breaks == int(row["optimum_breaks"])
        print(
            f"{row['instance']:24}{row['optimum_breaks']:>8}{breaks:>6}{'yes' if proven else 'no':>8}{took:>9.1f}"
            f"{row['maxsat_seconds']:>8}{row['chuffed_seconds']:>9}{row['mip_seconds']:>8}", flush=True,
        )  # fmt: skip
    print(f"{reached:.0f} of {len(published)} reached and proven; "
          f"{total:.0f} s in sum (published MaxSAT: {theirs:.0f} s)")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(float(each) for each in sys.argv[2:3]), *sys.argv[3:])
