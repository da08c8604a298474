"""The brigade: its experts as cards, in the reader's language.

What every page reads of experts and specialties changes rarely: it is remembered for one revision of the brigade, as
the index of words is (`fit.revision`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.domain import fit
from brigade.language import current, local
from brigade.language import gettext as _
from brigade.models import Edition, Expert, ExpertSpecialty, Slot, Specialty

_EXPERTS = (
    select(
        Expert.id, Expert.slug, Expert.name, Expert.table_id, Expert.languages,
        Expert.headline_fr, Expert.headline_en, Expert.bio_fr, Expert.bio_en,
    )
    .where(Expert.edition_id == bindparam("edition")).order_by(Expert.name, Expert.id)
)  # fmt: skip
_SKILLS = (
    select(
        ExpertSpecialty.expert_id, ExpertSpecialty.is_main, Specialty.name_fr, Specialty.name_en, Specialty.slug
    )
    .join(Specialty, Specialty.id == ExpertSpecialty.specialty_id)
    .join(Expert, Expert.id == ExpertSpecialty.expert_id).where(Expert.edition_id == bindparam("edition"))
    .order_by(Specialty.id)
)  # fmt: skip
_PLACE = (
    select(Expert, Slot).join(Slot, Slot.edition_id == Expert.edition_id).options(joinedload(Expert.person))
    .where(Expert.edition_id == bindparam("edition"), Expert.slug == bindparam("slug"), Slot.id == bindparam("slot"))
)  # fmt: skip


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


class Skill(NamedTuple):
    """A specialty of an expert."""

    is_main: bool
    name_fr: str
    name_en: str
    slug: str


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """An expert as pages and rules read them: plain values, read in a tenth of the time that rows take."""

    id: int
    slug: str
    name: str
    table_id: int | None
    languages: list[str]
    headline_fr: str
    headline_en: str
    bio_fr: str
    bio_en: str
    skills: list[Skill]


def experts(edition: Edition) -> tuple[Member, ...]:
    """Every expert of the edition with their specialties, by name."""
    return _experts(*fit.revision(edition))


@lru_cache(maxsize=8)
def _experts(_database: str, edition: int, _revision: int) -> tuple[Member, ...]:
    skills: defaultdict[int, list[Skill]] = defaultdict(list)
    for row in db.session.execute(_SKILLS, {"edition": edition}).all():
        skills[row.expert_id].append(Skill(*row[1:]))
    return tuple(Member(*row, skills[row[0]]) for row in db.session.execute(_EXPERTS, {"edition": edition}).all())


def specialty_names(edition: Edition) -> dict[str, str]:
    """Slug → name in the reader's language, by domain."""
    return {specialty.slug: local(specialty, "name") for specialty in _specialties(*fit.revision(edition))}


@lru_cache(maxsize=8)
def _specialties(_database: str, _edition: int, _revision: int) -> tuple[Any, ...]:
    rows = select(Specialty.slug, Specialty.name_fr, Specialty.name_en).order_by(Specialty.domain_id, Specialty.id)
    return tuple(db.session.execute(rows).all())


def find_expert(edition: Edition, slug: str) -> Member | None:
    """The expert of this edition with that slug."""
    return next((expert for expert in experts(edition) if expert.slug == slug), None)


def find_row(edition: Edition, slug: str) -> Expert | None:
    """The same, as a row."""
    return db.session.scalar(select(Expert).where(Expert.edition_id == edition.id, Expert.slug == slug))


def find_place(edition: Edition, slug: str, slot: str) -> tuple[Expert, Slot] | None:
    """The expert of this edition with that slug and its slot with that id; None when there is no such pair."""
    if not (slot.isascii() and slot.isdigit() and len(slot) < 10):
        return None
    found = db.session.execute(_PLACE, {"edition": edition.id, "slug": slug, "slot": int(slot)}).first()
    return (found[0], found[1]) if found else None


def card(expert: Member) -> Card:
    """The expert in the reader's language."""
    return _card(expert, current())


@lru_cache(maxsize=2_000)
def _card(expert: Member, _language: str) -> Card:
    languages = {"fr": _("Français"), "en": _("Anglais")}
    return Card(
        slug=expert.slug, name=expert.name, headline=local(expert, "headline"), bio=local(expert, "bio"),
        main=tuple(local(skill, "name") for skill in expert.skills if skill.is_main),
        secondary=tuple(local(skill, "name") for skill in expert.skills if not skill.is_main),
        languages=tuple(languages[code] for code in expert.languages), href=f"/experts/{expert.slug}",
    )  # fmt: skip
