"""When an expert is open: the whole set in one act, so that what the grid shows is what is kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from brigade.database import db
from brigade.domain import journal, seats, waitlist
from brigade.domain.refusal import Refusal
from brigade.language import moment
from brigade.models import Availability, Expert, Person, Seat, Slot


def set_open(expert: Expert, slots: Collection[int], *, by: Person, now: datetime) -> None:
    """Open exactly these slots. A slot with a live session cannot be closed: the refusal says what to do about it."""
    seats.alone(expert.edition_id)
    known = set(db.session.scalars(select(Slot.id).where(Slot.edition_id == expert.edition_id)))
    before = set(db.session.scalars(select(Availability.slot_id).where(Availability.expert_id == expert.id)))
    wanted = known & set(slots)
    _close(expert, before - wanted)
    if wanted - before:
        rows = [{"expert_id": expert.id, "slot_id": slot} for slot in sorted(wanted - before)]
        db.session.execute(insert(Availability), rows)
    waitlist.fill(_opened(expert, wanted - before), now=now)
    journal.record(
        "set-availability", at=now, by=by.id, edition=expert.edition_id, expert=expert.name,
        opened=len(wanted - before), closed=len(before - wanted), hours=sorted(wanted ^ before),
    )  # fmt: skip


def close(expert: Expert, slot: Slot, *, by: Person, now: datetime) -> None:
    """Close one hour in which nothing is booked any more; to be called by an act that runs alone in the edition."""
    _close(expert, {slot.id})
    journal.record(
        "set-availability", at=now, by=by.id, edition=expert.edition_id, expert=expert.name, opened=0, closed=1,
        hours=[slot.id],
    )  # fmt: skip


def _opened(expert: Expert, slots: set[int]) -> list[tuple[Expert, Slot]]:
    """New places, in time order: who waits comes first."""
    found = db.session.scalars(select(Slot).where(Slot.id.in_(slots)).order_by(Slot.starts_at))
    return [(expert, slot) for slot in found]


def _close(expert: Expert, closing: set[int]) -> None:
    """Seats refer to these rows, so the database itself says no; only then is it asked which session it was."""
    try:
        with db.session.begin_nested():
            db.session.execute(
                delete(Availability).where(Availability.expert_id == expert.id, Availability.slot_id.in_(closing))
            )
    except IntegrityError as error:
        raise _has_meeting(expert, closing) from error


def _has_meeting(expert: Expert, closing: set[int]) -> Refusal:
    slot = db.session.scalars(
        select(Slot).join(Seat, Seat.slot_id == Slot.id)
        .where(Seat.expert_id == expert.id, Slot.id.in_(closing)).order_by(Slot.starts_at).limit(1)
    ).one()  # fmt: skip
    edition = expert.edition
    return Refusal("slot-has-meeting", when=moment(slot.starts_at, edition.zone), contact=edition.contact_email)
