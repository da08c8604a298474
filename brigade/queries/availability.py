"""An expert's three days as tiles: open, closed, or booked by whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from brigade.database import db
from brigade.language import day, hour
from brigade.language import gettext as _
from brigade.models import Availability, Booking, Expert, Slot
from brigade.queries import bookings, editions


@dataclass(frozen=True, slots=True)
class Tile:
    """One slot; `gap` names the break before it, `href` is the session's page when it is booked."""

    id: int
    label: str
    state: str
    gap: str
    text: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class TileDay:
    """One day's tiles."""

    id: str
    label: str
    slots: list[Tile]


def tiles(expert: Expert, ticked: Collection[int] | None = None) -> list[TileDay]:
    """The whole grid of the edition, with what is open, or with what was ticked but not kept."""
    kept = select(Availability.slot_id).where(Availability.expert_id == expert.id)
    open_ = set(db.session.scalars(kept) if ticked is None else ticked)
    booked = bookings.live_slots(expert)
    zone = expert.edition.zone
    return [
        TileDay(
            found.date.isoformat(), day(found.date),
            [_tile(slot, zone, slot.id in found.breaks, slot.id in open_, booked.get(slot.id)) for slot in found.slots],
        )
        for found in editions.days(expert.edition)
    ]  # fmt: skip


def _tile(slot: Slot, zone: str, gap: bool, is_open: bool, booking: Booking | None) -> Tile:
    state = "booked" if booking else "free" if is_open else "closed"
    who, href = (booking.organization.name, f"/bookings/{booking.uid}") if booking else ("", "")
    return Tile(slot.id, hour(slot.starts_at, zone), state, _("Pause") if gap else "", who, href)
