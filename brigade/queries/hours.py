"""Where an hour more serves most, as the newest proposal says that knows it: a specialty a line, the best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.domain.arranging import one_more
from brigade.models import Edition, Proposal, Run, Slot, Specialty
from brigade.queries import editions

LOOK_BACK = 5  # proposals; one whose engine died after its plan says nothing of hours
MOST = 6  # lines


@dataclass(frozen=True, slots=True)
class Time:
    """An hour, and what it adds: organizations with a first session, sessions; `all_day`: with the whole day at most.

    `checked`: the whole event was arranged again with it; otherwise only who meets whom was.
    """

    slots: tuple[Slot, ...]
    first: int
    served: int
    all_day: int
    checked: bool

    @property
    def length(self) -> float:
        """In hours."""
        return (self.slots[-1].ends_at - self.slots[0].starts_at).total_seconds() / 3600


@dataclass(frozen=True, slots=True)
class Line:
    """A specialty: its best hour, and those of its other days."""

    specialty: Specialty
    best: Time
    others: tuple[Time, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """What that proposal says, best first; `unplaced`: its needs without a place."""

    proposal: Proposal
    unplaced: int
    lines: tuple[Line, ...]


def hours(edition: Edition) -> Hours | None:
    """The newest; nothing where no proposal was made, or none that looked."""
    rows = db.session.scalars(
        select(Proposal).join(Run, Run.id == Proposal.run_id).options(joinedload(Proposal.run))
        .where(Proposal.edition_id == edition.id, Run.mode.in_(one_more.MODES))
        .order_by(Proposal.id.desc()).limit(LOOK_BACK)
    )  # fmt: skip
    newest = next((row for row in rows if "gains" in row.figures), None)
    return of(edition, newest) if newest else None


def of(edition: Edition, proposal: Proposal) -> Hours:
    """What this one says; of what is not there any more, a slot or a specialty, nothing."""
    slots = {slot.id: slot for slot in editions.slots(edition)}
    specialties = {row.id: row for row in db.session.scalars(select(Specialty))}
    times: dict[int, list[Time]] = {}
    for kept in proposal.figures.get("gains", ()):
        if kept["group"] in specialties and slots.keys() >= set(kept["slots"]):
            times.setdefault(kept["group"], []).append(_time(kept, slots))
    lines = [Line(specialties[group], found[0], _others(found)) for group, found in times.items()]
    return Hours(proposal, _unplaced(proposal.figures), tuple(lines[:MOST]))


def _time(kept: Mapping[str, Any], slots: Mapping[int, Slot]) -> Time:
    # An hour may turn somebody's second session into another organization's first: that serves one more all the same.
    served = max(kept["served"], kept["first"])
    found = tuple(slots[slot] for slot in kept["slots"])
    return Time(found, kept["first"], served, max(kept["all_day"], served), kept["checked"])


def _others(found: Sequence[Time]) -> tuple[Time, ...]:
    return tuple(sorted(found[1:], key=lambda time: time.slots[0].starts_at))


def _unplaced(figures: Mapping[str, Any]) -> int:
    """Needs without a place; `levels` counts those held elsewhere as well, of which there are none."""
    needs, placed = int(figures["needs"]), int(sum(figures["value"]["levels"]))
    return max(0, needs - placed)


def find(edition: Edition, specialty: Specialty) -> Time | None:
    """The best hour of that specialty."""
    found = hours(edition)
    return next((line.best for line in found.lines if line.specialty is specialty), None) if found else None
