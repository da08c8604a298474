"""Meetings that are decided, and the hours at which each may be: all that is left once everybody knows whom they meet.

The stages that look for hours see nothing else, so they also solve timetables that are no Brigade event, such as the
public ones that they are measured on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from brigade.solver.problem import Id, Place, Slot
from brigade.solver.room import Room

Person = tuple[str, Id]  # ("expert" | "organization" | "table", id): each is at one meeting an hour
KEEP = 10  # breaks that one move of somebody who was told is worth
HOUR = 2  # breaks that an hour of moving is worth besides, so that those who must move, move little


@dataclass(frozen=True, slots=True)
class Meeting:
    """`people`: who is at it, the host first, then their own table if any. `costs`: of an hour, breaks besides."""

    people: tuple[Person, ...]
    hours: tuple[Id, ...]
    costs: Mapping[Id, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a person asks of a day."""

    day_cap: int | None = None
    gap: int = 0
    pause_after: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """`stays`: slots at which a person has something already."""

    slots: Mapping[Id, Slot]
    meetings: Mapping[Id, Meeting]
    tables: Mapping[Id, int]
    stays: Mapping[Person, frozenset[Id]] = field(default_factory=dict)
    rests: Mapping[Person, Rest] = field(default_factory=dict)


def grid(room: Room, chosen: Mapping[Id, Id]) -> Grid:
    """The meetings of these pairs (need → expert)."""
    taken = {(room.experts[place.expert].table, place.slot) for place in room.fixed}
    meetings = {need: _meeting(room, need, expert, taken) for need, expert in chosen.items()}
    rests = {
        ("expert", name): Rest(who.day_cap, who.gap, who.pause_after) for name, who in room.experts.items()
        if who.day_cap is not None or who.gap or who.pause_after is not None
    }  # fmt: skip
    return Grid(room.slots, meetings, room.tables, _staying(room), rests)


def _meeting(room: Room, need: Id, expert: Id, taken: set[tuple[Id | None, Id]]) -> Meeting:
    own, organization = room.experts[expert].table, room.by_id[need].organization
    common = room.common(room.by_id[need], expert)
    hours = tuple(slot for slot in room.slots if slot in common and (own is None or (own, slot) not in taken))
    people: tuple[Person, ...] = (("expert", expert), ("organization", organization))
    return Meeting(people if own is None else (*people, ("table", own)), hours, _costs(room, need, hours))


def _costs(room: Room, need: Id, hours: Iterable[Id]) -> dict[Id, int]:
    """What it costs to leave the hour that people were told, by how far; whoever gets another expert is told anyway."""
    told = room.problem.shown.get(need)
    if told is None or told.slot not in room.slots:
        return {}
    return {slot: KEEP + HOUR * _away(room.slots[slot], room.slots[told.slot]) for slot in hours if slot != told.slot}


def _away(one: Slot, other: Slot) -> int:
    """Hours between two slots, begun ones counted; another day counts as eight."""
    return 8 if one.day != other.day else -(-abs(one.minutes - other.minutes) // 60)


def _staying(room: Room) -> dict[Person, frozenset[Id]]:
    found: defaultdict[Person, set[Id]] = defaultdict(set)
    for place in room.fixed:
        found["expert", place.expert].add(place.slot)
        found["organization", room.by_id[place.need].organization].add(place.slot)
    for organization, slots in room.problem.taken.items():
        found["organization", organization] |= slots & room.slots.keys()
    return {person: frozenset(slots) for person, slots in found.items()}


def placed(chosen: Mapping[Id, Id], hours: Mapping[Id, Id]) -> list[Place]:
    """Pairs and their hours as places."""
    return [Place(need, chosen[need], slot) for need, slot in hours.items()]
