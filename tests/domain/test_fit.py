"""Matching as an edition feeds it: synonyms just edited, sessions that were held, weights that were fitted."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from flask import Flask
from sqlalchemy import update

from brigade import matching
from brigade.database import db
from brigade.domain import booking, fit, judging
from brigade.models import Domain, Edition, ExpertSpecialty, Need, Specialty
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage()


def new_index(stage: Stage) -> matching.Index:
    """As after any change of the brigade."""
    stage.edition.brigade_revision += 1
    db.session.flush()
    return fit.index(stage.edition)


def leads_to(stage: Stage, text: str) -> list[str]:
    return [found.specialty for found in matching.suggest(fit.index(stage.edition), text)]


def reasons(need: Need, stage: Stage) -> dict[str, matching.Reason]:
    return {reason.code: reason for reason in fit.match(need, stage.expert).reasons}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_new_synonym_leads_to_its_specialty(stage: Stage, language: str) -> None:
    words = "Notre zibaldone déborde / our zibaldone overflows"
    domain = Domain(slug="divers", name_fr="Divers", name_en="Other")
    row = Specialty(slug="carnets", domain=domain, name_fr="Carnets savants", name_en="Learned notebooks")
    db.session.add(row)
    new_index(stage)
    assert leads_to(stage, words) == []
    setattr(row, f"synonyms_{language}", ["zibaldone"])
    new_index(stage)
    assert leads_to(stage, words)[0] == "carnets"
    (first, *_rest) = matching.suggest(fit.index(stage.edition), words)
    assert first.words == ("zibaldone",)


def test_a_specialty_that_was_taken_away_is_not_suggested(stage: Stage) -> None:
    assert "billetterie" in leads_to(stage, "Notre billetterie est en panne")
    stage.expert.skills, stage.need.specialties = [], []
    db.session.flush()
    db.session.query(Specialty).delete()
    new_index(stage)
    assert leads_to(stage, "Notre billetterie est en panne") == []


def test_what_held_sessions_were_about_counts(stage: Stage) -> None:
    asked = stage.another_need(title="Un orgue de Barbarie", description="Comment le numériser ?")
    before = reasons(asked, stage)
    held = booking.book(
        stage.another_need(title="Numériser un orgue de Barbarie"), stage.expert, stage.slots[0], by=stage.member,
        now=NOW,
    )  # fmt: skip
    new_index(stage)
    assert "topics" not in before and "topics" not in reasons(asked, stage), "not held yet"
    held.outcome = "held"
    new_index(stage)
    assert {"orgue", "Barbarie"} <= set(reasons(asked, stage)["topics"].words)


def test_sessions_of_an_earlier_edition_count_unless_nobody_came(app: Flask) -> None:
    past = make_stage()
    held = booking.book(past.need, past.expert, past.slots[0], by=past.member, now=NOW)
    stage = make_stage()
    stage.expert.person_id = past.expert.person_id
    new_index(stage)
    assert "topics" in reasons(stage.need, stage)
    held.outcome = "no-show"
    new_index(stage)
    assert "topics" not in reasons(stage.need, stage)


def test_fitted_weights_are_used_by_everyone_who_ranks(stage: Stage) -> None:
    other = make.make_expert(edition=stage.edition, name="Chloé Martin")
    other.skills = [ExpertSpecialty(specialty=stage.need.specialties[0], is_main=False)]
    new_index(stage)
    before = fit.match(stage.need, other).score
    generous = replace(matching.DEFAULT, secondary=1.0)
    judging.weigh(stage.edition, asdict(generous), by=None, now=NOW)
    assert fit.match(stage.need, other).score > before
    judging.weigh(stage.edition, None, by=None, now=NOW)
    assert fit.match(stage.need, other).score == before


def test_of_two_changes_of_the_brigade_at_once_none_is_lost(stage: Stage) -> None:
    before = stage.edition.brigade_revision
    other = update(Edition).values(brigade_revision=Edition.brigade_revision + 1)
    db.session.execute(other, execution_options={"synchronize_session": False})
    assert stage.edition.brigade_revision == before, "as it was when this change began"
    fit.outdate(stage.edition)
    db.session.flush()
    assert stage.edition.brigade_revision == before + 2
