"""Pairs and hours at once, where the flow asked for more than any timetable gives: day caps, pauses, shared tables.

Exact when every allowed pair is looked at (`MOST` places or fewer), else over each need's best experts and those of the
flow. What it cannot prove it says: its bound is the engine's, or the flow's where only some pairs were looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

from brigade.solver.pairs import LEVELS, weight
from brigade.solver.problem import Id, Place
from brigade.solver.room import Room
from brigade.solver.rules import Rules

MOST = 60_000  # places that are looked at together
WORKERS = 4  # searches side by side; more than cores, because they differ
NEAREST = 4  # experts of a need, where all would be too many
LOOK = 0.05  # seconds between two looks whether it has to stop
FINE = 1_000  # parts of 1 that a fit is rounded to


@dataclass(frozen=True, slots=True)
class Whole:
    """`is_best`: nothing is better for the levels and the fit, as rounded."""

    places: list[Place]
    is_best: bool


def together(
    room: Room, chosen: Mapping[Id, Id], start: list[Place], seconds: float, stop: Callable[[], bool],
    watch: Callable[[float, float], None],
) -> Whole:  # fmt: skip
    """The best places found in time, from these lawful ones on."""
    from ortools.sat.python import cp_model

    pairs, all_of_them = _pairs(room, chosen)
    known = set(pairs)
    rules = Rules(room, pairs, [place for place in start if (place.need, place.expert) in known])
    for variables in rules.of_need.values():
        rules.model.add_at_most_one(variables)
    rules.model.maximize(_worth(room, rules))
    engine = cp_model.CpSolver()
    engine.parameters.max_time_in_seconds, engine.parameters.num_workers = max(0.1, seconds), WORKERS
    with _stoppable(engine, stop):
        status = engine.solve(rules.model, _watcher(watch))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Whole(start, False)
    found = [place for place, variable in rules.at.items() if engine.boolean_value(variable)]
    return Whole(found, all_of_them and status == cp_model.OPTIMAL)


def _pairs(room: Room, chosen: Mapping[Id, Id]) -> tuple[list[tuple[Id, Id]], bool]:
    """Which pairs are looked at, and whether these are all."""
    every = [(need.id, expert) for need in room.needs for expert in need.fits]
    if sum(len(room.common(room.by_id[need], expert)) for need, expert in every) <= MOST:
        return every, True
    found = []
    for need in room.needs:
        best = sorted(need.fits, key=lambda expert, need=need: -weight(room.problem, need, expert))[:NEAREST]  # type: ignore[misc]
        also = [chosen[need.id]] if need.id in chosen else []
        found += [(need.id, expert) for expert in dict.fromkeys([*best, *also])]
    return found, False


def _worth(room: Room, rules: Rules) -> Any:
    """First sessions before second ones, and so on, then the fit; caps of organizations besides."""
    mine: defaultdict[Id, list[Any]] = defaultdict(list)
    fit: list[Any] = []
    for place, variable in rules.at.items():
        need = room.by_id[place.need]
        mine[need.organization].append(variable)
        fit.append(round(FINE * weight(room.problem, need, place.expert)) * variable)
    unit, levels = 2 * FINE * len(room.needs) + 1, []
    for organization, variables in mine.items():
        earned = [rules.model.new_bool_var("") for _ in range(min(room.left(organization), len(variables)))]
        rules.model.add(sum(variables) == sum(earned))
        for earlier, later in zip(earned, earned[1:], strict=False):
            rules.model.add_implication(later, earlier)
        for number, each in enumerate(earned):
            depth = max(0, LEVELS - 1 - room.has[organization] - number)
            levels.append(unit * (len(mine) + 1) ** depth * each)
    return sum(levels) + sum(fit)


@contextmanager
def _stoppable(engine: Any, stop: Callable[[], bool]) -> Iterator[None]:
    """The engine asks nobody while it has found nothing, so somebody else looks whether it has to stop."""
    done = Event()

    def look() -> None:
        while not done.wait(LOOK):
            if stop():
                engine.stop_search()

    watchman = Thread(target=look, daemon=True)
    watchman.start()
    try:
        yield
    finally:
        done.set()
        watchman.join()


def _watcher(watch: Callable[[float, float], None]) -> Any:
    """Told of each better plan, with the bound of then."""
    from ortools.sat.python import cp_model

    class Watcher(cp_model.CpSolverSolutionCallback):
        """The engine's own kind of listener."""

        def on_solution_callback(self) -> None:
            watch(self.objective_value, self.best_objective_bound)

    return Watcher()
