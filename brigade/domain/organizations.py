"""Who the organization is: asked once, on first use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from brigade.database import db
from brigade.domain import journal, needs
from brigade.domain.refusal import Refusal
from brigade.models import Edition, Membership, Need, Organization, Person


@dataclass(frozen=True, slots=True)
class Profile:
    """What the form holds; `declares`: we are professional and not for profit (artists and artisans: professional)."""

    name: str
    kind: str
    discipline: str
    region: str
    website: str
    language: str
    declares: bool
    person_name: str
    shows_name: bool = False  # on the big screen


def present(
    edition: Edition, profile: Profile, *, by: Person, now: datetime, organization: Organization | None = None
) -> Organization:
    """Write the profile, a new one if there is none, and give it the author's needs that were waiting for it."""
    if not profile.declares:
        raise Refusal("not-eligible")
    organization = organization or _known(edition, by) or _new(edition, by, now)
    for field in ("name", "kind", "discipline", "region", "website", "language", "shows_name"):
        setattr(organization, field, getattr(profile, field))
    organization.declared_at = organization.declared_at or now
    by.name, by.language = profile.person_name, profile.language
    db.session.flush()
    _adopt_needs(edition, organization, by)
    journal.record("present-organization", at=now, by=by.id, edition=edition.id, name=organization.name)
    return organization


def _known(edition: Edition, by: Person) -> Organization | None:
    """What a first click has made in the meantime."""
    needs.one_at_a_time(by)
    found = needs.organization_of(by, edition.id)
    return db.session.get(Organization, found) if found else None


def _new(edition: Edition, by: Person, now: datetime) -> Organization:
    organization = Organization(
        edition_id=edition.id, created_at=now, name="", kind="non-profit", discipline="", region="", people=[by]
    )
    db.session.add(organization)
    return organization


def _adopt_needs(edition: Edition, organization: Organization, by: Person) -> None:
    """Needs that this person opened before the organization was known."""
    db.session.execute(
        update(Need)
        .where(Need.author_id == by.id, Need.edition_id == edition.id, Need.organization_id.is_(None))
        .values(organization_id=organization.id)
    )


def join(organization: Organization, person: Person) -> None:
    """This person acts for this organization from now on."""
    db.session.merge(Membership(person_id=person.id, organization_id=organization.id))
