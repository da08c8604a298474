"""Small groups as coordinators and as those who were asked see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from brigade.database import db
from brigade.models import Clinic, ClinicSeat, Edition, Membership, Person

_PARTS = tuple(joinedload(part) for part in (Clinic.specialty, Clinic.expert, Clinic.slot))


def every(edition: Edition) -> Sequence[Clinic]:
    """All of the edition, with who was asked, in time order."""
    rows = db.session.scalars(
        select(Clinic).where(Clinic.edition_id == edition.id)
        .options(*_PARTS, selectinload(Clinic.seats).joinedload(ClinicSeat.organization))
    ).all()  # fmt: skip
    return sorted(rows, key=lambda clinic: (clinic.slot.starts_at, clinic.id))


def find(edition: Edition, uid: str) -> Clinic | None:
    """The group with that uid."""
    return db.session.scalar(select(Clinic).where(Clinic.uid == uid, Clinic.edition_id == edition.id))


def seat(person: Person, uid: str) -> ClinicSeat | None:
    """The place that this person's organization was offered in that group."""
    mine = select(Membership.organization_id).where(Membership.person_id == person.id)
    return db.session.scalar(
        select(ClinicSeat).join(Clinic, Clinic.id == ClinicSeat.clinic_id)
        .where(Clinic.uid == uid, ClinicSeat.organization_id.in_(mine))
        .options(joinedload(ClinicSeat.clinic).options(*_PARTS), joinedload(ClinicSeat.need))
    )  # fmt: skip


def asked(person: Person) -> Sequence[ClinicSeat]:
    """The open groups to which this person's organizations were asked."""
    mine = select(Membership.organization_id).where(Membership.person_id == person.id)
    return db.session.scalars(
        select(ClinicSeat).join(Clinic, Clinic.id == ClinicSeat.clinic_id)
        .where(ClinicSeat.organization_id.in_(mine), Clinic.state == "open")
        .options(joinedload(ClinicSeat.clinic).options(*_PARTS)).order_by(ClinicSeat.clinic_id)
    ).all()  # fmt: skip
