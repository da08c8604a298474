"""Bringing people in: coordinators and experts are invited by e-mail; experts say who they are and how they help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from brigade.database import db
from brigade.domain import fit, journal, sign_in, slugs
from brigade.domain.refusal import Refusal
from brigade.mail import letters, outbox
from brigade.models import Edition, Expert, ExpertSpecialty, Person, Specialty


@dataclass(frozen=True, slots=True)
class Profile:
    """What an expert says of themself; `main` and `secondary` are slugs of specialties, main wins over secondary."""

    name: str
    languages: Sequence[str]
    main: Sequence[str]
    secondary: Sequence[str]
    headline_fr: str = ""
    headline_en: str = ""
    bio_fr: str = ""
    bio_en: str = ""


def add_coordinator(
    edition: Edition | None, email: str, name: str = "", language: str = "fr", *, by: Person | None, now: datetime
) -> Person:
    """Make this address a coordinator's and tell its owner."""
    person = sign_in.person_at(sign_in.normalise(email), language, now=now)
    if person.is_coordinator:
        raise Refusal("already-coordinator")
    person.is_coordinator, person.name = True, person.name or name
    letter = letters.welcome("coordinator", person.language, edition)
    outbox.post(letter, person, key=f"welcome-coordinator:{person.id}", kind="welcome", now=now)
    journal.record("add-coordinator", at=now, by=_id(by), edition=edition.id if edition else None, email=person.email)
    return person


def add_expert(edition: Edition, email: str, name: str, language: str, *, by: Person, now: datetime) -> Expert:
    """Make this person an expert of the edition and ask them, by e-mail, for their profile and availability."""
    person = sign_in.person_at(sign_in.normalise(email), language, now=now)
    person.name = person.name or name
    if db.session.scalar(select(Expert.id).where(Expert.edition_id == edition.id, Expert.person_id == person.id)):
        raise Refusal("already-expert")
    expert = Expert(
        edition_id=edition.id, person_id=person.id, name=name, slug=_slug(edition, name), languages=[language]
    )
    db.session.add(expert)
    fit.outdate(edition)
    letter = letters.welcome("expert", person.language, edition)
    outbox.post(letter, person, key=f"welcome-expert:{edition.id}:{person.id}", kind="welcome", now=now)
    journal.record("add-expert", at=now, by=by.id, edition=edition.id, expert=name)
    return expert


def describe_expert(expert: Expert, profile: Profile, *, by: Person, now: datetime) -> None:
    """Write the profile; needs see the change at once."""
    for field in ("name", "headline_fr", "headline_en", "bio_fr", "bio_en"):
        setattr(expert, field, getattr(profile, field))
    expert.languages = list(profile.languages)
    ranked = dict.fromkeys(profile.secondary, False) | dict.fromkeys(profile.main, True)
    found = db.session.scalars(select(Specialty).where(Specialty.slug.in_(ranked)))
    have = {skill.specialty_id: skill for skill in expert.skills}
    expert.skills = [_skill(have, specialty, ranked[specialty.slug]) for specialty in found]
    fit.outdate(expert.edition)
    journal.record("describe-expert", at=now, by=by.id, edition=expert.edition_id, expert=expert.name)


def describe(person: Person, *, name: str, language: str) -> None:
    """What letters call this person, and in which language they are written."""
    person.name, person.language = name, language


def set_language(person: Person, language: str) -> None:
    """The language in which this person reads pages and letters."""
    person.language = language


def _skill(have: dict[int, ExpertSpecialty], specialty: Specialty, is_main: bool) -> ExpertSpecialty:
    skill = have.get(specialty.id) or ExpertSpecialty(specialty_id=specialty.id)
    skill.is_main = is_main
    return skill


def _slug(edition: Edition, name: str) -> str:
    """One that no other expert of the edition has."""
    taken = set(db.session.scalars(select(Expert.slug).where(Expert.edition_id == edition.id)))
    return slugs.free(slugs.stem(name, "expert"), taken)


def _id(person: Person | None) -> int | None:
    return person.id if person else None
