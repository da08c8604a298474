"""Not with these: each side says so for itself, without a reason, and the other side is never told.

A session that stands already stays until somebody cancels it; an offer that still waits for its answer ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select

from brigade.database import db
from brigade.domain import journal, places, seats, waitlist
from brigade.models import Conflict, Expert, Organization, Person


def avoid_experts(organization: Organization, experts: Collection[places.Giver], *, by: Person, now: datetime) -> None:
    """The organization meets none of these experts; exactly these, as far as it has a say."""
    seats.alone(organization.edition_id)
    ours = Conflict.organization_id == organization.id, Conflict.said_by == "organization"
    db.session.execute(delete(Conflict).where(*ours))
    _write(((expert.id, organization.id) for expert in experts), "organization")
    waitlist.end_conflicting(organization.edition_id, now=now)
    journal.record("say-conflicts", at=now, by=by.id, edition=organization.edition_id)


def avoid_organizations(expert: Expert, organizations: Collection[Organization], *, by: Person, now: datetime) -> None:
    """The expert meets none of these organizations; exactly these, as far as they have a say."""
    seats.alone(expert.edition_id)
    ours = Conflict.expert_id == expert.id, Conflict.said_by == "expert"
    db.session.execute(delete(Conflict).where(*ours))
    _write(((expert.id, organization.id) for organization in organizations), "expert")
    waitlist.end_conflicting(expert.edition_id, now=now)
    journal.record("say-conflicts", at=now, by=by.id, edition=expert.edition_id)


def of_organization(organization: Organization) -> set[int]:
    """Ids of the experts whom the organization itself avoids."""
    rows = select(Conflict.expert_id).where(
        Conflict.organization_id == organization.id, Conflict.said_by == "organization"
    )
    return set(db.session.scalars(rows))


def of_expert(expert: Expert) -> list[Organization]:
    """The organizations that the expert themself avoids, by name."""
    return list(
        db.session.scalars(
            select(Organization).join(Conflict, Conflict.organization_id == Organization.id)
            .where(Conflict.expert_id == expert.id, Conflict.said_by == "expert").order_by(Organization.name)
        )
    )  # fmt: skip


def _write(pairs: Iterable[tuple[int, int]], said_by: str) -> None:
    rows = [
        {"expert_id": expert, "organization_id": organization, "said_by": said_by} for expert, organization in pairs
    ]
    if rows:
        db.session.execute(insert(Conflict), rows)
