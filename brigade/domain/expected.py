"""PURE: when sessions are expected once an expert runs late, and whom that brings into two places at once.

A delay is about the first session that was not over when it was said. Later ones begin when the one before is over, or
at their own time: breaks and free time absorb the rest. Calendars keep the agreed time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Late:
    """What was said about one expert's day."""

    minutes: int
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as it was agreed; the ids only have to differ where people and tables do."""

    id: int
    expert: int
    organization: int
    table: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Times:
    """From when to when a session is expected."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sessions that follow each other by agreement and are expected to overlap: `shared` is "organization" or
    "table"."""

    first: Sitting
    second: Sitting
    shared: str


def expected(day: Iterable[Sitting], late: Mapping[int, Late]) -> dict[int, Times]:
    """For each session's id when it is expected; `late` by expert, `day` in any order."""
    by_expert: defaultdict[int, list[Sitting]] = defaultdict(list)
    for sitting in sorted(day, key=lambda each: each.starts_at):
        by_expert[sitting.expert].append(sitting)
    return {
        sitting.id: times
        for expert, sittings in by_expert.items()
        for sitting, times in zip(sittings, _one_after_the_other(sittings, late.get(expert)), strict=True)
    }


def _one_after_the_other(sittings: Sequence[Sitting], late: Late | None) -> Iterable[Times]:
    """One expert's sessions in order; whatever was over when the delay was said stays as it was agreed."""
    free, pushed = None, timedelta(minutes=late.minutes) if late else timedelta()
    for sitting in sittings:
        starts_at, length = sitting.starts_at, sitting.ends_at - sitting.starts_at
        if late and sitting.ends_at > late.said_at:
            starts_at = sitting.starts_at + pushed if free is None else max(sitting.starts_at, free)
            free = starts_at + length
        yield Times(starts_at, starts_at + length)


def clashes(day: Sequence[Sitting], times: Mapping[int, Times]) -> list[Clash]:
    """Whom, or which table, the delays bring into two sessions at once, in the order of the day."""
    found = [
        Clash(first, second, shared)
        for shared in ("organization", "table")
        for group in _groups(day, shared)
        for first, second in combinations(group, 2)
        if first.ends_at <= second.starts_at and first.expert != second.expert
        and times[first.id].ends_at > times[second.id].starts_at
    ]  # fmt: skip
    return sorted(found, key=lambda clash: (clash.second.starts_at, clash.second.id, clash.shared))


def _groups(day: Sequence[Sitting], shared: str) -> Iterable[list[Sitting]]:
    groups: defaultdict[int, list[Sitting]] = defaultdict(list)
    for sitting in sorted(day, key=lambda each: each.starts_at):
        groups[getattr(sitting, shared)].append(sitting)
    return groups.values()
