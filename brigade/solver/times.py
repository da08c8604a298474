"""At what hour each pair meets, as clauses: what a search cannot say, that there are no such hours or none better.

A variable is a meeting and an hour. Each meeting has one; a person has one meeting an hour; an hour has no more
meetings than tables. Gaps, pauses and day caps are clauses of the same kind, and so is a break.
"""

from __future__ import annotations

import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, pairwise
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

from brigade.solver.grid import Grid, Person, Rest
from brigade.solver.problem import Id

Clause = list[int]
LOOK = 0.02  # seconds between two looks at the engine
PAIRWISE = 6  # literals up to which "at most one" is said pair by pair


@dataclass
class Timetable:
    """The clauses; `at[meeting][slot]` is the variable of that meeting being then.

    `by_meeting`: where everybody may be host, tables are counted by meetings rather than by whoever sits at them.
    """

    grid: Grid
    by_meeting: bool = False
    at: dict[Id, dict[Id, int]] = field(default_factory=dict)
    clauses: list[Clause] = field(default_factory=list)
    top: int = 0

    def __post_init__(self) -> None:
        """Write every rule."""
        for name, meeting in self.grid.meetings.items():
            self.at[name] = {slot: self.variable() for slot in meeting.hours}
            self.clauses.append(list(self.at[name].values()))
            self.at_most(list(self.at[name].values()), 1)
        self._at_tables()
        for person, rest in self.grid.rests.items():
            for day, works in self.days.get(person, {}).items():
                self._rests(person, day, rest, works)

    def variable(self) -> int:
        """A new one."""
        self.top += 1
        return self.top

    def at_most(self, literals: list[int], bound: int) -> None:
        """No more than that many of these."""
        if bound >= len(literals):
            return
        if bound <= 0:
            self.clauses += [[-literal] for literal in literals]
        elif bound == 1 and len(literals) < PAIRWISE:
            self.clauses += [[-one, -other] for one, other in combinations(literals, 2)]
        else:
            from pysat.card import CardEnc, EncType

            made = CardEnc.atmost(literals, bound, top_id=self.top, encoding=EncType.seqcounter)
            self.clauses += made.clauses
            self.top = max(self.top, made.nv)

    def exactly(self, literals: list[int], number: int) -> None:
        """That many of these; there are as many."""
        from pysat.card import CardEnc, EncType

        made = CardEnc.equals(literals, number, top_id=self.top, encoding=EncType.seqcounter)
        self.clauses += made.clauses
        self.top = max(self.top, made.nv)

    def more_than(self, literals: list[int], most: int) -> list[int]:
        """A literal for each number below `most`, true when more than that many of these are; they never exceed it."""
        from pysat.card import ITotalizer

        if len(literals) < 2 or most < 2:
            return self._either(literals)
        made = ITotalizer(lits=literals, ubound=most, top_id=self.top)
        found = list(made.rhs[:most])
        self.clauses += [*made.cnf.clauses, *([-more, less] for less, more in pairwise(found))]
        self.top = max(self.top, made.top_id)
        made.delete()
        return found

    def _either(self, literals: list[int]) -> list[int]:
        return literals if len(literals) < 2 else [self.any_of(literals)]

    @cached_property
    def works(self) -> dict[Person, dict[Id, int]]:
        """Person → slot → a literal that is true exactly when they have a meeting then; never two."""
        groups: defaultdict[Person, dict[Id, list[int]]] = defaultdict(lambda: defaultdict(list))
        for name, meeting in self.grid.meetings.items():
            for slot, variable in self.at[name].items():
                for person in meeting.people:
                    groups[person][slot].append(variable)
        for hours in groups.values():
            for literals in hours.values():
                self.at_most(literals, 1)
        return {
            person: {slot: self.any_of(literals) for slot, literals in hours.items()}
            for person, hours in groups.items()
        }

    @cached_property
    def days(self) -> dict[Person, dict[int, dict[int, int | None]]]:
        """Person → day → index → the same literal; None stands for what is so anyway."""
        found: dict[Person, dict[int, dict[int, int | None]]] = {}
        for person, works in self.works.items():
            mine = found.setdefault(person, {})
            known: dict[Id, int | None] = {**works, **dict.fromkeys(self.grid.stays.get(person, ()))}
            for slot, literal in known.items():
                mine.setdefault(self.grid.slots[slot].day, {})[self.grid.slots[slot].index] = literal
        return found

    def any_of(self, literals: list[int]) -> int:
        """A literal that is true exactly when one of these is; there is one at least."""
        if len(literals) == 1:
            return literals[0]
        made = self.variable()
        self.clauses += [[-each, made] for each in literals] + [[-made, *literals]]
        return made

    @cached_property
    def is_hosted(self) -> bool:
        """Whether the hosts of meetings visit nobody."""
        hosts = {meeting.people[0] for meeting in self.grid.meetings.values()}
        return not any(hosts & set(meeting.people[1:]) for meeting in self.grid.meetings.values())

    def _at_tables(self) -> None:
        """No more at work in an hour than there are tables: hosts, or everybody, of whom two sit at each."""
        if self.by_meeting and not self.is_hosted:
            busy, seats = list(self.at.values()), 1
        else:
            hosts = {meeting.people[0] for meeting in self.grid.meetings.values()}
            people = sorted(hosts if self.is_hosted else self.works, key=str)
            busy, seats = [self.works[person] for person in people], 1 if self.is_hosted else 2
        for slot, tables in self.grid.tables.items():
            self.at_most([hours[slot] for hours in busy if slot in hours], seats * tables)

    def _rests(self, person: Person, day: int, rest: Rest, works: Mapping[int, int | None]) -> None:
        """A day's cap, gaps and pauses; what stays alone breaks none of them."""
        free = [literal for literal in works.values() if literal is not None]
        if rest.day_cap is not None:
            self.at_most(free, rest.day_cap - (len(works) - len(free)))
        for window in forbidden(sorted(works), rest.gap, rest.pause_after):
            if clause := [-literal for index in window if (literal := works[index]) is not None]:
                self.clauses.append(clause)

    def hours(self, model: Iterable[int]) -> dict[Id, Id]:
        """Meeting → slot, read off a model."""
        true = {literal for literal in model if literal > 0}
        return {
            name: slot for name, hours in self.at.items() for slot, variable in hours.items() if variable in true
        }  # fmt: skip


