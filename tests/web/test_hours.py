"""Where one more hour serves most, as the coordinator reads it, and as whoever is asked for it does."""

from __future__ import annotations

from sqlalchemy import select

from brigade.database import db
from brigade.models import Message
from brigade.solver.problem import Gain
from tests import factories as make
from tests.domain.arranging.drafts import draft
from tests.stage import Stage, ticketing
from tests.web.conftest import Open

GAUGE = "/coordination/gauge"


def test_the_gauge_says_it_and_whoever_is_asked_reads_the_hour(stage: Stage, visit: Open) -> None:
    desk = visit().signed_in(make.make_person(is_coordinator=True))
    stage.expert.skills[0].is_main = False
    slots = tuple(slot.id for slot in stage.slots)
    gains = [Gain(ticketing().id, slots[:2], 1, 2, 4, True), Gain(ticketing().id, slots[2:4], 0, 1, 1)]
    made = draft(stage, mode="gaps", gains=gains)
    db.session.commit()
    words = desk.open(GAUGE).words
    assert "1 organisme de plus a une rencontre, et 1 rencontre de plus" in words
    assert "qui laisse 1 besoin sans place" in words
    assert "Toute cette journée : jusqu’à 4." in words and "Vérifié." in words and "(+1)" in words
    assert "1 personne est priée" in desk.submit(f"{GAUGE}/ask").words
    letter = db.session.scalars(select(Message).where(Message.kind == "more-time")).one()
    text = " ".join(letter.text.split())
    assert "il manque 1 h" in text
    assert "Le plus utile serait : mardi 1er décembre, 9 h – 10 h." in text

    words = desk.open(f"/coordination/proposals/{made.uid}?show=unplaced").words
    assert "1 organisme de plus a une rencontre" in words and desk.page.soup.find("a", href=f"{GAUGE}#hours")
    assert "organisme de plus" not in desk.open(f"/coordination/proposals/{made.uid}?show=board").words


def test_without_it_the_gauge_says_how_to_know_and_with_nothing_that_nothing_helps(stage: Stage, visit: Open) -> None:
    desk = visit().signed_in(make.make_person(is_coordinator=True))
    ticketing()
    db.session.commit()
    assert "Une proposition d’horaire dit à quelle heure" in desk.open(GAUGE).words
    draft(stage, mode="gaps", gains=[])
    db.session.commit()
    assert "Aucune heure de plus ne donnerait une rencontre de plus" in desk.open(GAUGE).words


def test_where_nobody_can_be_asked_somebody_else_is_to_be_invited(stage: Stage, visit: Open) -> None:
    desk = visit().signed_in(make.make_person(is_coordinator=True))
    draft(stage, mode="gaps", gains=[Gain(ticketing().id, (stage.slots[0].id,), 0, 1, 1)])
    db.session.commit()
    words = desk.open(GAUGE).words
    assert "Estimé." in words and "1 rencontre de plus" in words and "Inviter quelqu’un d’autre" in words
