"""Who has not answered is reminded once a day, unless they answer first; and who could help is asked for more time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from brigade.database import db
from brigade.domain import availability, more_time, silence
from brigade.domain.refusal import Refusal
from brigade.mail.postman import once
from brigade.models import Availability, ExpertSpecialty, Message
from tests import factories as make
from tests.factories import NOW
from tests.mail.conftest import REALLY
from tests.mail.smtpd import Mailroom, listening
from tests.stage import Stage, make_stage, ticketing


@pytest.fixture
def stage(app: Flask) -> Stage:
    """Amélie has opened nothing; one organization of two has said no need."""
    found = make_stage()
    db.session.execute(delete(Availability))
    quiet = make.make_person(name="Zoé", email="zoe@example.org")
    make.make_organization(edition=found.edition, name="Muette", people=[quiet])
    refused = make.make_person(email="refusee@example.org")
    make.make_organization(edition=found.edition, name="Refusée", people=[refused], eligibility="refused")
    return found


def emails(group: str, stage: Stage) -> list[str]:
    return [person.email for person in db.session.scalars(silence.silent(group, stage.edition.id))]


def test_who_has_not_answered(stage: Stage) -> None:
    assert emails("experts", stage) == [stage.expert.person.email]
    assert emails("organizations", stage) == ["zoe@example.org"]
    availability.set_open(stage.expert, [stage.slots[0].id], by=stage.member, now=NOW)
    assert emails("experts", stage) == []


def test_one_reminder_a_day(stage: Stage) -> None:
    by = stage.member
    assert silence.remind("experts", stage.edition, by=by, now=NOW) == 1
    assert silence.remind("experts", stage.edition, by=by, now=NOW + timedelta(hours=1)) == 0
    assert silence.remind("experts", stage.edition, by=by, now=NOW + timedelta(days=1)) == 1
    assert silence.remind("organizations", stage.edition, by=by, now=NOW) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_whoever_answers_first_gets_none(app: Flask, stage: Stage) -> None:
    for group in silence.GROUPS:
        silence.remind(group, stage.edition, by=stage.member, now=NOW)
    availability.set_open(stage.expert, [stage.slots[0].id], by=stage.member, now=NOW)
    db.session.commit()
    room = Mailroom()
    with listening(room) as port:
        app.config.update(REALLY, MAIL_SERVER="127.0.0.1", MAIL_PORT=port)
        once(app)
    assert [str(mail["Subject"]) for mail in room.mails()] == ["Vos rencontres gratuites vous attendent"]
    db.session.rollback()
    states = dict(db.session.execute(select(Message.to_email, Message.state)).all())
    assert states == {stage.expert.person.email: "dropped", "zoe@example.org": "sent"}


def test_who_names_it_among_others_is_asked_for_more_time_once_a_day(stage: Stage) -> None:
    with pytest.raises(Refusal, match="nobody-to-ask"):
        more_time.ask(stage.edition, ticketing(), 2.5, by=stage.member, now=NOW)
    helper = make.make_expert(edition=stage.edition, name="Bruno Roy", language="en")
    helper.skills = [ExpertSpecialty(specialty=ticketing(), is_main=False)]
    db.session.flush()
    assert more_time.ask(stage.edition, ticketing(), 2.5, by=stage.member, now=NOW) == 1
    assert more_time.ask(stage.edition, ticketing(), 2.5, by=stage.member, now=NOW) == 0
    letter = db.session.scalars(select(Message)).one()
    assert letter.recipient_id == helper.person_id and "2.5 h" in letter.text and "Online ticketing" in letter.subject
