"""The brigade: its experts as cards, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from brigade.database import db
from brigade.language import gettext as _
from brigade.language import local
from brigade.models import Edition, Expert, ExpertSpecialty, Slot, Specialty

_NAMES = Specialty.slug, Specialty.name_fr, Specialty.name_en
_EXPERTS = (
    select(Expert).where(Expert.edition_id == bindparam("edition")).order_by(Expert.name)
    .options(selectinload(Expert.skills).joinedload(ExpertSpecialty.specialty).load_only(*_NAMES))
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


def experts(edition: Edition) -> list[Expert]:
    """Every expert of the edition with their specialties, by name: two queries."""
    return list(db.session.scalars(_EXPERTS, {"edition": edition.id}))


def find_expert(edition: Edition, slug: str) -> Expert | None:
    """The expert of this edition with that slug."""
    return db.session.scalar(select(Expert).where(Expert.edition_id == edition.id, Expert.slug == slug))


def find_place(edition: Edition, slug: str, slot: str) -> tuple[Expert, Slot] | None:
    """The expert of this edition with that slug and its slot with that id; None when there is no such pair."""
    if not (slot.isascii() and slot.isdigit() and len(slot) < 10):
        return None
    found = db.session.execute(_PLACE, {"edition": edition.id, "slug": slug, "slot": int(slot)}).first()
    return (found[0], found[1]) if found else None


def card(expert: Expert) -> Card:
    """The expert in the reader's language."""
    languages = {"fr": _("Français"), "en": _("Anglais")}
    return Card(
        slug=expert.slug, name=expert.name, headline=local(expert, "headline"), bio=local(expert, "bio"),
        main=tuple(local(skill.specialty, "name") for skill in expert.skills if skill.is_main),
        secondary=tuple(local(skill.specialty, "name") for skill in expert.skills if not skill.is_main),
        languages=tuple(languages[code] for code in expert.languages), href=f"/experts/{expert.slug}",
    )  # fmt: skip
