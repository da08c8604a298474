"""The waitlist as coordinators follow it: who waits, for how long, and the chain of offers each need has had."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.models import Booking, Edition, Expert, Need, Offer, Organization, Slot, WaitlistEntry


@dataclass(frozen=True, slots=True)
class Link:
    """One place that was offered: with whom, when, until when, and what became of it."""

    uid: str
    expert: str
    starts_at: datetime
    lapses_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """One need that waits or waited, and its offers, oldest first."""

    title: str
    uid: str
    organization: str
    state: str
    flexible: bool
    joined_at: datetime
    offers: list[Link]


def lines(edition: Edition) -> list[Line]:
    """Those who still wait first, longest first; two queries."""
    entries = db.session.execute(
        select(WaitlistEntry, Organization.name).join(Need, Need.id == WaitlistEntry.need_id)
        .join(Organization, Organization.id == Need.organization_id).where(Need.edition_id == edition.id)
        .options(joinedload(WaitlistEntry.need)).order_by(WaitlistEntry.joined_at, WaitlistEntry.id)
    ).all()  # fmt: skip
    offers = _offers(edition)
    found = [
        Line(
            entry.need.title, entry.need.uid, name, entry.state, entry.flexible, entry.joined_at,
            offers.get(entry.id, []),
        )
        for entry, name in entries
    ]  # fmt: skip
    return sorted(found, key=lambda line: line.state not in ("waiting", "offered"))


def _offers(edition: Edition) -> dict[int, list[Link]]:
    rows = db.session.execute(
        select(Offer.entry_id, Booking.uid, Expert.name, Slot.starts_at, Offer.lapses_at, Offer.state)
        .join(Booking, Booking.id == Offer.booking_id).join(Expert, Expert.id == Booking.expert_id)
        .join(Slot, Slot.id == Booking.slot_id).where(Booking.edition_id == edition.id).order_by(Offer.id)
    )  # fmt: skip
    found: dict[int, list[Link]] = defaultdict(list)
    for row in rows:
        found[row.entry_id].append(Link(row.uid, row.name, row.starts_at, row.lapses_at, row.state))
    return found
