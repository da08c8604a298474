"""The demo's edition, its three phases, and the grid of slots in which it is told."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from brigade.database import db
from brigade.models import Edition, Phase, Slot

SIGN_UP = timedelta(days=6)  # bookings have been open for so long
NOON = time(12, 30)  # the half days of the files meet in the lunch break


@dataclass(frozen=True, slots=True)
class Grid:
    """Every slot in time order, and the ids of those of each half day by its name in the files: "1am" … "3pm"."""

    slots: list[Slot]
    halves: dict[str, list[int]]

    def ids(self, names: list[str]) -> list[int]:
        """The slots of these half days."""
        return [slot for name in names for slot in self.halves[name]]


def content(name: str) -> dict[str, Any]:
    """One of the files beside this one."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text())


def write_edition(plan: dict[str, Any], starts: date, told: datetime) -> Edition:
    """The edition and its phases, whose dates are days from `starts`, the first day of the brigade.

    Its revision is a moment, so that no running process takes a demo that was loaded again for the one before.
    """
    fields = {name: value for name, value in plan.items() if name not in {"phase", "grid"}}
    after = datetime.combine(starts + timedelta(days=plan["grid"]["days"]), time(0), ZoneInfo(plan["zone"]))
    edition = Edition(
        **fields, is_demo=True, brigade_revision=int(told.timestamp()), booking_opens_at=told - SIGN_UP,
        booking_closes_at=after,
    )  # fmt: skip
    edition.phases = [
        Phase(
            **{name: value for name, value in phase.items() if name not in {"first", "last"}},
            starts_on=starts + timedelta(days=phase["first"]), ends_on=starts + timedelta(days=phase["last"]),
        )
        for phase in plan["phase"]
    ]  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    return edition


def write_grid(edition: Edition, plan: dict[str, Any]) -> Grid:
    """The slots of every day, cut out of the blocks between the breaks."""
    phase = next(phase for phase in edition.phases if phase.kind == "brigade")
    slots, halves = [], {}
    for number in range(plan["days"]):
        day = phase.starts_on + timedelta(days=number)
        today = [_slot(phase, start, plan["minutes"]) for start in _starts(day, plan, edition.zone)]
        db.session.add_all(today)
        db.session.flush()
        noon = datetime.combine(day, NOON, ZoneInfo(edition.zone))
        halves[f"{number + 1}am"] = [slot.id for slot in today if slot.starts_at < noon]
        halves[f"{number + 1}pm"] = [slot.id for slot in today if slot.starts_at > noon]
        slots += today
    return Grid(slots, halves)


def _starts(day: date, plan: dict[str, Any], zone: str) -> list[datetime]:
    """When a slot of that day begins: every so many minutes from each block's start, while it ends within the block."""
    length, found = timedelta(minutes=plan["minutes"]), []
    for block in plan["blocks"]:
        start, end = (datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone)) for clock in block)
        found += [start + n * length for n in range((end - start) // length)]
    return found


def _slot(phase: Phase, start: datetime, minutes: int) -> Slot:
    return Slot(
        phase_id=phase.id, phase_starts_on=phase.starts_on, phase_ends_on=phase.ends_on, edition_id=phase.edition_id,
        day=start.date(), starts_at=start, ends_at=start + timedelta(minutes=minutes),
    )  # fmt: skip
