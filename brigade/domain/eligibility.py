"""Whether the programme is for an organization: what coordinators say, with their reason, and the letter about it.

A refused one books nothing any more and is offered nothing; sessions that it has stay until somebody cancels them,
because the other side has a right to be told by a person. A pending one may book, unless the edition says otherwise.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from brigade.database import db, new_uid
from brigade.domain import journal
from brigade.domain.refusal import Refusal
from brigade.mail import decisions, outbox
from brigade.models import Edition, Membership, Organization, Person


def accept(edition: Edition, organization: Organization, *, by: Person, now: datetime) -> None:
    """The programme is for them."""
    if organization.eligibility == "accepted":
        raise Refusal("already-accepted")
    organization.eligibility, organization.eligibility_reason = "accepted", ""
    _tell(edition, organization, now)
    journal.record("accept-organization", at=now, by=by.id, edition=edition.id, name=organization.name)


def refuse(edition: Edition, organization: Organization, reason: str, *, by: Person, now: datetime) -> None:
    """The programme is not for them, and this is why: they read the reason as it stands here."""
    if not reason:
        raise Refusal("reason-missing")
    if organization.eligibility == "refused" and organization.eligibility_reason == reason:
        raise Refusal("already-refused")
    organization.eligibility, organization.eligibility_reason = "refused", reason
    _tell(edition, organization, now)
    journal.record(
        "refuse-organization", at=now, by=by.id, edition=edition.id, name=organization.name, reason=reason
    )


def _tell(edition: Edition, organization: Organization, now: datetime) -> None:
    """Each member, in their language."""
    members = db.session.scalars(
        select(Person).join(Membership, Membership.person_id == Person.id)
        .where(Membership.organization_id == organization.id)
    ).all()  # fmt: skip
    letters = {person.id: decisions.decided(organization, edition, person.language, person.name) for person in members}
    outbox.post_each(letters, members, kind="eligibility", again=new_uid(), now=now)
