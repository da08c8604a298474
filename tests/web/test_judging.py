"""Judging a match and telling how it was, on the pages: who may, what is kept, and who reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from brigade.cli import caretaker
from brigade.database import db
from brigade.domain import fit
from brigade.mail.postman import once
from brigade.models import Availability, Booking, Feedback, Message, Verdict
from tests import factories as make
from tests.mail.conftest import REALLY
from tests.mail.smtpd import Mailroom, listening
from tests.stage import Stage
from tests.web.browser import Browser
from tests.web.conftest import Open, SetClock
from tests.web.following import book

ASKED = "Cette rencontre vous a-t-elle été utile ?"


@pytest.fixture
def desk(stage: Stage, visit: Open) -> Browser:
    person = make.make_person(name="Hélène Roy", is_coordinator=True)
    db.session.commit()
    return visit().signed_in(person)


@pytest.fixture
def over(stage: Stage, set_clock: SetClock) -> Booking:
    """A session that has just ended."""
    booked = book(stage)
    set_clock(booked.slot.ends_at)
    return booked


def verdicts() -> list[bool]:
    return list(db.session.scalars(select(Verdict.is_good)))


def given() -> dict[int, tuple[int, str]]:
    return {row.person_id: (row.score, row.words) for row in db.session.scalars(select(Feedback))}


def test_a_coordinator_judges_a_match_and_takes_it_back(stage: Stage, desk: Browser) -> None:
    path = f"/coordination/needs/{stage.need.uid}/verdict"
    desk.open(f"/needs/{stage.need.uid}")
    desk.submit(path)
    assert verdicts() == [True] and "Jugé bon" in desk.page.words
    desk.submit(path)
    assert verdicts() == [] and "Ce jumelage est…" in desk.page.words


def test_a_booked_match_is_judged_as_well(stage: Stage, desk: Browser) -> None:
    book(stage)
    desk.open(f"/needs/{stage.need.uid}")
    desk.submit(f"/coordination/needs/{stage.need.uid}/verdict", verdict="bad")
    assert verdicts() == [False] and "Jugé mauvais" in desk.page.words


def test_an_expert_who_is_not_offered_is_judged_as_well(stage: Stage, desk: Browser) -> None:
    db.session.execute(delete(Availability))
    desk.open(f"/needs/{stage.need.uid}")
    assert "Toutes ses heures sont prises" in desk.page.words
    desk.submit(f"/coordination/needs/{stage.need.uid}/verdict")
    assert verdicts() == [True] and "Jugé bon" in desk.page.words


def test_whoever_wrote_the_need_sees_no_verdict(stage: Stage, desk: Browser, visit: Open) -> None:
    desk.open(f"/needs/{stage.need.uid}")
    desk.submit(f"/coordination/needs/{stage.need.uid}/verdict")
    page = visit().signed_in(stage.member).open(f"/needs/{stage.need.uid}")
    assert "Jugé" not in page.words and "jumelage" not in page.words and "/verdict" not in page.html


@pytest.mark.parametrize(
    ("values", "status"),
    [({"expert": "nobody", "verdict": "good"}, 404), ({"verdict": "good"}, 404), ({"verdict": "marvellous"}, 400),
     ({"expert": "\0", "verdict": "good"}, 404)],
)  # fmt: skip
def test_a_verdict_on_nobody_or_without_sense_is_refused(
    stage: Stage, desk: Browser, values: dict[str, str], status: int
) -> None:
    known = {"expert": stage.expert.slug} if values["verdict"] == "marvellous" else {}
    page = desk.post(f"/coordination/needs/{stage.need.uid}/verdict", {"csrf_token": desk.token(), **known, **values})
    assert page.status == status and verdicts() == []


def test_both_sides_say_how_it_was(over: Booking, visit: Open) -> None:
    for person, score in ((over.person, "4"), (over.expert.person, "2")):
        browser = visit().signed_in(person)
        assert ASKED in browser.open(f"/bookings/{over.uid}").words
        browser.submit(f"/bookings/{over.uid}/feedback", score=score, words=f"Note\r\n{score}")
        assert "Merci, votre avis est noté." in browser.page.words
        assert browser.page.soup.find("input", {"name": "score", "value": score, "checked": True})
    assert given() == {over.person_id: (4, "Note\n4"), over.expert.person_id: (2, "Note\n2")}


def test_the_other_side_never_reads_it(over: Booking, visit: Open) -> None:
    browser = visit().signed_in(over.person)
    browser.open(f"/bookings/{over.uid}")
    browser.submit(f"/bookings/{over.uid}/feedback", score="1", words="secretwords")
    expert = visit().signed_in(over.expert.person)
    for path in (f"/bookings/{over.uid}", "/expert/agenda", f"/experts/{over.expert.slug}"):
        assert "secretwords" not in expert.open(path).html


def test_it_is_asked_when_it_is_over_and_not_before(stage: Stage, visit: Open, set_clock: SetClock) -> None:
    booked = book(stage)
    browser = visit().signed_in(stage.member)
    set_clock(booked.slot.ends_at - timedelta(seconds=1))
    assert ASKED not in browser.open(f"/bookings/{booked.uid}").words
    page = browser.post(f"/bookings/{booked.uid}/feedback", {"csrf_token": browser.token(), "score": "4"})
    assert page.status == 409 and given() == {}


@pytest.mark.parametrize("score", ["", "0", "5", "-1", "4.0", "quatre", "٤\0", "9" * 400])
def test_without_an_answer_the_page_says_what_is_missing(over: Booking, visit: Open, score: str) -> None:
    browser = visit().signed_in(over.person)
    values = {"csrf_token": browser.token(), "score": score, "words": "Ce que j’ai écrit."}
    page = browser.post(f"/bookings/{over.uid}/feedback", values)
    assert page.status == 409 and "Il manque votre réponse" in page.words and given() == {}
    assert page.soup.select_one("#words").text == "Ce que j’ai écrit."


def test_long_and_hostile_words_stay_words(over: Booking, visit: Open) -> None:
    browser = visit().signed_in(over.person)
    words = "<script>alert(1)</script>\0" + "é" * 5000
    browser.post(f"/bookings/{over.uid}/feedback", {"csrf_token": browser.token(), "score": "3", "words": words})
    assert len(given()[over.person_id][1]) == 1000
    assert "<script>alert" not in browser.open(f"/bookings/{over.uid}").html


def test_the_letter_asks_once_and_not_who_answered(
    app: Flask, over: Booking, stage: Stage, visit: Open, set_clock: SetClock
) -> None:
    quick = book(stage, stage.another_need(), slot=1)
    set_clock(quick.slot.ends_at)
    for _ in range(2):
        db.session.rollback()  # the caretaker is another process
        caretaker.feedback(app)
    browser = visit().signed_in(quick.person)
    browser.open(f"/bookings/{quick.uid}")
    browser.submit(f"/bookings/{quick.uid}/feedback", score="4")
    room = Mailroom()
    with listening(room) as port:
        app.config.update(REALLY, MAIL_SERVER="127.0.0.1", MAIL_PORT=port)
        once(app)
    asked = [mail for mail in room.mails() if "utile" in str(mail["Subject"])]
    (mail,) = asked
    assert str(mail["To"]).endswith(f"<{over.person.email}>")
    assert f"/bookings/{over.uid}#feedback" in mail.get_body(("plain",)).get_content()
    states = dict(iter(db.session.execute(select(Message.booking_id, Message.state).where(Message.kind == "feedback"))))
    assert states[over.id] == "sent" and states[quick.id] != "sent"


def test_weights_and_what_was_heard_stand_on_one_page(stage: Stage, desk: Browser, over: Booking, visit: Open) -> None:
    browser = visit().signed_in(over.person)
    browser.open(f"/bookings/{over.uid}")
    browser.submit(f"/bookings/{over.uid}/feedback", score="4")
    page = desk.open("/coordination/matching")
    assert "100 % utiles ou très utiles" in page.words
    assert f"{fit.weights(stage.edition).specialty * 100:g} %" in page.words
    assert "python3 -m brigade weights" in page.words


@pytest.mark.parametrize("text", ["???", "bonjour", "Qui peut refaire notre toit avant l’hiver ?", "asdf qwer"])
def test_a_need_that_says_nothing_is_asked_for_more(stage: Stage, visit: Open, text: str) -> None:
    need = stage.another_need(title=text, description="")
    page = visit().signed_in(stage.member).open(f"/needs/{need.uid}")
    assert "Dites-nous en un peu plus." in page.words and stage.expert.name not in page.words
    assert "Dites-nous en un peu plus." in visit().signed_in(stage.member).open(f"/needs/{need.uid}").words


def test_of_everyone_who_is_not_offered_the_page_says_why(stage: Stage, visit: Open) -> None:
    for nth in range(8):
        stage.another_expert(name=f"Aidante {nth}", table_id=None)
    far = make.make_expert(edition=stage.edition, name="Loin Deçà")
    stage.edition.brigade_revision += 1
    page = visit().signed_in(stage.member).open(f"/needs/{stage.need.uid}")
    assert page.words.count("Peut aider aussi, mais d’autres correspondent mieux") == 3
    assert f"Spécialités loin de ce besoin : {far.name}" in page.words
