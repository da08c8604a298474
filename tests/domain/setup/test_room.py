"""Tables and specialties: what is used stays, what changes is read anew."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking, fit
from brigade.domain.refusal import Refusal
from brigade.domain.setup import specialties, tables
from brigade.models import Domain, Specialty, Table
from tests.factories import NOW
from tests.stage import Stage, make_stage, ticketing


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage()


def test_tables_are_added_once(stage: Stage) -> None:
    names = [stage.tables[0].name, "Salle bleue", "Salle bleue"]
    assert tables.add(stage.edition, names, by=stage.member, now=NOW) == 1
    assert tables.add(stage.edition, names, by=stage.member, now=NOW) == 0


def test_a_table_at_which_somebody_meets_stays(stage: Stage) -> None:
    made = booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    with pytest.raises(Refusal, match="table-in-use"):
        tables.remove(stage.edition, made.table, by=stage.member, now=NOW)


def test_a_free_table_goes_and_whoever_sat_there_finds_one(stage: Stage) -> None:
    tables.remove(stage.edition, stage.tables[0], by=stage.member, now=NOW)
    db.session.refresh(stage.expert)
    assert stage.expert.table_id is None and len(db.session.scalars(select(Table)).all()) == 3


def test_two_tables_are_never_called_the_same(stage: Stage) -> None:
    with pytest.raises(Refusal, match="table-name-taken"):
        tables.rename(stage.edition, stage.tables[0], stage.tables[1].name, by=stage.member, now=NOW)


def test_whoever_is_booked_keeps_their_table(stage: Stage) -> None:
    slug = stage.expert.slug
    tables.seat(stage.edition, {slug: stage.tables[1].name}, by=stage.member, now=NOW)
    assert stage.expert.table_id == stage.tables[1].id
    booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    with pytest.raises(Refusal, match="expert-has-table"):
        tables.seat(stage.edition, {slug: ""}, by=stage.member, now=NOW)
    with pytest.raises(Refusal, match="no-such-table"):
        tables.seat(stage.edition, {slug: "Nulle part"}, by=stage.member, now=NOW)


def test_new_words_are_found_at_once(stage: Stage) -> None:
    row, before = ticketing(), fit.index(stage.edition)
    words = specialties.Wording("Billetterie", "Ticketing", ["guichet"], ["box office"], domain="publics")
    specialties.describe(words, by=stage.member, now=NOW, specialty=row)
    db.session.refresh(stage.edition)
    assert fit.index(stage.edition) is not before and row.synonyms_fr == ["guichet"] and row.slug == "billetterie"


def test_a_domain_comes_and_goes_with_its_specialties(stage: Stage) -> None:
    words = specialties.Wording("New", "New", [], [], domain_fr="Son", domain_en="Sound")
    made = specialties.describe(words, by=stage.member, now=NOW)
    assert made.slug == "new-2", "/new is the page that adds one"
    specialties.remove(made, by=stage.member, now=NOW)
    assert [row.slug for row in db.session.scalars(select(Domain))] == ["publics"]


def test_a_specialty_that_somebody_names_stays(stage: Stage) -> None:
    with pytest.raises(Refusal, match="specialty-in-use"):
        specialties.remove(ticketing(), by=stage.member, now=NOW)
    assert db.session.scalars(select(Specialty)).one().slug == "billetterie"
