"""Seeded events of the sizes that arranging is measured on: `event(SIZES["S"], seed)` is the same problem everywhere.

An expert is open in most of the 36 slots of three days, and helps with three of 24 specialties. A need wants one or
two; it fits an expert by how many of them they share and by a little chance. Every third organization misses half a
day. One organization has one need or more, and three sessions at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from brigade.solver.problem import Expert, Need, Problem, Slot

DAYS, HOURS, SPECIALTIES = 3, 12, 24


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; `tables` a slot."""

    experts: int
    organizations: int
    needs: int
    tables: int


SIZES = {
    "S": Size(30, 200, 300, 30),
    "M": Size(100, 500, 800, 100),
    "L": Size(500, 3_000, 5_000, 500),
    "saturated": Size(100, 800, 2_400, 50),
}


def event(size: Size, seed: int = 1, *, cap: int = 3) -> Problem:
    """The problem of that size and seed."""
    chance = Random(seed)
    slots = tuple(
        Slot(day * HOURS + hour, day, hour, hour // 3, 9 * 60 + 30 * hour)
        for day in range(DAYS) for hour in range(HOURS)
    )
    every = [slot.id for slot in slots]
    skills = [chance.sample(range(SPECIALTIES), 3) for _ in range(size.experts)]
    experts = tuple(
        Expert(number, frozenset(slot for slot in every if chance.random() < 0.8)) for number in range(size.experts)
    )
    away = [_away(chance) for _ in range(size.organizations)]
    needs = tuple(
        Need(number, number % size.organizations, _fits(chance, skills), away[number % size.organizations])
        for number in range(size.needs)
    )
    return Problem(needs, experts, slots, dict.fromkeys(every, size.tables), cap)


def _away(chance: Random) -> frozenset[int | str]:
    """Nothing, or half a day."""
    if chance.random() > 1 / 3:
        return frozenset()
    start = HOURS // 2 * chance.randrange(2 * DAYS)
    return frozenset(range(start, start + HOURS // 2))


def _fits(chance: Random, skills: list[list[int]]) -> dict[int | str, float]:
    """Those who share a specialty, main ones first."""
    wanted = chance.sample(range(SPECIALTIES), chance.choice((1, 1, 2)))
    found: dict[int | str, float] = {}
    for expert, has in enumerate(skills):
        shared = [1.0 if has[0] == each else 0.6 for each in wanted if each in has]
        if shared:
            found[expert] = round(min(1.0, 0.85 * sum(shared) / len(wanted) + 0.15 * chance.random()), 4)
    return found
