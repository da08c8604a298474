"""Back to before a proposal was applied, as far as it is still possible: what somebody changed by hand since stays.

Before it was published nobody hears of it, and the versions that calendars were told are restored; afterwards those
who were told are told again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import exists, select

from brigade.database import db
from brigade.domain import journal, seats
from brigade.domain.arranging import seating
from brigade.domain.arranging.publishing import former_place, tell_move, untold
from brigade.domain.arranging.review import take_up
from brigade.language import gettext as _
from brigade.language import own
from brigade.mail import telling
from brigade.models import Booking, Invitation, Person, Proposal, ProposedBooking, Seat


def undo(proposal: Proposal, *, by: Person, now: datetime) -> int:
    """Take it all back; how many lines could be. The others say why not."""
    seats.alone(proposal.edition_id)
    take_up(proposal, "applied", "published")
    lines = untold(seating.lines_of(proposal))
    late = {line: "already-begun" for line in lines if _is_over(line, now)}
    wanted = [line for line in lines if line not in late]
    told = proposal.state == "published"
    left = late | seating.together(wanted, partial(_back, told=told, by=by, now=now))
    for line in wanted:
        if line not in left:
            _settle(line, told, by, now)
    for line, code in left.items():
        line.reason = code
    proposal.state, proposal.undone_at = "undone", now
    done = len(lines) - len(left)
    journal.record(
        "undo-proposal", at=now, by=by.id, edition=proposal.edition_id, proposal=proposal.uid, number=done,
        left=len(left),
    )  # fmt: skip
    return done


def possible(lines: Sequence[ProposedBooking], now: datetime) -> list[ProposedBooking]:
    """The lines that can be taken back as far as it can be told before it is tried."""
    wanted = [line for line in untold(lines) if not _is_over(line, now)]
    leaving = {line.booking_id for line in wanted}
    others = select(Seat.expert_id, Seat.slot_id).where(Seat.booking_id.not_in(leaving))
    taken = {(row[0], row[1]) for row in db.session.execute(others)}
    return [line for line in wanted if (line.former_expert_id, line.former_slot_id) not in taken]


def _is_over(line: ProposedBooking, now: datetime) -> bool:
    """The hour to which it goes back, or from which it goes away, has begun."""
    return any(slot is not None and slot.starts_at <= now for slot in (line.slot, line.former_slot))


def _back(line: ProposedBooking, *, told: bool, by: Person, now: datetime) -> None:
    """The line's session where it was; the guard may refuse."""
    booking, expert, slot = line.booking, line.former_expert, line.former_slot
    assert booking is not None
    if line.kind == "new" or expert is None or slot is None:
        _withdraw(line, booking, told, now)
        return
    table = seating.free_table(line.need, expert, slot, now)
    if line.kind == "ended" and told:  # after a CANCEL nothing goes out under its UID
        line.booking = seating.new(line.need, expert, slot, table, "live", now)
        db.session.flush()
        return
    booking.state = "live"
    seating.put(booking, expert, slot, table, now)
    if not told and not _heard(booking, line.sequence or 0):
        booking.sequence = (line.sequence or 1) - 1
        db.session.flush()


def _withdraw(line: ProposedBooking, booking: Booking, told: bool, now: datetime) -> None:
    if told:
        with own(booking.person.language):
            booking.cancel_reason = _("L’horaire proposé a été retiré. Le besoin reste ouvert.")
        seating.end(booking, now)


def _settle(line: ProposedBooking, told: bool, by: Person, now: datetime) -> None:
    """What follows once the places are right: tell, or forget."""
    booking = line.booking
    assert booking is not None
    line.fate = "undone"
    booking.is_locked = booking.is_locked and line.state != "locked"
    if not told:
        if line.kind == "new":
            db.session.flush()
            seating.forget([booking.id])
        elif booking.sequence > (line.sequence or 0):
            tell_move(booking, line, now, back=True)
    elif line.kind == "new":
        telling.tell(booking, "cancelled", now=now)
        journal.about(booking, "cancel", at=now, by=by, reason=booking.cancel_reason)
    elif line.kind == "moved":
        tell_move(booking, line, now, back=True)
        journal.about(booking, "move", at=now, by=by, was=former_place(line, back=True))
    else:
        telling.invite(booking, now=now)
        journal.about(booking, "book", at=now, by=by)


def _heard(booking: Booking, sequence: int) -> bool:
    """Whether a calendar was told that version, although nobody was meant to be."""
    told = Invitation.booking_id == booking.id, Invitation.told_sequence >= sequence
    return bool(db.session.scalar(select(exists().where(*told))))
