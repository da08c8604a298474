"""What happens to an event once people were told: an expert is away for a day, or half of it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from brigade.solver.problem import Id, Place, Problem

STABILITY = 0.25  # what the application gives as the worth of keeping an expert


def without(problem: Problem, places: Sequence[Place], expert: Id, day: int) -> tuple[Problem, set[Id]]:
    """The expert is away that day: all other sessions stay, those of that day are free; and whose needs these are."""
    days = {slot.id: slot.day for slot in problem.slots}
    hit = {place.need for place in places if place.expert == expert and days[place.slot] == day}
    experts = tuple(
        replace(each, open=frozenset(slot for slot in each.open if days[slot] != day)) if each.id == expert else each
        for each in problem.experts
    )
    fixed = tuple(place for place in places if place.need not in hit)
    shown = {place.need: place for place in places if place.need in hit}
    return replace(problem, experts=experts, fixed=fixed, shown=shown, stability=STABILITY), hit


def half_confirmed(problem: Problem, places: Sequence[Place], stability: float = STABILITY) -> Problem:
    """Every second session stays, the others were shown."""
    shown = {place.need: place for place in places[1::2]}
    return replace(problem, fixed=tuple(places[::2]), shown=shown, stability=stability)
