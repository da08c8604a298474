"""Five thousand people from a list: once, and never again by the same list."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.domain import merging, sign_in
from brigade.domain.refusal import Refusal
from brigade.domain.rosters import gathering
from brigade.domain.rosters.reading import Reading
from brigade.mail.postman import once
from brigade.models import Entry, Expert, ExpertSpecialty, Membership, Message, Organization, Person, Roster
from tests import factories as make
from tests.counting import counted
from tests.factories import NOW
from tests.mail.conftest import REALLY
from tests.mail.smtpd import Mailroom, listening
from tests.stage import Stage, make_stage, ticketing

MANY = 5_000


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage()


def organization(number: int, **values: Any) -> dict[str, Any]:
    defaults = {
        "line": number + 2, "name": f"Organisme {number}", "email": f"o{number}@example.org", "person": f"Nom {number}",
        "language": "fr" if number % 3 else "en", "kind": "artist", "discipline": "", "region": "", "website": "",
    }  # fmt: skip
    return defaults | values


def expert(number: int, **values: Any) -> dict[str, Any]:
    defaults = {
        "line": number + 2, "name": f"Alex Roy {number % 2}", "email": f"x{number}@example.org", "language": "fr",
        "languages": ["fr"], "main": ["billetterie"], "secondary": ["billetterie"], "headline": "",
    }  # fmt: skip
    return defaults | values


def gather(stage: Stage, kind: str, rows: list[dict[str, Any]]) -> gathering.Gathered:
    desk = stage.member
    roster = gathering.keep(stage.edition, kind, "liste.csv", Reading(rows), by=desk, now=NOW)
    return gathering.gather(stage.edition, roster, by=desk, now=NOW)


def count(kind: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_same_five_thousand_rows_twice_are_five_thousand_people(stage: Stage) -> None:
    rows = [organization(n) for n in range(MANY)]
    with counted() as statements:
        assert gather(stage, "organizations", rows) == gathering.Gathered(MANY, 0)
    assert len(statements) < 40, "a few statements, not one a row"
    before = [count(kind) for kind in (Person, Organization, Membership, Message)]
    assert before[1:] == [MANY + 1, MANY + 1, MANY]
    assert gather(stage, "organizations", rows) == gathering.Gathered(0, MANY)
    assert [count(kind) for kind in (Person, Organization, Membership, Message)] == before


def test_who_comes_from_a_list_is_accepted_and_reads_their_own_language(stage: Stage) -> None:
    gather(stage, "organizations", [organization(0), organization(1)])
    rows = db.session.scalars(select(Organization).where(Organization.name.like("Organisme%"))).all()
    assert {row.eligibility for row in rows} == {"accepted"} and {row.kind for row in rows} == {"artist"}
    assert {message.language for message in db.session.scalars(select(Message))} == {"fr", "en"}


def test_a_second_address_of_an_organization_is_a_second_member(stage: Stage) -> None:
    rows = [organization(0), organization(1, name="ORGANISME 0"), organization(2, name="Théatre du grand écart")]
    gather(stage, "organizations", rows)
    assert count(Organization) == 2, "one is new, one was there already under a name with other accents"
    assert count(Membership) == 4


def test_experts_get_slugs_specialties_and_one_letter_each(stage: Stage) -> None:
    ticketing()
    revision = stage.edition.brigade_revision
    gather(stage, "experts", [expert(n) for n in range(4)])
    slugs = set(db.session.scalars(select(Expert.slug).where(Expert.id != stage.expert.id)))
    assert slugs == {"alex-roy-0", "alex-roy-1", "alex-roy-0-2", "alex-roy-1-2"}
    mains = select(func.count()).where(ExpertSpecialty.is_main, ExpertSpecialty.expert_id != stage.expert.id)
    assert db.session.scalar(mains) == 4 and stage.edition.brigade_revision == revision + 1
    assert gather(stage, "experts", [expert(0), expert(9)]) == gathering.Gathered(1, 1)
    assert count(Message) == 5


def test_who_is_there_already_is_left_as_they_are(stage: Stage) -> None:
    row = expert(0, email=stage.expert.person.email, name="Un Autre Nom")
    assert gather(stage, "experts", [row]) == gathering.Gathered(0, 1)
    assert stage.expert.name == "Amélie Gagnon"


def test_a_merged_address_is_known(stage: Stage) -> None:
    other = make.make_person(email="ancienne@example.org", name="Ève")
    merging.merge_people(stage.edition, other, stage.member, by=stage.expert.person, now=NOW)
    row = organization(0, email="ancienne@example.org")
    assert gather(stage, "organizations", [row]) == gathering.Gathered(0, 1)


def test_a_list_is_confirmed_once_and_then_forgotten(stage: Stage) -> None:
    roster = gathering.keep(stage.edition, "experts", "x.csv", Reading([expert(0)]), by=stage.member, now=NOW)
    gathering.gather(stage.edition, roster, by=stage.member, now=NOW)
    db.session.refresh(roster)
    assert roster.rows == [] and roster.gathered_at == NOW
    with pytest.raises(Refusal, match="roster-gathered"):
        gathering.gather(stage.edition, roster, by=stage.member, now=NOW)
    assert db.session.scalars(select(Entry.act)).all() == ["gather-experts"]


def test_a_list_that_is_never_confirmed_goes_with_the_next(stage: Stage) -> None:
    for _ in range(3):
        gathering.keep(stage.edition, "experts", "x.csv", Reading([expert(0)]), by=stage.member, now=NOW)
    assert count(Roster) == 1 and count(Expert) == 1


def test_one_organization_by_hand(stage: Stage) -> None:
    typed = (stage.edition, "Neuve@Example.org", "Neuve", "en")
    gathering.invite_organization(*typed, by=stage.member, now=NOW)
    person = sign_in.find_person("neuve@example.org")
    assert person is not None and person.language == "en"
    with pytest.raises(Refusal, match="already-organization"):
        gathering.invite_organization(*typed, by=stage.member, now=NOW)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_invitation_leaves_in_the_readers_language(app: Flask, stage: Stage) -> None:
    gather(stage, "organizations", [organization(0), organization(1)])
    db.session.commit()
    room = Mailroom()
    with listening(room) as port:
        app.config.update(REALLY, MAIL_SERVER="127.0.0.1", MAIL_PORT=port)
        once(app)
    subjects = {
        str(mail["To"]).rpartition("<")[2].strip(">"): str(mail["Subject"]).replace("\xa0", " ")
        for mail in room.mails()
    }  # fmt: skip
    assert subjects == {
        "o0@example.org": "Digital experts, for you: say what you need",
        "o1@example.org": "Des expert·e·s du numérique, pour vous : dites ce qu’il vous faut",
    }