def forbidden(indexes: list[int], gap: int, pause_after: int | None) -> Iterator[list[int]]:
    """Sets of indexes of a day that may not all be worked, for that gap and pause."""
    yield from ([one, other] for one, other in combinations(indexes, 2) if other - one <= gap)
    if pause_after is not None:
        known = set(indexes)
        for start in indexes:
            run = list(range(start, start + pause_after + 1))
            if known.issuperset(run):
                yield run


def breaks_of(timetable: Timetable, person: Person) -> Iterator[int]:
    """For each hour at which a person may begin to work again after a pause, a literal that is true when they do."""
    for works in timetable.days.get(person, {}).values():
        yield from _again(timetable, works)


def _again(timetable: Timetable, works: Mapping[int, int | None]) -> Iterator[int]:
    earlier: list[int | None] = []  # the one literal for "has worked before", once there is anything
    for index in sorted(works):
        now, before = works[index], works.get(index - 1, 0)
        if earlier and not (before is None or (index - 1 in works and len(earlier) == 1 and earlier[0] == before)):
            made = timetable.variable()
            timetable.clauses.append(
                [made, *(-each for each in (now, earlier[0]) if each is not None), *([before] if before else [])]
            )
            yield made
        earlier = [_or(timetable, earlier, now)]


def _or(timetable: Timetable, earlier: list[int | None], now: int | None) -> int | None:
    """What is true when one of the two is, but may be true besides."""
    if now is None or earlier == [None]:
        return None
    if not earlier or earlier[0] is None:
        return now
    made = timetable.variable()
    timetable.clauses += [[-earlier[0], made], [-now, made]]
    return made


def seat(timetable: Timetable, seconds: float, stop: Callable[[], bool]) -> dict[Id, Id] | None:
    """Hours for every meeting; None when there are none, or not in time."""
    if not all(timetable.clauses) or stop():
        return None
    end = monotonic() + seconds
    with Beside(_satisfy, timetable.clauses) as child:
        while not stop() and monotonic() < end:
            if (said := child.hear(LOOK)) is not None:
                return timetable.hours(said[1]) if said[0] == "model" else None
    return None


def _satisfy(say: Connection, clauses: list[Clause]) -> None:
    from pysat.solvers import Solver

    with Solver(name="cadical153", bootstrap_with=clauses) as engine:
        say.send(("model", engine.get_model()) if engine.solve() else ("none", None))


class Beside:
    """A process beside this one for an engine that cannot be interrupted, and may take for ever; killed at the end.

    Discarded: engines that can be (Glucose), which take fifteen times as long to find hours.
    """

    def __init__(self, act: Callable[..., None], *given: Any) -> None:
        fork = multiprocessing.get_context("fork")
        self._near, self._far = fork.Pipe(duplex=False)
        self._child = fork.Process(target=act, args=(self._far, *given), daemon=True)

    def __enter__(self) -> Beside:
        self._child.start()
        self._far.close()
        return self

    def hear(self, seconds: float) -> tuple[str, Any] | None:
        """What it says within that time, a kind and a value; "none" when it is gone (out of memory, for instance)."""
        try:
            found: tuple[str, Any] | None = self._near.recv() if self._near.poll(seconds) else None
        except EOFError:
            return "none", None
        return found

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.join()
        self._near.close()
