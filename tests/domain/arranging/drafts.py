"""Proposals for tests: the places are the test's own, everything else is made as for a real run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from brigade.database import db
from brigade.domain.arranging import keeping, problem, runs, seating
from brigade.models import Edition, Expert, Need, Proposal, ProposedBooking, Slot
from brigade.solver.problem import Gain, Place, Plan, Score
from tests.factories import NOW
from tests.stage import Stage

Wanted = tuple[Need, Expert, Slot]


def draft(
    where: Stage | Edition, *wanted: Wanted, mode: str = "again", now: datetime = NOW,
    gains: Sequence[Gain] | None = None, **parameters: Any,
) -> Proposal:  # fmt: skip
    """A draft that seats these needs there, and no other; with what would help most, if that is known."""
    edition = where if isinstance(where, Edition) else where.edition
    run = runs.ask(edition, mode, parameters, seconds=5, by=None, now=now)
    assert runs.claim(run.uid, now)
    asked = problem.read(edition, mode, parameters, now)
    score = Score((len(wanted),), 1.0, 0, 0)
    places = tuple(Place(need.id, expert.id, slot.id) for need, expert, slot in wanted)
    assert runs.finish(run, now)
    made = keeping.keep(run, asked, Plan(places, score, score, ("pairs",), {}, {}, {}), gains, now=now)
    db.session.flush()
    return made


def line(proposal: Proposal, need: Need) -> ProposedBooking:
    """That need's line, as it is now."""
    db.session.flush()
    return next(each for each in seating.lines_of(proposal) if each.need_id == need.id)


def kinds(proposal: Proposal) -> dict[int, str]:
    """Need → kind."""
    return {each.need_id: each.kind for each in seating.lines_of(proposal)}
