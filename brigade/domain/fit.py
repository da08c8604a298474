"""Matching, told what this edition knows: its experts and words as plain values, and what is free.

The index is built once per revision of the brigade and process, and shared by threads: it never changes. Discarded: the
databases' own full text (SQLite and PostgreSQL stem French differently, so a page would depend on the engine).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import Engine, or_, select, update
from sqlalchemy.orm import selectinload

from brigade import matching
from brigade.database import db
from brigade.domain import places
from brigade.models import Booking, Edition, Expert, ExpertSpecialty, Need, Specialty

WARMING = "Vendre nos billets en ligne"  # any text that leads somewhere
_BUILDING = Lock()  # after a change of the brigade, all threads want the new index at once: one makes it


def rank(
    need: Need, known: places.Known, experts: Iterable[places.Giver], free: Mapping[str, Sequence[Any]]
) -> list[matching.Match]:
    """Every expert for this need, as `matching.rank` orders them, told what is free (slug → slots)."""
    found = list(experts)
    left = Counter(expert for expert, _ in known.open - known.taken)
    open_ = {expert.slug: left[expert.id] for expert in found}
    excluded = frozenset(expert.slug for expert in found if expert.id in known.conflicts)
    taken = Counter(expert for expert, _ in known.taken)
    times = matching.Times(
        common={slug: len(slots) for slug, slots in free.items()}, open=open_,
        taken={expert.slug: taken[expert.id] for expert in found},
    )  # fmt: skip
    return matching.rank(index(need.edition), as_value(need, excluded), times, weights(need.edition))


def match(need: Need, expert: Expert) -> matching.Match:
    """This one expert for this need; times and conflicts aside."""
    return next(found for found in _ranked(need) if found.expert == expert.slug)


def scores(need: Need) -> dict[str, float]:
    """Every expert's slug with how well they fit this need; times and conflicts aside."""
    return {found.expert: found.score for found in _ranked(need)}


def one_more(need: Need) -> dict[str, float]:
    """A specialty's slug → how well somebody else would fit whose main one it is."""
    return matching.one_more(index(need.edition), as_value(need), weights(need.edition))


def _ranked(need: Need) -> list[matching.Match]:
    return matching.rank(index(need.edition), as_value(need), weights=weights(need.edition))


def as_value(need: Need, excluded: frozenset[str] = frozenset()) -> matching.Need:
    """The need as matching reads it."""
    return matching.Need(
        title=need.title, description=need.description, language=need.language,
        specialties=frozenset(specialty.slug for specialty in need.specialties), excluded=excluded,
    )  # fmt: skip


def weights(edition: Edition) -> matching.Weights:
    """What was fitted here; for the rest, also a weight that came to the table later, what matching comes with."""
    fitted = edition.weights or {}
    return replace(matching.DEFAULT, **{n: fitted[n] for n in asdict(matching.DEFAULT) if n in fitted})


def warm(edition: Edition) -> None:
    """Read everything that the first need would have to wait for."""
    matching.suggest(index(edition), WARMING)


def index(edition: Edition) -> matching.Index:
    """The edition's index of words, from memory while nobody's profile changed."""
    with _BUILDING:
        return _index(*revision(edition))


def revision(edition: Edition) -> tuple[str, int, int]:
    """What is the same as long as the same is true of the edition's experts and specialties: database, id, number."""
    return _name(db.engine), edition.id, edition.brigade_revision


def outdate(edition: Edition) -> None:
    """An expert or a specialty changed. Counted by the database: of two changes at once, none is lost."""
    rises = update(Edition).where(Edition.id == edition.id).values(brigade_revision=Edition.brigade_revision + 1)
    db.session.execute(rises, execution_options={"synchronize_session": False})
    db.session.expire(edition, ["brigade_revision"])


@lru_cache(maxsize=8)
def _name(engine: Engine) -> str:
    return str(engine.url)


@lru_cache(maxsize=8)
def _index(_database: str, edition: int, _revision: int) -> matching.Index:
    specialties = db.session.scalars(select(Specialty).options(selectinload(Specialty.domain)))
    rows = db.session.scalars(
        select(Expert).where(Expert.edition_id == edition).order_by(Expert.id)
        .options(selectinload(Expert.skills).joinedload(ExpertSpecialty.specialty))
    )  # fmt: skip
    topics = _topics(edition)
    return matching.build([_specialty(row) for row in specialties], [_expert(row, topics) for row in rows])


def _topics(edition: int) -> dict[int, list[str]]:
    """Person → what the sessions that they have given were about: of earlier editions, and held in this one."""
    rows = db.session.execute(
        select(Expert.person_id, Need.title).join(Booking, Booking.expert_id == Expert.id)
        .join(Need, Need.id == Booking.need_id)
        .where(
            Booking.state == "live", Booking.outcome != "no-show",
            or_(Booking.edition_id < edition, Booking.outcome == "held"),
        )
        .order_by(Booking.id)
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for person, title in rows:
        found.setdefault(person, []).append(title)
    return found


def _specialty(row: Specialty) -> matching.Specialty:
    return matching.Specialty(
        slug=row.slug, domain=row.domain.slug, names={"fr": row.name_fr, "en": row.name_en},
        synonyms={"fr": tuple(row.synonyms_fr), "en": tuple(row.synonyms_en)},
    )  # fmt: skip


def _expert(row: Expert, topics: Mapping[int, list[str]]) -> matching.Expert:
    words = " ".join((row.headline_fr, row.headline_en, row.bio_fr, row.bio_en))
    return matching.Expert(
        slug=row.slug, main=_slugs(row.skills, True), secondary=_slugs(row.skills, False),
        languages=frozenset(row.languages), words=words, topics=tuple(topics.get(row.person_id, ())),
    )  # fmt: skip


def _slugs(skills: Iterable[ExpertSpecialty], is_main: bool) -> frozenset[str]:
    return frozenset(skill.specialty.slug for skill in skills if skill.is_main is is_main)
