"""First come, first served: whoever has least chooses next, the best fit that is free. Lawful, at once, and a start."""

from __future__ import annotations

from collections import Counter, defaultdict

from brigade.solver.pairs import weight
from brigade.solver.problem import Id, Need, Place
from brigade.solver.room import Room
from brigade.solver.times import forbidden


def first_come(room: Room) -> list[Place]:
    """Places for as many needs as come by, one round for each session of an organization."""
    taken, found, left = _Taken(room), [], list(room.needs)
    while left:
        left.sort(key=lambda need: taken.count[need.organization])
        need = left.pop(0)
        if place := taken.best(need):
            taken.add(place)
            found.append(place)
    return found


class _Taken:
    """What is no longer free."""

    def __init__(self, room: Room) -> None:
        self.room, self.count = room, Counter(room.has)
        self.busy: set[tuple[str, Id, Id]] = set()
        self.used: Counter[Id] = Counter()
        self.days: defaultdict[tuple[Id, int], set[int]] = defaultdict(set)
        for place in room.fixed:
            self._note(place)

    def best(self, need: Need) -> Place | None:
        """The first hour of the expert who fits best and is free."""
        cap = self.room.problem.caps.get(need.organization, self.room.problem.organization_cap)
        if self.count[need.organization] >= cap:
            return None
        for expert in sorted(need.fits, key=lambda expert: -weight(self.room.problem, need, expert)):
            common = self.room.common(need, expert)
            places = (Place(need.id, expert, slot) for slot in self.room.slots if slot in common)
            if found := next((place for place in places if self._is_free(need, place)), None):
                return found
        return None

    def add(self, place: Place) -> None:
        """It is taken from now on."""
        self.used[place.slot] += 1
        self.count[self.room.by_id[place.need].organization] += 1
        self._note(place)

    def _note(self, place: Place) -> None:
        slot, table = self.room.slots[place.slot], self.room.experts[place.expert].table
        organization = self.room.by_id[place.need].organization
        self.busy |= {("expert", place.expert, slot.id), ("organization", organization, slot.id)}
        if table is not None:
            self.busy.add(("table", table, slot.id))
        self.days[place.expert, slot.day].add(slot.index)

    def _is_free(self, need: Need, place: Place) -> bool:
        who = self.room.experts[place.expert]
        keys = {("expert", place.expert, place.slot), ("organization", need.organization, place.slot)}
        if who.table is not None:
            keys.add(("table", who.table, place.slot))
        return not keys & self.busy and self.used[place.slot] < self.room.tables[place.slot] and self._rests(place)

    def _rests(self, place: Place) -> bool:
        """The expert's day cap, gaps and pauses."""
        who, slot = self.room.experts[place.expert], self.room.slots[place.slot]
        works = self.days[place.expert, slot.day] | {slot.index}
        if who.day_cap is not None and len(works) > who.day_cap:
            return False
        return not any(slot.index in window for window in forbidden(sorted(works), who.gap, who.pause_after))
