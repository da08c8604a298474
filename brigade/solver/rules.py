"""Every rule about hours and tables, in the words of CP-SAT, for problems that are solved whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from brigade.solver.problem import Id, Place
from brigade.solver.room import Room
from brigade.solver.times import forbidden

Person = tuple[str, Id]
Day = tuple[str, Id, int]


class Rules:
    """`at`: place → its variable; `works`: person and day → index → what makes them work then (1: they do anyway)."""

    def __init__(self, room: Room, pairs: Iterable[tuple[Id, Id]], start: Collection[Place] = ()) -> None:
        from ortools.sat.python import cp_model

        self.room, self.model = room, cp_model.CpModel()
        self.at: dict[Place, Any] = {}
        self.of_need: defaultdict[Id, list[Any]] = defaultdict(list)
        self.works: defaultdict[Day, defaultdict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self.stays: defaultdict[Day, set[int]] = defaultdict(set)
        for need, expert in pairs:
            self._pair(need, expert)
        for place in start:
            self.model.add_hint(self.at[place], 1)
        self._stays()
        self._together()
        for key in list(self.works):
            self._rests(key)

    def _pair(self, need: Id, expert: Id) -> None:
        """The hours that suit both."""
        room, common = self.room, self.room.common(self.room.by_id[need], expert)
        for slot in (slot for slot in room.slots if slot in common):
            place = Place(need, expert, slot)
            self.at[place] = variable = self.model.new_bool_var("")
            self.of_need[need].append(variable)
            where = room.slots[slot]
            for person in (("expert", expert), ("organization", room.by_id[need].organization)):
                self.works[*person, where.day][where.index].append(variable)

    def _stays(self) -> None:
        """What is fixed, or held elsewhere, is work as well."""
        for person, slot in staying(self.room):
            where = self.room.slots[slot]
            if (*person, where.day) in self.works:
                self.works[*person, where.day][where.index] = [1]
                self.stays[*person, where.day].add(where.index)

    def _together(self) -> None:
        """One meeting an hour for a person and a table of their own; no more than there are tables."""
        for by_index in self.works.values():
            for many in by_index.values():
                if len(many) > 1:
                    self.model.add_at_most_one(many)
        hours: defaultdict[Id, list[Any]] = defaultdict(list)
        shared: defaultdict[tuple[Id, Id], list[Any]] = defaultdict(list)
        for place, variable in self.at.items():
            hours[place.slot].append(variable)
            if (table := self.room.experts[place.expert].table) is not None:
                shared[table, place.slot].append(variable)
        for slot, many in hours.items():
            self.model.add(sum(many) <= self.room.tables[slot])
        taken = {(self.room.experts[place.expert].table, place.slot) for place in self.room.fixed}
        for key, many in shared.items():
            self.model.add(sum(many) <= int(key not in taken))

    def _rests(self, key: Day) -> None:
        """An expert's day cap, gaps and pauses."""
        kind, name, _day = key
        if kind != "expert":
            return
        who, by_index, stays = self.room.experts[name], self.works[key], self.stays[key]
        if who.day_cap is not None:
            free = [each for index, many in by_index.items() if index not in stays for each in many]
            self.model.add(sum(free) <= max(0, who.day_cap - len(stays)))
        if who.gap or who.pause_after is not None:
            for window in forbidden(sorted(by_index), who.gap, who.pause_after):
                if not stays.issuperset(window):
                    self.model.add(sum(each for index in window for each in by_index[index]) <= len(window) - 1)


def staying(room: Room) -> Iterator[tuple[Person, Id]]:
    """(person, slot) of what is fixed or held elsewhere."""
    for place in room.fixed:
        yield ("expert", place.expert), place.slot
        yield ("organization", room.by_id[place.need].organization), place.slot
    for organization, slots in room.problem.taken.items():
        yield from ((("organization", organization), slot) for slot in slots & room.slots.keys())
