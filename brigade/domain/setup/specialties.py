"""What can be helped with: specialties in domains, with the words that people use. All editions share them.

Whatever changes here raises every edition's revision, so that matching reads the words anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from brigade.database import db
from brigade.domain import journal, slugs
from brigade.domain.refusal import Refusal
from brigade.models import Domain, Edition, Person, Specialty


@dataclass(frozen=True, slots=True)
class Wording:
    """What the form holds; `domain` is a slug, "" where `domain_fr` and `domain_en` name a new one."""

    name_fr: str
    name_en: str
    synonyms_fr: Sequence[str]
    synonyms_en: Sequence[str]
    domain: str = ""
    domain_fr: str = ""
    domain_en: str = ""


def describe(
    wording: Wording, *, by: Person, now: datetime, specialty: Specialty | None = None, edition: Edition | None = None
) -> Specialty:
    """Write a specialty, a new one if none is given."""
    row = specialty or Specialty(slug=_slug(Specialty, wording.name_fr))
    row.domain = _domain(wording)
    row.name_fr, row.name_en = wording.name_fr, wording.name_en
    row.synonyms_fr, row.synonyms_en = list(wording.synonyms_fr), list(wording.synonyms_en)
    db.session.add(row)
    db.session.flush()
    _told(edition, "describe-specialty", row.name_fr, by, now)
    return row


def remove(specialty: Specialty, *, by: Person, now: datetime, edition: Edition | None = None) -> None:
    """Forget it, and its domain with the last of its specialties; refused while a need or an expert names it."""
    name, domain = specialty.name_fr, specialty.domain_id
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Specialty).where(Specialty.id == specialty.id))
    except IntegrityError as error:
        raise Refusal("specialty-in-use", specialty=name) from error
    if not db.session.scalar(select(Specialty.id).where(Specialty.domain_id == domain).limit(1)):
        db.session.execute(delete(Domain).where(Domain.id == domain))
    _told(edition, "remove-specialty", name, by, now)


def _domain(wording: Wording) -> Domain:
    known = db.session.scalar(select(Domain).where(Domain.slug == wording.domain)) if wording.domain else None
    return known or Domain(
        slug=_slug(Domain, wording.domain_fr), name_fr=wording.domain_fr, name_en=wording.domain_en
    )


def _slug(kind: type[Domain] | type[Specialty], name: str) -> str:
    return slugs.free(slugs.stem(name, "sujet", 50), {"new", *db.session.scalars(select(kind.slug))})


def _told(edition: Edition | None, act: str, name: str, by: Person, now: datetime) -> None:
    db.session.execute(update(Edition).values(brigade_revision=Edition.brigade_revision + 1))
    journal.record(act, at=now, by=by.id, edition=edition.id if edition else None, specialty=name)
