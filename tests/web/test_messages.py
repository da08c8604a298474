"""Writing to many, from the form to the mailbox; and the outbox and the journal that remember it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking
from brigade.mail.postman import once
from brigade.models import Announcement, Message
from tests import factories as make
from tests.factories import NOW
from tests.mail.conftest import REALLY
from tests.mail.smtpd import Mailroom, listening
from tests.stage import Stage
from tests.web.browser import Browser
from tests.web.conftest import Open

NEW = "/coordination/messages/new"
TYPED = {"audience": "everyone", "subject_fr": "La salle change", "text_fr": "Au 2e étage."}


@pytest.fixture
def desk(stage: Stage, visit: Open) -> Browser:
    person = make.make_person(name="Hélène Roy", is_coordinator=True)
    db.session.commit()
    return visit().signed_in(person)


def drafted(desk: Browser, **values: str) -> str:
    """The path of a new draft."""
    desk.open(NEW)
    return desk.submit(NEW, TYPED | values).path


def test_a_draft_shows_who_gets_it_and_leaves_when_told(app: Flask, stage: Stage, desk: Browser) -> None:
    path = drafted(desk)
    assert "2 personnes le recevront" in desk.page.words and "Au 2e étage." in desk.page.words
    assert db.session.scalars(select(Message)).all() == []
    room = Mailroom()
    with listening(room) as port:
        app.config.update(REALLY, MAIL_SERVER="127.0.0.1", MAIL_PORT=port)
        desk.submit(f"{path}/send")
        assert "part vers 2 personnes" in desk.page.words and "En attente 2" in desk.page.words
        once(app)
    assert {mail["Subject"] for mail in room.mails()} == {"La salle change"}
    assert sorted(str(mail["To"]).rpartition("<")[2].strip(">") for mail in room.mails()) == sorted(
        [stage.member.email, stage.expert.person.email]
    )
    assert "Envoyé 2" in desk.open(path).words
    assert "La salle change" in desk.open(f"/coordination/outbox?about={path.rpartition('/')[2]}").words


def test_what_is_missing_is_named_and_nothing_typed_is_lost(desk: Browser) -> None:
    desk.open(NEW)
    page = desk.submit(NEW, {"audience": "day", "subject_en": "Room"})
    assert page.status == 422
    for sentence in ("Choisissez le jour.", "Écrivez le message, dans une langue au moins.", "Il manque le message"):
        assert sentence in page.words
    assert 'value="Room"' in page.html
    page = desk.submit(NEW, {"audience": "expert", "text_fr": "x" * 5001})
    assert "Choisissez la personne de la brigade." in page.words and "5000 caractères au plus" in page.words
    assert db.session.scalars(select(Announcement)).all() == []


def test_one_language_only_is_said(stage: Stage, desk: Browser) -> None:
    stage.member.language = "en"
    db.session.commit()
    drafted(desk)
    assert "1 personne lit l’autre langue" in desk.page.words


def test_sending_twice_sends_once(desk: Browser) -> None:
    path = drafted(desk)
    shown = desk.page
    desk.submit(f"{path}/send")
    desk.page = shown
    page = desk.submit(f"{path}/send")
    assert page.status == 409 and "déjà parti" in page.words
    assert len(db.session.scalars(select(Message)).all()) == 2


def test_the_group_that_changed_meanwhile_is_shown_again(stage: Stage, desk: Browser) -> None:
    path = drafted(desk)
    stage.another_expert()
    db.session.commit()
    page = desk.submit(f"{path}/send")
    assert page.status == 409 and "ils sont maintenant 3" in page.words
    assert "3 personnes le recevront" in desk.open(path).words


def test_a_draft_of_another_edition_is_unknown(desk: Browser) -> None:
    path = drafted(desk)
    make.make_edition()
    db.session.commit()
    assert desk.open(path).status == 404


def test_the_journal_is_searched_by_person_kind_and_session(stage: Stage, desk: Browser) -> None:
    made = booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    db.session.commit()
    path = drafted(desk)
    assert "a préparé un message : La salle change" in desk.open("/coordination/journal?q=helene").words
    assert "a réservé" not in desk.page.words
    words = desk.open("/coordination/journal?kind=sessions").words
    assert "a réservé" in words and "a préparé" not in words
    assert "a réservé" in desk.open(f"/coordination/journal?booking={made.uid}").words
    assert "Rien ne correspond." in desk.open("/coordination/journal?q=nobody&kind=zzz&booking=no").words
    assert "page" in desk.open("/coordination/journal?kind=mail").words, path


def test_a_session_tells_its_history_to_coordinators_alone(stage: Stage, desk: Browser, visit: Open) -> None:
    made = booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    db.session.commit()
    assert "Ce qui s’est passé" in desk.open(f"/bookings/{made.uid}").words
    assert "Ce qui s’est passé" not in visit().signed_in(stage.member).open(f"/bookings/{made.uid}").words
