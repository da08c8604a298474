"""The solver's answer becomes a proposal: one line a need, each with its difference to what stood when it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from brigade.database import db, insert_rows, new_uid
from brigade.domain import journal
from brigade.domain.arranging.held import Held
from brigade.domain.arranging.problem import Asked
from brigade.models import Proposal, ProposedBooking, Run
from brigade.solver.problem import Gain, Need, Place, Plan

UNKNOWN = "no-room"  # of a need about which the solver says nothing


def keep(run: Run, asked: Asked, plan: Plan, gains: Sequence[Gain] | None = None, *, now: datetime) -> Proposal:
    """Write the proposal that this run ends with, and what would help most if that is known; nobody is told."""
    figures = _figures(asked, plan) | ({} if gains is None else {"gains": [asdict(gain) for gain in gains]})
    proposal = Proposal(edition_id=run.edition_id, run_id=run.id, figures=figures, created_at=now)
    db.session.add(proposal)
    db.session.flush()
    places = {place.need: place for place in plan.places}
    lines = [
        _line(need, places.get(need.id), asked, plan) | {"proposal_id": proposal.id} for need in asked.problem.needs
    ]
    insert_rows(ProposedBooking, lines)
    journal.record(
        "propose-schedule", at=now, by=run.by_id, edition=run.edition_id, proposal=proposal.uid, number=len(places)
    )
    return proposal


def _line(need: Need, place: Place | None, asked: Asked, plan: Plan) -> dict[str, Any]:
    held = asked.held.get(int(need.id))
    return {
        "uid": new_uid(), "need_id": need.id, "kind": _kind(place, held, asked), "state": "proposed", "fate": "",
        "expert_id": place.expert if place else None, "slot_id": place.slot if place else None,
        "booking_id": held.booking if held else None, "former_expert_id": held.expert if held else None,
        "former_slot_id": held.slot if held else None, "fit": need.fits.get(place.expert, 0.0) if place else 0.0,
        "reason": "" if place else plan.unplaced.get(need.id, UNKNOWN),
    }  # fmt: skip


def _kind(place: Place | None, held: Held | None, asked: Asked) -> str:
    """A session that stays with its expert at its hour still moves if its table is missing."""
    if place is None:
        return "ended" if held else "unplaced"
    if held is None:
        return "new"
    stays = (place.expert, place.slot) == (held.expert, held.slot) and (held.table, held.slot) not in asked.lost
    return "unchanged" if stays else "moved"


def _figures(asked: Asked, plan: Plan) -> dict[str, Any]:
    """What the page shows of the whole, as JSON keeps it."""
    problem = asked.problem
    return {
        "value": asdict(plan.value), "bound": asdict(plan.bound), "proven": list(plan.proven), "gaps": dict(plan.gaps),
        "seconds": dict(plan.seconds), "needs": len(problem.needs),
        "organizations": len({need.organization for need in problem.needs}),
    }  # fmt: skip
