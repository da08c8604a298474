"""Who may be there twice: organizations and people that are called almost the same. A guess; a coordinator decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import or_, select, union
from sqlalchemy.orm import selectinload

from brigade.database import db
from brigade.domain import merging, sign_in
from brigade.language import gettext as _
from brigade.language import ngettext
from brigade.matching.text import fold
from brigade.models import Edition, Expert, Membership, Need, Organization, Person

MOST = 100
# Left out of names before they are compared.
SMALL = frozenset(("le", "la", "les", "l", "de", "du", "des", "d", "et", "of", "the", "and", "inc", "ltee", "enr"))
PLATFORMS = ("facebook.com", "instagram.com", "linktr.ee", "wordpress.com", "wixsite.com", "linkedin.com")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be one; the older first, because more refers to it."""

    first: Any
    second: Any


def organizations(edition: Edition) -> list[Pair]:
    """With the same words in their names, or the same web site."""
    mine = select(Organization).where(Organization.edition_id == edition.id).order_by(Organization.id)
    rows = db.session.scalars(mine.options(selectinload(Organization.people))).all()
    return _pairs(rows, lambda row: [words for words in (_words(row.name),) if words] + _site(row.website))


def people(edition: Edition) -> list[Pair]:
    """Of this edition, with the same words in their names."""
    return _pairs(_everybody(edition), lambda person: [words for words in (_words(person.name),) if len(words) > 1])


def person(email: str) -> Person | None:
    """Whoever has that address."""
    return sign_in.find_person(email)


def moves(kind: type[Organization] | type[Person], id_: int) -> list[str]:
    """What merging this one would move, in words."""
    counts = merging.counts(kind, id_)
    said = [write(number) for table, write in MOVED.items() if (number := counts.get(table, 0))]
    return said or [_("rien d’autre que son nom")]


MOVED: dict[str, Callable[[int], str]] = {
    "membership": lambda n: ngettext(
        "%(num)s lien entre une personne et un organisme", "%(num)s liens entre personnes et organismes", n
    ),
    "need": lambda n: ngettext("%(num)s besoin", "%(num)s besoins", n),
    "booking": lambda n: ngettext(
        "%(num)s rencontre, tenue, à venir ou annulée", "%(num)s rencontres, tenues, à venir ou annulées", n
    ),
    "expert": lambda n: ngettext("%(num)s rôle dans une brigade", "%(num)s rôles dans des brigades", n),
    "message": lambda n: ngettext("%(num)s courriel", "%(num)s courriels", n),
    "conflict": lambda n: ngettext("%(num)s personne à ne pas rencontrer", "%(num)s personnes à ne pas rencontrer", n),
}


def _everybody(edition: Edition) -> Iterable[Person]:
    experts = select(Expert.person_id).where(Expert.edition_id == edition.id)
    members = (
        select(Membership.person_id).join(Organization, Organization.id == Membership.organization_id)
        .where(Organization.edition_id == edition.id)
    )  # fmt: skip
    authors = select(Need.author_id).where(Need.edition_id == edition.id)
    ids = union(experts, members, authors).subquery()
    wanted = or_(Person.id.in_(select(ids.c[0])), Person.is_coordinator)
    return db.session.scalars(select(Person).where(wanted).order_by(Person.id))


def _pairs(rows: Iterable[T], keys: Any) -> list[Pair]:
    """Each row with the first before it that shares a key."""
    groups: defaultdict[Hashable, list[T]] = defaultdict(list)
    for row in rows:
        for key in keys(row):
            groups[key].append(row)
    found = {(id(group[0]), id(other)): Pair(group[0], other) for group in groups.values() for other in group[1:]}
    return list(found.values())[:MOST]


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(name))) - SMALL


def _site(address: str) -> list[str]:
    host = (urlsplit(address).hostname or "").removeprefix("www.") if "://" in address else ""
    return [host] if host and not host.endswith(PLATFORMS) else []
