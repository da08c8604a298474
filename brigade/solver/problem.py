"""What the solver is asked and what it answers, as plain values; every id is the caller's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Id = int | str


@dataclass(frozen=True, slots=True)
class Need:
    """`fits`: weight in [0, 1] of each expert that is allowed; `absent`: slots at which its organization is away."""

    id: Id
    organization: Id
    fits: Mapping[Id, float]
    absent: frozenset[Id] = frozenset()


@dataclass(frozen=True, slots=True)
class Expert:
    """`gap`: free slots wanted between two sessions; `pause_after`: sessions in a row before one slot stays free."""

    id: Id
    open: frozenset[Id]
    table: Id | None = None
    day_cap: int | None = None
    gap: int = 0
    pause_after: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """`index`: its position in the day; `block`: the number of its run between breaks; `minutes`: when it starts."""

    id: Id
    day: int
    index: int
    block: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Place:
    """A need meets an expert in a slot."""

    need: Id
    expert: Id
    slot: Id


@dataclass(frozen=True, slots=True)
class Problem:
    """`fixed` places stay; `shown` is what people were told, which `stability` weighs against a better fit."""

    needs: tuple[Need, ...]
    experts: tuple[Expert, ...]
    slots: tuple[Slot, ...]
    tables: Mapping[Id, int]
    organization_cap: int
    caps: Mapping[Id, int] = field(default_factory=dict)
    taken: Mapping[Id, frozenset[Id]] = field(default_factory=dict)
    fixed: tuple[Place, ...] = ()
    shown: Mapping[Id, Place] = field(default_factory=dict)
    stability: float = 0.0
    may_move: frozenset[Id] | None = None
    first_sessions_done: frozenset[Id] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """`levels[k]`: organizations with more than k sessions."""

    levels: tuple[int, ...]
    fit: float
    breaks: int
    changes: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is."""

    stage: str
    value: float | None
    bound: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """`unplaced`: need → code of the reason; `proven`: names of what is known to be the best."""

    places: tuple[Place, ...]
    value: Score
    bound: Score
    proven: tuple[str, ...]
    gaps: Mapping[str, float]
    unplaced: Mapping[Id, str]
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Helpers:
    """Who could be asked: group → need → the fit of one more expert of it; the slots still to come; how many in a row
    make an hour."""

    fits: Mapping[Id, Mapping[Id, float]]
    open: frozenset[Id]
    run: int = 1


@dataclass(frozen=True, slots=True)
class Gain:
    """What an hour of `group` in these slots adds: first sessions, and sessions at all (`served`).

    Of who-meets-whom, that is: exact for the pairs, but whether these find hours within day caps, pauses and shared
    tables nobody looked at. `checked`: the whole event was arranged again, and this is what came of it. `all_day`:
    sessions that the whole day would add, of the pairs again.
    """

    group: Id
    slots: tuple[Id, ...]
    first: int
    served: int
    all_day: int
    checked: bool = False


class Impossible(Exception):
    """What was asked contradicts itself: a code and the values that its sentence names."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values
