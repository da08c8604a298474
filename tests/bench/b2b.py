"""The B2B meeting scheduling problem (Bofill et al., JAIR 74, 2022), read from its public MiniZinc data, and its judge.

Meetings of two participants are given; each needs a slot, in the morning (1), the afternoon (2) or at any time (3),
when both are there; no slot has more meetings than tables. As few breaks as can be, and no two participants more than
two breaks apart. The data are the authors': they are read where they lie.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from brigade.solver.grid import Grid, Meeting
from brigade.solver.problem import Slot

APART = 2  # breaks that two participants may differ by


@dataclass(frozen=True, slots=True)
class Fair:
    """An instance: meetings as (participant, other participant, part of the day), hours from 1 on."""

    participants: int
    tables: int
    hours: int
    morning: int
    meetings: tuple[tuple[int, int, int], ...]
    away: Mapping[int, frozenset[int]]


def read(path: Path) -> Fair:
    """The instance in that file; its two features that these instances do not use must really be empty."""
    text = path.read_text(encoding="utf-8")
    number = {name: int(value) for name, value in re.findall(r"^(n\w+) = (\d+);", text, re.M)}
    assert not re.search(r"\d", _part(text, "precedences")) and not re.search(r"[1-9]", _part(text, "fixed"))
    requested = [int(each) for each in re.findall(r"\d+", _part(text, "requested"))]
    sets = re.findall(r"\{([^}]*)\}", _part(text, "forbidden"))
    away = {person: _hours(each) for person, each in enumerate(sets, 1)}
    triples = tuple(zip(requested[::3], requested[1::3], requested[2::3], strict=True))
    assert len(triples) == number["nMeetings"] and len(away) == number["nBusiness"]
    return Fair(
        number["nBusiness"], number["nTables"], number["nTotalSlots"], number["nMorningSlots"], triples, away
    )  # fmt: skip


def _part(text: str, name: str) -> str:
    found = re.search(rf"^{name}\s*=\s*\[(.*?)\];", text, re.M | re.S)
    assert found, name
    return found[1]


def _hours(text: str) -> frozenset[int]:
    """What stands between two braces: numbers, or runs like 3..7."""
    found: set[int] = set()
    for first, last in re.findall(r"(\d+)(?:\.\.(\d+))?", text):
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)


def grid(fair: Fair) -> Grid:
    """The instance as the stages that look for hours know it."""
    slots = {hour: Slot(hour, 0, hour, 0, 0) for hour in range(1, fair.hours + 1)}
    meetings = {
        number: Meeting((("participant", one), ("participant", other)), tuple(_allowed(fair, one, other, part)))
        for number, (one, other, part) in enumerate(fair.meetings)
    }
    return Grid(slots, meetings, dict.fromkeys(slots, fair.tables))  # type: ignore[arg-type]


def _allowed(fair: Fair, one: int, other: int, part: int) -> list[int]:
    first, last = (fair.morning + 1 if part == 2 else 1), (fair.morning if part == 1 else fair.hours)
    return [hour for hour in range(first, last + 1) if hour not in fair.away[one] | fair.away[other]]


def judge(fair: Fair, hours: Mapping[int, int]) -> int:
    """How many breaks these hours have; AssertionError where they break a rule. Shares nothing with the solver."""
    assert hours.keys() == set(range(len(fair.meetings)))
    assert max(Counter(hours.values()).values()) <= fair.tables
    days: dict[int, list[int]] = {person: [] for person in range(1, fair.participants + 1)}
    for number, (one, other, part) in enumerate(fair.meetings):
        hour = hours[number]
        assert 1 <= hour <= fair.hours and hour not in fair.away[one] and hour not in fair.away[other]
        assert part == 3 or (hour <= fair.morning) == (part == 1)
        days[one].append(hour)
        days[other].append(hour)
    breaks = []
    for mine in days.values():
        mine.sort()
        assert len(set(mine)) == len(mine)
        breaks.append(sum(later - earlier > 1 for earlier, later in zip(mine, mine[1:], strict=False)))
    assert all(abs(one - other) <= APART for one, other in combinations(breaks, 2))
    return sum(breaks)
