"""A lawful plan, best fits first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from time import monotonic

from brigade.solver.problem import Expert, Id, Need, Place, Plan, Problem, Progress, Score, Slot

Watch = Callable[[Progress], None]


def solve(
    problem: Problem, *, seconds: float, progress: Watch | None = None, cancelled: Callable[[], bool] | None = None
) -> Plan:
    """Fixed places, then shown ones, then the best fit for whoever has least."""
    start, room = monotonic(), _Room(problem)
    for place in problem.fixed:
        room.take(place)
    needs = {need.id: need for need in problem.needs}
    for need_id, place in problem.shown.items():
        if need_id in needs and room.is_free(needs[need_id], place.expert, place.slot):
            room.take(place)
    while (need := room.next_need()) is not None and not (cancelled and cancelled()):
        room.seat(need)
        if progress:
            progress(Progress("pairs", float(len(room.places)), float(len(needs)), monotonic() - start))
    score = room.score()
    unplaced: dict[Id, str] = {need.id: "no-room" if need.fits else "no-fit" for need in problem.needs if need.id not in room.places}
    return Plan(tuple(room.places.values()), score, score, (), {}, unplaced, {"pairs": monotonic() - start})


class _Room:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.places: dict[Id, Place] = {}
        self.tried: set[Id] = set()
        self.count: Counter[Id] = Counter()
        self.taken: set[tuple[str, Id, Id]] = set()
        self.used: Counter[Id] = Counter()
        self.days: Counter[tuple[Id, int]] = Counter()
        self.needs = {need.id: need for need in problem.needs}
        self.experts: dict[Id, Expert] = {expert.id: expert for expert in problem.experts}
        self.slots: dict[Id, Slot] = {slot.id: slot for slot in problem.slots}

    def take(self, place: Place) -> None:
        need = self.needs[place.need]
        self.places[place.need] = place
        self.count[need.organization] += 1
        self.used[place.slot] += 1
        self.days[place.expert, self.slots[place.slot].day] += 1
        self.taken |= {("e", place.expert, place.slot), ("o", need.organization, place.slot)}

    def is_free(self, need: Need, expert: Id, slot: Id) -> bool:
        who = self.experts[expert]
        cap = self.problem.caps.get(need.organization, self.problem.organization_cap)
        return (
            expert in need.fits and slot in who.open and slot not in need.absent and self.count[need.organization] < cap
            and ("e", expert, slot) not in self.taken and ("o", need.organization, slot) not in self.taken
            and self.used[slot] < self.problem.tables[slot]
            and (who.day_cap is None or self.days[expert, self.slots[slot].day] < who.day_cap)
        )  # fmt: skip

    def next_need(self) -> Need | None:
        left = [need for need in self.problem.needs if need.id not in self.places and need.id not in self.tried]
        return min(left, key=lambda need: self.count[need.organization], default=None)

    def seat(self, need: Need) -> None:
        self.tried.add(need.id)
        for expert in sorted(need.fits, key=lambda expert: -need.fits[expert]):
            for slot in self.problem.slots:
                if self.is_free(need, expert, slot.id):
                    self.take(Place(need.id, expert, slot.id))
                    return

    def score(self) -> Score:
        levels = tuple(sum(count > level for count in self.count.values()) for level in range(max(self.count.values(), default=0)))
        fit = sum(self.needs[place.need].fits[place.expert] for place in self.places.values())
        changes = sum(self.places.get(need) != place for need, place in self.problem.shown.items())
        return Score(levels, fit, 0, changes)
