"""Reviewing a draft line by line: accept, refuse, lock; or drop it as a whole."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from brigade.database import db
from brigade.domain import journal
from brigade.domain.refusal import Refusal
from brigade.models import Person, Proposal, ProposedBooking

ANSWERS = ("proposed", "accepted", "refused", "locked")
CHANGES = ("new", "moved", "ended")  # kinds of lines that applying does something about


def answer(proposal: Proposal, lines: Collection[str], state: str, *, by: Person, now: datetime) -> int:
    """Give these lines (uids) this answer; how many changed. Refused lines are not applied."""
    take_up(proposal, "draft")
    own = ProposedBooking.proposal_id == proposal.id, ProposedBooking.uid.in_(lines), ProposedBooking.state != state
    placed = ProposedBooking.kind != "unplaced"
    changed = db.session.scalars(
        update(ProposedBooking).where(*own, placed).values(state=state).returning(ProposedBooking.id)
    ).all()
    if changed:
        journal.record(
            "review-proposal", at=now, by=by.id, edition=proposal.edition_id, proposal=proposal.uid, number=len(changed)
        )
    return len(changed)


def drop(proposal: Proposal, *, by: Person, now: datetime) -> None:
    """The draft is not wanted; it stays in the list."""
    take_up(proposal, "draft")
    proposal.state = "dropped"
    journal.record("drop-proposal", at=now, by=by.id, edition=proposal.edition_id, proposal=proposal.uid)


def take_up(proposal: Proposal, *states: str) -> None:
    """Read the state again under the act's lock: another coordinator may have been quicker."""
    row = select(Proposal).where(Proposal.id == proposal.id).with_for_update()
    db.session.scalar(row, execution_options={"populate_existing": True})
    if proposal.state not in states:
        raise Refusal("proposal-settled")
