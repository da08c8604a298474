"""The whole way from a problem to a plan: pairs, their hours, the fewest breaks; and what is proven of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic

from brigade.solver import breaks, greedy, pairs, times, whole
from brigade.solver.problem import Id, Place, Plan, Problem, Progress
from brigade.solver.room import Room, room
from brigade.solver.score import score

Watch = Callable[[Progress], None]
SHARE = 0.6  # of the time that is left, at the most, for solving whole what the stages cannot


def solve(
    problem: Problem, *, seconds: float, progress: Watch | None = None, cancelled: Callable[[], bool] | None = None
) -> Plan:
    """The best lawful plan found within `seconds`; `Impossible` where what must stay contradicts itself.

    `cancelled` is asked now and then; the best so far is given when it says yes.
    """
    return _Run(room(problem), monotonic() + seconds, progress or (lambda _: None), cancelled or (lambda: False)).plan()


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
        seated = self._seated(best.chosen)
        proven = seated is not None
        if seated is None:
            whole_ = self._whole(best.chosen)
            seated, proven = whole_.places, whole_.is_best
        self._done("times", float(len(seated)), float(len(best.chosen)))
        hours = breaks.fewest(self.room, seated, self._left(), self._stop, self._watching("breaks"))
        self._done("breaks", float(hours.cost), float(hours.bound))
        return self._told(hours, best.bound, proven)

    def _seated(self, chosen: Mapping[Id, Id]) -> list[Place] | None:
        return times.seat(times.Timetable(self.room, chosen), SHARE * self._left(), self._stop) if chosen else []

    def _whole(self, chosen: Mapping[Id, Id]) -> whole.Whole:
        start = greedy.first_come(self.room)
        return whole.together(self.room, chosen, start, SHARE * self._left(), self._stop, self._watching("times"))

    def _told(self, hours: breaks.Hours, most: float, proven: bool) -> Plan:
        places = (*self.room.fixed, *hours.places)
        value, kept = score(self.room.problem, places), self.room.problem
        gained = sum(pairs.weight(kept, self.room.by_id[place.need], place.expert) for place in hours.places)
        gap = 0.0 if proven or not most else max(0.0, 1 - gained / most)
        fit = value.fit if proven else value.fit + most - gained
        bound = replace(value, fit=fit, breaks=min(value.breaks, hours.bound))
        best = hours.cost <= hours.bound
        names = [*(("first sessions", "fit") if proven else ()), *(("breaks",) if best else ())]
        gaps = {"fit": gap, "breaks": 0.0 if best else 1 - hours.bound / hours.cost}
        return Plan(places, value, bound, tuple(names), gaps, _unplaced(self.room, places), self.seconds)

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

