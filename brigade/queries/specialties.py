"""Specialties as coordinators keep them: found by slug, with how many name each."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from brigade.database import db
from brigade.models import ExpertSpecialty, NeedSpecialty, Specialty


def find(slug: str) -> Specialty | None:
    """The specialty with that slug."""
    return db.session.scalar(select(Specialty).where(Specialty.slug == slug))


def uses() -> Counter[int]:
    """Specialty → how many experts and needs name it, in all editions."""
    found: Counter[int] = Counter()
    for link in (ExpertSpecialty, NeedSpecialty):
        rows = select(link.specialty_id, func.count()).group_by(link.specialty_id)
        found.update(dict(db.session.execute(rows).all()))
    return found
