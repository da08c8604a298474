"""Telling those whom an applied proposal concerns: one message for each session that is new to them, moved, or over.

What somebody changed by hand since it was applied has been told already, and is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from brigade.database import db
from brigade.domain import journal, seats, waitlist
from brigade.domain.arranging import seating
from brigade.domain.arranging.review import CHANGES, take_up
from brigade.domain.refusal import Refusal
from brigade.mail import telling
from brigade.models import Booking, Person, Proposal, ProposedBooking


def publish(proposal: Proposal, *, seen: int, by: Person, now: datetime) -> int:
    """From here on everybody knows; how many sessions were told. `seen`: how many the coordinator was shown."""
    seats.alone(proposal.edition_id)
    take_up(proposal, "applied")
    lines = untold(seating.lines_of(proposal))
    if len(lines) != seen:
        raise Refusal("audience-changed", number=len(lines))
    for line in lines:
        _tell(line, by, now)
    proposal.state, proposal.published_at = "published", now
    journal.record(
        "publish-proposal", at=now, by=by.id, edition=proposal.edition_id, proposal=proposal.uid, number=len(lines)
    )
    freed = [(line.former_expert, line.former_slot) for line in lines]
    waitlist.fill([(expert, slot) for expert, slot in freed if expert and slot], now=now)
    return len(lines)


def untold(lines: Sequence[ProposedBooking]) -> list[ProposedBooking]:
    """Those that applying changed, and nobody since."""
    return [line for line in lines if line.kind in CHANGES and line.fate == "done" and is_as_applied(line)]


def is_as_applied(line: ProposedBooking) -> bool:
    """Nobody has changed the session since the line was applied."""
    states = {"new": ("arranged", "live"), "moved": ("live",), "ended": ("cancelled",)}[line.kind]
    return line.booking is not None and line.booking.sequence == line.sequence and line.booking.state in states


def _tell(line: ProposedBooking, by: Person, now: datetime) -> None:
    booking = line.booking
    assert booking is not None
    if line.kind == "new":
        booking.state, booking.changed_at = "live", now
        db.session.flush()
        waitlist.placed(booking.need_id)
        telling.invite(booking, now=now)
        journal.about(booking, "book", at=now, by=by)
    elif line.kind == "moved":
        tell_move(booking, line, now)
        journal.about(booking, "move", at=now, by=by, was=former_place(line))
    else:
        telling.tell(booking, "cancelled", now=now)
        journal.about(booking, "cancel", at=now, by=by, reason=booking.cancel_reason)


def former_place(line: ProposedBooking, *, back: bool = False) -> tuple[int | None, ...]:
    """The line's place before it was applied, as `journal.place` writes it; `back`: the one it is taken back from."""
    expert, slot = (line.expert_id, line.slot_id) if back else (line.former_expert_id, line.former_slot_id)
    return expert, slot, None, line.need.organization_id


def tell_move(booking: Booking, line: ProposedBooking, now: datetime, *, back: bool = False) -> None:
    """To both sides; and to the expert who had it before, if that is another. `back`: from the line's place."""
    former = line.expert if back else line.former_expert
    if former is None or former.id == booking.expert_id:
        telling.tell(booking, "moved", now=now)
    else:
        telling.hand_over(booking, former, now=now)
