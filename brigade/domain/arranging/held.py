"""What stands now: every place that somebody holds, and which of them an arrangement may touch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from brigade.database import db
from brigade.models import Booking, Edition, Seat, Slot


class Held(NamedTuple):
    """A seat and the session that holds it."""

    booking: int
    need: int
    organization: int
    expert: int
    slot: int
    table: int
    state: str
    is_locked: bool
    starts_at: datetime


def by_need(edition: Edition) -> Mapping[int, Held]:
    """Every held place of the edition, by the need that has it."""
    rows = db.session.execute(
        select(
            Seat.booking_id, Seat.need_id, Seat.organization_id, Seat.expert_id, Seat.slot_id, Seat.table_id,
            Booking.state, Booking.is_locked, Slot.starts_at,
        )
        .join(Booking, Booking.id == Seat.booking_id).join(Slot, Slot.id == Seat.slot_id)
        .where(Booking.edition_id == edition.id).order_by(Seat.booking_id)
    )  # fmt: skip
    return {row.need_id: Held(*row) for row in rows}


def may_move(held: Held, now: datetime) -> bool:
    """Agreed, not locked, not begun: an offer waits for its answer, and what is over is over."""
    return held.state == "live" and not held.is_locked and held.starts_at > now
