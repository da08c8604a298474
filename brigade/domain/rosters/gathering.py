"""The good rows of a list become people of the edition, who are invited: a few statements for five thousand of them.

Whoever is there already is left as they are, so the same list twice changes nothing. The coordinators vouch for the
organizations that they bring: those are accepted from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from brigade.database import db, insert_missing, insert_rows, new_uid
from brigade.domain import fit, journal, sign_in, slugs
from brigade.domain.refusal import Refusal
from brigade.domain.rosters.reading import Reading, Row
from brigade.mail import calling, outbox
from brigade.matching.text import fold
from brigade.models import (
    Edition,
    Expert,
    ExpertSpecialty,
    Membership,
    Organization,
    OtherAddress,
    Person,
    Roster,
    Specialty,
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many were new, and how many were there already."""

    new: int
    known: int


def keep(edition: Edition, kind: str, name: str, reading: Reading, *, by: Person, now: datetime) -> Roster:
    """Keep what was read until it is confirmed; this coordinator's earlier lists that never were are forgotten."""
    forgotten = Roster.by_id == by.id, Roster.gathered_at.is_(None)
    db.session.execute(delete(Roster).where(*forgotten))
    roster = Roster(
        edition_id=edition.id, by_id=by.id, kind=kind, name=name[:120], rows=reading.rows, faults=reading.faults,
        read_at=now,
    )  # fmt: skip
    db.session.add(roster)
    db.session.flush()
    return roster


def gather(edition: Edition, roster: Roster, *, by: Person, now: datetime) -> Gathered:
    """Write the list's people, and post one invitation to each who is new; the list itself is emptied."""
    rows = roster.rows
    mine = update(Roster).where(Roster.id == roster.id, Roster.gathered_at.is_(None))
    if not db.session.scalar(mine.values(gathered_at=now, rows=[], faults=[]).returning(Roster.id)):
        raise Refusal("roster-gathered")
    found = gather_rows(edition, roster.kind, rows, now=now)
    journal.record(ACTS[roster.kind], at=now, by=by.id, edition=edition.id, file=roster.name, number=found.new)
    return found


def invite_organization(
    edition: Edition, email: str, name: str, language: str, *, by: Person, now: datetime
) -> None:
    """One organization, by hand."""
    row = {
        "name": name, "email": sign_in.normalise(email), "person": "", "language": language, "kind": "non-profit",
        "discipline": "", "region": "", "website": "",
    }  # fmt: skip
    if not gather_rows(edition, "organizations", [row], now=now).new:
        raise Refusal("already-organization")
    journal.record("invite-organization", at=now, by=by.id, edition=edition.id, name=name)


def gather_rows(edition: Edition, kind: str, rows: Sequence[Row], *, now: datetime) -> Gathered:
    """Those of the rows whose people are not there yet become part of the edition."""
    known = present(edition, kind, (row["email"] for row in rows))
    new = [row for row in rows if row["email"] not in known]
    if new:
        people = _people(new, now)
        WRITE[kind](edition, new, people, now)
        _invite(edition, kind, [people[row["email"]] for row in new], now)
    return Gathered(len(new), len(rows) - len(new))


def present(edition: Edition, kind: str, emails: Iterable[str]) -> set[str]:
    """Those of the addresses whose people have their part in this edition already."""
    ids = _ids(set(emails))
    if kind == "experts":
        mine = select(Expert.person_id).where(Expert.edition_id == edition.id)
    else:
        mine = (
            select(Membership.person_id).join(Organization, Organization.id == Membership.organization_id)
            .where(Organization.edition_id == edition.id)
        )  # fmt: skip
    there = set(db.session.scalars(mine))
    return {email for email, person in ids.items() if person in there}


def _ids(emails: set[str]) -> dict[str, int]:
    """Address → id of the person who has it, or to whom it leads."""
    own = select(Person.email, Person.id).where(Person.email.in_(emails))
    led = select(OtherAddress.email, OtherAddress.person_id).where(OtherAddress.email.in_(emails))
    return dict(db.session.execute(own.union_all(led)).all())


def _people(rows: Sequence[Row], now: datetime) -> dict[str, int]:
    """Address → person, made if new."""
    wanted = {row["email"]: row for row in rows}
    missing = wanted.keys() - _ids(set(wanted)).keys()
    insert_missing(
        Person,
        [
            {
                "email": email, "name": row["person"] if "person" in row else row["name"], "language": row["language"],
                "created_at": now,
            }
            for email, row in wanted.items() if email in missing
        ],
    )  # fmt: skip
    return _ids(set(wanted))


def _write_organizations(edition: Edition, rows: Sequence[Row], people: Mapping[str, int], now: datetime) -> None:
    """Each organization once, by its name; a second address of the same is a second member."""
    there = select(Organization.name, Organization.id).where(Organization.edition_id == edition.id)
    known = {fold(name): id_ for name, id_ in db.session.execute(there)}
    first = {fold(row["name"]): row for row in reversed(rows)}
    uids = {name: new_uid() for name in first if name not in known}
    insert_rows(
        Organization,
        [
            {
                "uid": uid, "edition_id": edition.id, "created_at": now, "eligibility": "accepted",
                **{key: first[name][key] for key in ("name", "kind", "discipline", "region", "website", "language")},
            }
            for name, uid in uids.items()
        ],
    )  # fmt: skip
    made = dict(
        db.session.execute(
            select(Organization.uid, Organization.id).where(Organization.edition_id == edition.id)
        ).all()
    )  # fmt: skip
    known |= {name: made[uid] for name, uid in uids.items()}
    members = [{"person_id": people[row["email"]], "organization_id": known[fold(row["name"])]} for row in rows]
    insert_missing(Membership, members)


def _write_experts(edition: Edition, rows: Sequence[Row], people: Mapping[str, int], _now: datetime) -> None:
    """Each with their slug, languages and specialties; matching learns of them."""
    taken = set(db.session.scalars(select(Expert.slug).where(Expert.edition_id == edition.id)))
    made: list[dict[str, Any]] = []
    for row in rows:
        slug = slugs.free(slugs.stem(row["name"], "expert"), taken)
        taken.add(slug)
        made.append({
            "edition_id": edition.id, "person_id": people[row["email"]], "slug": slug, "name": row["name"],
            "languages": row["languages"], "headline_fr": row["headline"],
        })  # fmt: skip
    insert_rows(Expert, made)
    ids = dict(
        db.session.execute(select(Expert.person_id, Expert.id).where(Expert.edition_id == edition.id)).all()
    )
    known = dict(db.session.execute(select(Specialty.slug, Specialty.id)).all())
    insert_rows(
        ExpertSpecialty,
        [
            {"expert_id": ids[people[row["email"]]], "specialty_id": known[slug], "is_main": is_main}
            for row in rows for slug, is_main in _ranked(row).items() if slug in known
        ],
    )  # fmt: skip
    fit.outdate(edition)
    db.session.flush()


def _ranked(row: Row) -> dict[str, bool]:
    """Slug → whether it is a main one; main wins."""
    return dict.fromkeys(row["secondary"], False) | dict.fromkeys(row["main"], True)


def _invite(edition: Edition, kind: str, people: Sequence[int], now: datetime) -> None:
    invited = db.session.scalars(select(Person).where(Person.id.in_(people))).all()
    outbox.post_call(calling.Call("invited", kind, edition), invited, now=now)


ACTS = {"experts": "gather-experts", "organizations": "gather-organizations"}
WRITE = {"organizations": _write_organizations, "experts": _write_experts}
