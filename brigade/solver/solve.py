"""The whole way from a problem to a plan: pairs, their hours, the fewest breaks; and what is proven of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic

from brigade.solver import breaks, greedy, grid, pairs, search, times, whole
from brigade.solver.problem import Id, Place, Plan, Problem, Progress, Score
from brigade.solver.room import Room, room
from brigade.solver.score import score

Watch = Callable[[Progress], None]
SEARCH = 0.2  # of the time that is left, at the most, for either way to look for hours
SHARE = 0.6  # of the time that is left, at the most, for solving whole what the stages cannot


def solve(
    problem: Problem, *, seconds: float, progress: Watch | None = None, cancelled: Callable[[], bool] | None = None
) -> Plan:
    """The best lawful plan found within `seconds`; `Impossible` where what must stay contradicts itself.

    `cancelled` is asked now and then; the best so far is given when it says yes.
    """
    return _Run(room(problem), monotonic() + seconds, progress or (lambda _: None), cancelled or (lambda: False)).plan()


def reach(problem: Problem, *, seconds: float, cancelled: Callable[[], bool]) -> Score:
    """What a plan comes to whose breaks nobody looks at."""
    run = _Run(room(problem), monotonic() + seconds, lambda _: None, cancelled)
    chosen, hours, _proven = run.seat(pairs.pair(run.room))
    places = (Place(need, expert, hours[need]) for need, expert in chosen.items())
    return score(problem, (*run.room.fixed, *places))


class _Run:
    """One solving: what is asked, until when, and whom to tell."""

    def __init__(self, asked: Room, end: float, tell: Watch, cancelled: Callable[[], bool]) -> None:
        self.room, self.end, self.tell, self.cancelled = asked, end, tell, cancelled
        self.start = self.since = monotonic()
        self.seconds: dict[str, float] = {}

    def plan(self) -> Plan:
        """The three stages; the first two are proven when the second finds hours for the first one's pairs."""
        best = pairs.pair(self.room)
        self._done("pairs", float(len(best.chosen)), best.bound)
        chosen, hours, proven = self.seat(best)
        self._done("times", float(len(hours)), float(len(best.chosen)))
        timed = grid.grid(self.room, chosen)
        few = breaks.fewest(timed, hours, self._left(), self._stop, self._watching("breaks"))
        self._done("breaks", float(few.cost), float(few.bound))
        return self._told(chosen, few, best.bound, proven)

    def seat(self, best: pairs.Pairs) -> tuple[Mapping[Id, Id], Mapping[Id, Id], bool]:
        """Need → expert, need → slot, and whether nothing is better: these pairs if they have hours, else others."""
        hours = self._timed(best)
        if hours is not None:
            return best.chosen, hours, True
        found = self._whole(best.chosen)
        return *_apart(found.places), found.is_best

    def _timed(self, best: pairs.Pairs) -> Mapping[Id, Id] | None:
        """Hours for these pairs: those of the flow with their clashes searched away, or else what SAT says."""
        timed = grid.grid(self.room, best.chosen)
        if not all(meeting.hours for meeting in timed.meetings.values()):
            return None
        board = search.Board(timed, _open(timed, best.hours))
        if search.settle(board, SEARCH * self._left(), self._stop):
            return board.placed()
        return times.seat(times.Timetable(timed), SEARCH * self._left(), self._stop)

    def _told(self, chosen: Mapping[Id, Id], hours: breaks.Hours, most: float, proven: bool) -> Plan:
        seated = grid.placed(chosen, hours.hours)
        places = (*self.room.fixed, *seated)
        value, kept = score(self.room.problem, places), self.room.problem
        gained = sum(pairs.weight(kept, self.room.by_id[place.need], place.expert) for place in seated)
        gap = 0.0 if proven or not most else max(0.0, 1 - gained / most)
        fit = value.fit if proven else value.fit + most - gained
        bound = replace(value, fit=fit, breaks=min(value.breaks, hours.bound))
        best = hours.cost <= hours.bound
        names = [*(("first sessions", "fit") if proven else ()), *(("breaks",) if best else ())]
        gaps = {"fit": gap, "breaks": 0.0 if best else 1 - hours.bound / hours.cost}
        return Plan(places, value, bound, tuple(names), gaps, _unplaced(self.room, places), self.seconds)

    def _whole(self, chosen: Mapping[Id, Id]) -> whole.Whole:
        start = greedy.first_come(self.room)
        return whole.together(self.room, chosen, start, SHARE * self._left(), self._stop, self._watching("times"))

    def _done(self, stage: str, value: float, bound: float) -> None:
        now = monotonic()
        self.seconds[stage], self.since = now - self.since, now
        self.tell(Progress(stage, value, bound, now - self.start))

    def _watching(self, stage: str) -> Callable[[float, float], None]:
        return lambda value, bound: self.tell(Progress(stage, value, bound, monotonic() - self.start))

    def _left(self) -> float:
        return self.end - monotonic()

    def _stop(self) -> bool:
        return self.cancelled() or self._left() <= 0


def _apart(places: Sequence[Place]) -> tuple[dict[Id, Id], dict[Id, Id]]:
    """Need → expert, and need → slot."""
    return {place.need: place.expert for place in places}, {place.need: place.slot for place in places}


def _open(timed: grid.Grid, hours: Mapping[Id, Id]) -> dict[Id, Id]:
    """The same hours, and another where the flow did not know that the table of an expert is taken."""
    return {
        name: hours[name] if hours[name] in meeting.hours else meeting.hours[0]
        for name, meeting in timed.meetings.items()
    }  # fmt: skip


def _unplaced(asked: Room, places: Sequence[Place]) -> dict[Id, str]:
    """Need → why it has no place, the plainest reason first."""
    placed = {place.need for place in places}
    return {need.id: _reason(asked, need.id) for need in asked.problem.needs if need.id not in placed}


def _reason(asked: Room, need_id: Id) -> str:
    need = asked.by_id[need_id]
    if not need.fits:
        return "no-fit"
    if not asked.left(need.organization):
        return "cap"
    if not any(asked.common(need, expert) for expert in need.fits):
        return "no-time"
    return "no-room"

