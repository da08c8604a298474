"""Who may stand at the door without an appointment: needs that have no place, and organizations by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select

from brigade.database import db
from brigade.matching.text import fold
from brigade.models import Edition, Need, Organization, Seat, WaitlistEntry

MOST = 12  # lines that fit a phone without scrolling for long


def needs(edition: Edition, words: str) -> list[Any]:
    """Open needs without a place, whose title or organization says so: `.waits` those of the waitlist first."""
    rows = db.session.execute(
        select(
            Need.uid, Need.title, Organization.name, WaitlistEntry.id.label("waits"), WaitlistEntry.joined_at,
        )
        .join(Organization, Organization.id == Need.organization_id)
        .outerjoin(WaitlistEntry, (WaitlistEntry.need_id == Need.id) & (WaitlistEntry.state == "waiting"))
        .where(Need.edition_id == edition.id, Need.state == "open", ~exists().where(Seat.need_id == Need.id))
        .order_by(WaitlistEntry.joined_at, Need.id)
    ).all()  # fmt: skip
    found = [row for row in rows if _is_called(f"{row.name} {row.title}", words)]
    return sorted(found, key=lambda row: row.waits is None)[:MOST]


def organizations(edition: Edition, words: str) -> Sequence[Any]:
    """Those of that name; none while no name was typed."""
    if not words:
        return ()
    rows = select(Organization.uid, Organization.name).where(Organization.edition_id == edition.id)
    found = db.session.execute(rows.order_by(Organization.name))
    return [row for row in found if _is_called(row.name, words)][:MOST]


def find_need(edition: Edition, uid: str) -> Need | None:
    """The open need with that uid that has an organization."""
    return db.session.scalar(
        select(Need).where(
            Need.uid == uid, Need.edition_id == edition.id, Need.state == "open", Need.organization_id.is_not(None)
        )
    )


def find_organization(edition: Edition, uid: str) -> Organization | None:
    """The organization with that uid."""
    return db.session.scalar(
        select(Organization).where(Organization.uid == uid, Organization.edition_id == edition.id)
    )


def _is_called(text: str, words: str) -> bool:
    said = fold(text)
    return all(word in said for word in fold(words).split())
