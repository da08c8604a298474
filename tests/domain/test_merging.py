"""Two rows for one: everything moves, nothing is lost, and a merged address still leads in."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import Base, db
from brigade.domain import booking, merging, references, sign_in
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Conflict, Membership, Need, Organization, OtherAddress, Person, Seat
from brigade.queries import audit, duplicates
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage()


@pytest.fixture
def desk(app: Flask) -> Person:
    return make.make_person(name="Julie", is_coordinator=True)


def second(stage: Stage) -> Organization:
    foreign = stage.foreign_need()
    assert foreign.organization is not None and foreign.author is not None
    return foreign.organization


def test_needs_sessions_people_and_conflicts_go_to_the_kept_organization(stage: Stage, desk: Person) -> None:
    gone = second(stage)
    need = db.session.scalars(select(Need).where(Need.organization_id == gone.id)).one()
    assert need.author is not None
    made = booking.book(need, stage.expert, stage.slots[0], by=need.author, now=NOW)
    for organization in (gone, stage.organization):
        db.session.add(Conflict(expert_id=stage.another_expert().id, organization_id=organization.id, said_by="expert"))
    merging.merge_organizations(stage.edition, gone, stage.organization, by=desk, now=NOW)
    db.session.commit()
    assert db.session.scalars(select(Organization)).all() == [stage.organization]
    assert made.organization_id == stage.organization.id
    assert db.session.scalars(select(Seat.organization_id)).all() == [stage.organization.id]
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 2
    assert audit.problems(NOW) == []


def test_the_same_conflict_twice_is_once(stage: Stage, desk: Person) -> None:
    gone = second(stage)
    for organization in (gone, stage.organization):
        db.session.add(Conflict(expert_id=stage.expert.id, organization_id=organization.id, said_by="expert"))
    merging.merge_organizations(stage.edition, gone, stage.organization, by=desk, now=NOW)
    assert [row.organization_id for row in db.session.scalars(select(Conflict))] == [stage.organization.id]


def test_two_sessions_in_one_hour_are_not_merged(stage: Stage, desk: Person) -> None:
    gone = second(stage)
    need = db.session.scalars(select(Need).where(Need.organization_id == gone.id)).one()
    assert need.author is not None
    other = stage.another_expert(table_id=stage.tables[1].id)
    booking.book(need, other, stage.slots[0], by=need.author, now=NOW)
    booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    db.session.commit()
    with pytest.raises(Refusal, match="merge-clash"):
        merging.merge_organizations(stage.edition, gone, stage.organization, by=desk, now=NOW)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Organization)) == 2
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 2


def test_a_person_takes_over_the_other_and_both_addresses_lead_in(stage: Stage, desk: Person) -> None:
    gone = make.make_person(email="ancienne@example.org", name="Ève Coté")
    db.session.add(Membership(person_id=gone.id, organization_id=stage.organization.id))
    need = stage.another_need()
    need.author_id = gone.id
    merging.merge_people(stage.edition, gone, stage.member, by=desk, now=NOW)
    db.session.commit()
    assert sign_in.find_person("ancienne@example.org") == stage.member
    assert need.author_id == stage.member.id
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 1
    _token, raw = sign_in.mint_link("ancienne@example.org", "fr", secret="s", now=NOW)
    who, _link = sign_in.use_link(raw, now=NOW)
    assert who == stage.member and len(db.session.scalars(select(Person)).all()) == 3


def test_addresses_are_kept_through_a_second_merge(stage: Stage, desk: Person) -> None:
    first, middle = make.make_person(email="a@example.org"), make.make_person(email="b@example.org")
    merging.merge_people(stage.edition, first, middle, by=desk, now=NOW)
    merging.merge_people(stage.edition, middle, stage.member, by=desk, now=NOW)
    assert {row.person_id for row in db.session.scalars(select(OtherAddress))} == {stage.member.id}
    assert sign_in.find_person("a@example.org") == sign_in.find_person("b@example.org") == stage.member


def test_who_may_not_be_merged(stage: Stage, desk: Person) -> None:
    twice = make.make_expert(edition=stage.edition)
    with pytest.raises(Refusal, match="merge-experts"):
        merging.merge_people(stage.edition, twice.person, stage.expert.person, by=desk, now=NOW)
    with pytest.raises(Refusal, match="merge-yourself"):
        merging.merge_people(stage.edition, desk, stage.member, by=desk, now=NOW)
    with pytest.raises(Refusal, match="merge-same"):
        merging.merge_organizations(stage.edition, stage.organization, stage.organization, by=desk, now=NOW)


def test_no_reference_is_forgotten() -> None:
    """Of the tables that exist today; a new one is found by itself."""
    for kind, some in ((Person, {"booking", "entry", "expert"}), (Organization, {"booking", "need", "membership"})):
        found = {table.name for table, _column in references.to(kind)}
        assert some <= found
        for table in Base.metadata.sorted_tables:
            for key in table.foreign_keys:
                if key.column is kind.__table__.c.id:
                    assert table.name in found


def test_the_page_guesses_who_may_be_there_twice(stage: Stage) -> None:
    make.make_organization(edition=stage.edition, name="Le theatre du Grand-Ecart")
    make.make_organization(edition=stage.edition, name="A", website="https://www.meme.org/fr")
    make.make_organization(edition=stage.edition, name="B", website="https://meme.org")
    make.make_organization(edition=stage.edition, name="C", website="https://facebook.com/c")
    make.make_organization(edition=stage.edition, name="D", website="https://facebook.com/d")
    pairs = [(pair.first.name, pair.second.name) for pair in duplicates.organizations(stage.edition)]
    assert pairs == [("Théâtre du Grand Écart", "Le theatre du Grand-Ecart"), ("A", "B")]
    assert "1 besoin" in duplicates.moves(Organization, stage.organization.id)
