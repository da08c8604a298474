"""The brigade: its experts as cards, and as the index in which needs are looked up.

The index is built once per revision of the brigade and process, and shared by threads: it never changes. Discarded: the
databases' own full text (SQLite and PostgreSQL stem French differently, so a page would depend on the engine).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from brigade import matching
from brigade.database import db
from brigade.language import gettext as _
from brigade.language import local
from brigade.models import Edition, Expert, ExpertSpecialty, Specialty


@dataclass(frozen=True, slots=True)
class Card:
    """An expert as a page shows them, words in the reader's language."""

    slug: str
    name: str
    headline: str
    bio: str
    main: tuple[str, ...]
    secondary: tuple[str, ...]
    languages: tuple[str, ...]
    href: str


def experts(edition: Edition) -> list[Expert]:
    """Every expert of the edition with their specialties, by name: two queries."""
    with_skills = selectinload(Expert.skills).joinedload(ExpertSpecialty.specialty)
    return list(
        db.session.scalars(select(Expert).where(Expert.edition_id == edition.id).options(with_skills).order_by(Expert.name))
    )


def find_expert(edition: Edition, slug: str) -> Expert | None:
    """The expert of this edition with that slug."""
    return db.session.scalar(select(Expert).where(Expert.edition_id == edition.id, Expert.slug == slug))


def card(expert: Expert) -> Card:
    """The expert in the reader's language."""
    languages = {"fr": _("Français"), "en": _("Anglais")}
    return Card(
        slug=expert.slug, name=expert.name, headline=local(expert, "headline"), bio=local(expert, "bio"),
        main=tuple(local(skill.specialty, "name") for skill in expert.skills if skill.is_main),
        secondary=tuple(local(skill.specialty, "name") for skill in expert.skills if not skill.is_main),
        languages=tuple(languages[code] for code in expert.languages), href=f"/experts/{expert.slug}",
    )  # fmt: skip


def index(edition: Edition) -> matching.Index:
    """The edition's index of words, from memory while nobody's profile changed."""
    return _index(str(db.engine.url), edition.id, edition.brigade_revision)


@lru_cache(maxsize=8)
def _index(_database: str, edition: int, _revision: int) -> matching.Index:
    specialties = db.session.scalars(select(Specialty).options(selectinload(Specialty.domain)))
    rows = db.session.scalars(
        select(Expert).where(Expert.edition_id == edition)
        .options(selectinload(Expert.skills).joinedload(ExpertSpecialty.specialty))
    )  # fmt: skip
    return matching.build([_specialty(row) for row in specialties], [_expert(row) for row in rows])


def _specialty(row: Specialty) -> matching.Specialty:
    return matching.Specialty(
        slug=row.slug, domain=row.domain.slug, names={"fr": row.name_fr, "en": row.name_en},
        synonyms={"fr": tuple(row.synonyms_fr), "en": tuple(row.synonyms_en)},
    )  # fmt: skip


def _expert(row: Expert) -> matching.Expert:
    words = " ".join((row.headline_fr, row.headline_en, row.bio_fr, row.bio_en))
    return matching.Expert(
        slug=row.slug, main=_slugs(row.skills, True), secondary=_slugs(row.skills, False),
        languages=frozenset(row.languages), words=words,
    )  # fmt: skip


def _slugs(skills: Iterable[ExpertSpecialty], is_main: bool) -> frozenset[str]:
    return frozenset(skill.specialty.slug for skill in skills if skill.is_main is is_main)
