"""Runs of sessions that are held, looked up through the organization of the person who asks."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from brigade.database import db
from brigade.models import Booking, Itinerary, Membership, Person


def own(person: Person, uid: str) -> Itinerary | None:
    """The run with that uid, if this person acts for its organization."""
    mine = select(Membership.organization_id).where(Membership.person_id == person.id)
    parts = [joinedload(part) for part in (Booking.need, Booking.expert, Booking.slot, Booking.table)]
    return db.session.scalar(
        select(Itinerary).where(Itinerary.uid == uid, Itinerary.organization_id.in_(mine))
        .options(selectinload(Itinerary.bookings).options(*parts), joinedload(Itinerary.organization))
    )  # fmt: skip
