"""The brigade: its experts as cards, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from brigade.database import db
from brigade.language import gettext as _
from brigade.language import local
from brigade.models import Edition, Expert, ExpertSpecialty


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
    rows = select(Expert).where(Expert.edition_id == edition.id).options(with_skills).order_by(Expert.name)
    return list(db.session.scalars(rows))


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
