"""Taking the places of a proposal, in one transaction. Nobody is told: that is `publishing`."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from brigade.database import db
from brigade.domain import journal, seats
from brigade.domain.arranging import absence, seating
from brigade.domain.arranging.review import CHANGES, take_up
from brigade.language import gettext as _
from brigade.language import own
from brigade.models import Person, Proposal, ProposedBooking


def apply(proposal: Proposal, *, by: Person, now: datetime) -> int:
    """Take every place that can still be taken; how many lines were applied. The others say why not."""
    seats.alone(proposal.edition_id)
    take_up(proposal, "draft")
    wanted = [line for line in seating.lines_of(proposal) if line.state != "refused" and line.kind != "unplaced"]
    stale = {line: code for line in wanted if (code := _outdated(line))}
    changes = [line for line in wanted if line not in stale and line.kind in CHANGES]
    stale |= seating.together(changes, partial(_apply, lost=absence.lost(proposal.run), now=now))
    for line in wanted:
        if line in stale:
            line.fate, line.reason = "stale", stale[line]
        elif line.state == "locked" and line.booking is not None:
            line.booking.is_locked = True
    absence.close(proposal.run)
    proposal.state, proposal.applied_at = "applied", now
    done = sum(line not in stale for line in changes)
    journal.record(
        "apply-proposal", at=now, by=by.id, edition=proposal.edition_id, proposal=proposal.uid, number=done,
        left=len(stale),
    )  # fmt: skip
    return done


def _outdated(line: ProposedBooking) -> str:
    """Why the line speaks of something that is no longer so; "" when it is."""
    booking = line.booking
    if line.need.state != "open":
        return "need-withdrawn"
    if booking is None:
        return ""
    if booking.state == "cancelled":
        return "not-live"
    if (booking.expert_id, booking.slot_id) != (line.former_expert_id, line.former_slot_id):
        return "changed-meanwhile"
    return "locked-meanwhile" if booking.is_locked and line.kind in CHANGES else ""


def _apply(line: ProposedBooking, *, lost: seating.Lost, now: datetime) -> None:
    if line.kind == "ended":
        _end(line, now)
    else:
        assert line.expert is not None and line.slot is not None
        table = seating.free_table(line.need, line.expert, line.slot, now, lost)
        if line.booking is None:
            line.booking = seating.new(line.need, line.expert, line.slot, table, "arranged", now)
        else:
            seating.put(line.booking, line.expert, line.slot, table, now)
    assert line.booking is not None
    line.fate, line.sequence = "done", line.booking.sequence
    db.session.flush()


def _end(line: ProposedBooking, now: datetime) -> None:
    """No place is left for this session; the reason is read by its organization and its expert."""
    booking = line.booking
    assert booking is not None
    with own(booking.person.language):
        booking.cancel_reason = _(
            "Aucune autre place ne s’est trouvée. Le besoin reste ouvert : choisissez une autre heure, ou rejoignez la "
            "liste d’attente."
        )
    seating.end(booking, now)
