"""A list of people before it is confirmed: who would be new, who is there already, and which rows are at fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from brigade.database import db
from brigade.domain import silence
from brigade.domain.rosters import gathering
from brigade.domain.rosters.reading import FAULTS
from brigade.matching.text import fold
from brigade.models import Edition, Membership, Message, Organization, Person, Roster, SignInUse, Specialty

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """`new` shows the first of them; `faults` are (line, reason)."""

    new: list[dict[str, Any]]
    number: int
    known: int
    faults: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who has not answered; `signed_in`: whether they ever were here."""

    person: Person
    signed_in: bool
    reminded_at: Any
    organization: str


def find(edition: Edition, person: Person, uid: str) -> Roster | None:
    """This coordinator's list with that uid."""
    mine = Roster.uid == uid, Roster.by_id == person.id, Roster.edition_id == edition.id
    return db.session.scalar(select(Roster).where(*mine))


def preview(edition: Edition, roster: Roster) -> Preview:
    """What confirming would do now."""
    known = gathering.present(edition, roster.kind, (row["email"] for row in roster.rows))
    new = [row for row in roster.rows if row["email"] not in known]
    faults = [(fault["line"], str(FAULTS[fault["code"]]) % fault) for fault in roster.faults]
    return Preview(new[:SHOWN], len(new), len(roster.rows) - len(new), faults)


def specialties() -> dict[str, str]:
    """Folded name, synonym or slug → slug."""
    rows = db.session.scalars(select(Specialty).options(selectinload(Specialty.domain))).all()
    found: dict[str, str] = {}
    for row in rows:
        for word in (*row.synonyms_fr, *row.synonyms_en, row.name_fr, row.name_en, row.slug):
            found[fold(word)] = row.slug
    return found


def silent(edition: Edition, group: str) -> list[Silent]:
    """Everybody of that group who has not answered."""
    people = db.session.scalars(silence.silent(group, edition.id)).unique().all()
    ids = [person.id for person in people]
    here = set(db.session.scalars(select(SignInUse.person_id).where(SignInUse.person_id.in_(ids))))
    sent = select(Message.recipient_id, Message.created_at).where(
        Message.recipient_id.in_(ids), Message.kind == "nudged"
    )
    reminded = dict(db.session.execute(sent.order_by(Message.id)).all())
    members = (
        select(Membership.person_id, Organization.name)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Organization.edition_id == edition.id, Membership.person_id.in_(ids))
    )  # fmt: skip
    names = dict(db.session.execute(members).all()) if group == "organizations" else {}
    return [
        Silent(person, person.id in here, reminded.get(person.id), names.get(person.id, "")) for person in people
    ]
