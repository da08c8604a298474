"""People: those of the desk, experts with how much time they opened, and who is behind a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from brigade.database import db
from brigade.domain import sign_in
from brigade.models import (
    Availability,
    Edition,
    Expert,
    Membership,
    Organization,
    OtherAddress,
    Person,
    Seat,
    SignInToken,
)


@dataclass(frozen=True, slots=True)
class ExpertLine:
    """An expert, their address, and counts of open slots and live sessions."""

    name: str
    slug: str
    email: str
    open: int
    booked: int


def coordinators() -> Sequence[Person]:
    """By address."""
    return db.session.scalars(select(Person).where(Person.is_coordinator).order_by(Person.email)).all()


def experts(edition: Edition) -> list[ExpertLine]:
    """By name."""
    open_ = select(func.count()).where(Availability.expert_id == Expert.id).scalar_subquery()
    booked = select(func.count()).where(Seat.expert_id == Expert.id).scalar_subquery()
    rows = db.session.execute(
        select(Expert.name, Expert.slug, Person.email, open_, booked)
        .join(Person, Person.id == Expert.person_id).where(Expert.edition_id == edition.id).order_by(Expert.name)
    )  # fmt: skip
    return [ExpertLine(*row) for row in rows]


def organizations_named(edition: Edition, names: list[str]) -> dict[str, Organization]:
    """Case-folded name → organization of this edition, for those of the names that exist."""
    wanted = {name.casefold() for name in names}
    rows = db.session.scalars(select(Organization).where(Organization.edition_id == edition.id)) if wanted else ()
    return {row.name.casefold(): row for row in rows if row.name.casefold() in wanted}


def organization_of(person: Person, edition: Edition) -> Organization | None:
    """The organization for which this person acts."""
    return db.session.scalar(
        select(Organization).join(Membership, Membership.organization_id == Organization.id)
        .where(Membership.person_id == person.id, Organization.edition_id == edition.id)
        .order_by(Organization.id).limit(1)
    )  # fmt: skip


def link_of(person: Person, token: str) -> SignInToken | None:
    """The sign-in link with that token, if it was mailed to this person."""
    others = select(OtherAddress.email).where(OtherAddress.person_id == person.id)
    theirs = or_(SignInToken.email == person.email, SignInToken.email.in_(others))
    return db.session.scalar(select(SignInToken).where(SignInToken.digest == sign_in.digest(token), theirs))
