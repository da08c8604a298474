"""Answers over HTTP: the coordinator's page, the test invite, and the buttons of the demo's mailbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain.answers import receive
from brigade.mail import folder
from brigade.mail.postman import once
from brigade.models import Booking, Edition, Inbound, Invitation, Message, Person
from tests import factories as make
from tests.counting import counted
from tests.factories import NOW
from tests.invited import NOW as OCTOBER
from tests.invited import ORGANIZER, answer_of, make_invited, part_of
from tests.stage import Stage
from tests.web.browser import Browser

Open = Callable[..., Browser]
SetClock = Callable[[Any], None]
LISTS = ("trouble", "unanswered", "untested", "applied", "held")


def add_session(edition: Edition, number: int) -> Booking:
    """One more, half an hour later: declined by the organization, whose mail somebody else answered too."""
    first = make.make_slots(phase=make.make_phase(edition=edition), number=1)[0]
    starts_at = first.starts_at + number * timedelta(minutes=30)
    booking = make_invited(uid=f"u-{number}", edition=edition, starts_at=starts_at)
    part = part_of(booking)
    for raw in (answer_of(part, partstat="DECLINED"), answer_of(part, sender=f"m{number}@example.org")):
        receive(raw, organizer=ORGANIZER, now=OCTOBER)
    db.session.commit()
    return booking


def coordinator(visit: Open, language: str = "fr") -> Browser:
    return visit(language).signed_in(make.make_person(is_coordinator=True, language=language))


@pytest.mark.parametrize("path", [*(f"/coordination/answers?show={name}" for name in LISTS), "/coordination/board"])
def test_a_page_runs_as_many_queries_for_one_session_as_for_many(app: Flask, visit: Open, path: str) -> None:
    edition, desk = make.make_edition(), coordinator(visit)
    runs = []
    for numbers in ((0,), (1, 2, 3)):
        for number in numbers:
            add_session(edition, number)
        with counted() as statements:
            page = desk.open(path)
        assert page.status == 200
        runs.append(len(statements))
    assert runs[0] == runs[1]


def test_the_experts_agenda_runs_as_many_queries_for_one_session_as_for_many(app: Flask, visit: Open) -> None:
    edition = make.make_edition()
    expert = add_session(edition, 0).expert
    browser, runs = visit().signed_in(expert.person), []
    for numbers in ((), (1, 2, 3)):
        for number in numbers:
            hand_to(expert, add_session(edition, number))
        with counted() as statements:
            page = browser.open("/expert/agenda")
        assert page.words.count("l’organisme a décliné") == len(numbers) + 1
        runs.append(len(statements))
    assert runs[0] == runs[1]


def hand_to(expert: Any, booking: Booking) -> None:
    """The session becomes this expert's."""
    make.make_availability(expert=expert, slots=[booking.slot])
    booking.expert_id = expert.id
    db.session.flush()
    db.session.expire(booking)


def test_the_page_opens_on_what_needs_the_coordinator(app: Flask, visit: Open) -> None:
    edition, desk = make.make_edition(), coordinator(visit)
    assert "Tout le monde a répondu" in desk.open("/coordination/answers?show=unanswered").words
    booking = add_session(edition, 0)
    page = desk.open("/coordination/answers")
    assert booking.person.name in page.words and "Décliné" in page.words
    assert page.soup.find("a", href=f"/bookings/{booking.uid}")
    count = page.soup.select_one("nav .count.is-error")
    assert count is not None and count.text.strip() == "1"


def test_a_held_mail_shows_who_sent_it_what_it_said_and_why_it_did_nothing(app: Flask, visit: Open) -> None:
    booking = add_session(make.make_edition(), 0)
    page = coordinator(visit).open("/coordination/answers?show=held")
    assert "m0@example.org" in page.words.replace(" @", "@")  # a long address may break there
    assert "L’adresse qui écrit n’est pas celle qui est invitée." in page.words
    assert page.soup.find("a", href=f"/bookings/{booking.uid}")


def test_what_strangers_write_is_text(app: Flask, visit: Open) -> None:
    make.make_edition()
    raw = b"From: <script>@example.org\r\nSubject: <script>alert(1)</script> =?utf-8?q?=E2=80=AE?=\r\n\r\nx"
    receive(raw, organizer=ORGANIZER, now=OCTOBER)
    page = coordinator(visit).open("/coordination/answers?show=held")
    assert "<script>alert(1)</script>" in page.words
    assert "<script>alert" not in page.html


@pytest.mark.parametrize("query", ["show=nonsense", "show=held&page=99", "page=-1", "page=x", f"page={10**11}"])
def test_nonsense_in_the_address_is_a_page(app: Flask, visit: Open, query: str) -> None:
    make.make_edition()
    assert coordinator(visit).open(f"/coordination/answers?{query}").status == 200


def test_the_coordinators_send_the_test_to_everybody(app: Flask, stage: Stage, visit: Open) -> None:
    desk = coordinator(visit)
    desk.open("/coordination/answers?show=untested")
    page = desk.submit("/coordination/answers/test")
    assert "L’essai part vers 2 personnes." in page.words
    assert {row.to_email for row in trial_mails()} == {stage.member.email, stage.expert.person.email}


def trial_mails() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).where(Message.kind == "test")))


def test_a_person_asks_for_a_test_and_sees_what_became_of_it(app: Flask, stage: Stage, visit: Open) -> None:
    browser = visit().signed_in(stage.member)
    browser.open("/account")
    page = browser.submit("/account/test-invite")
    assert "L’essai attend votre réponse" in page.words
    assert [row.to_email for row in trial_mails()] == [stage.member.email]
    part = db.session.scalars(select(Invitation)).one()
    part.answer, part.answered_at = "accepted", NOW
    assert "Oui" in browser.open("/account").words
    part.bounced_at, part.bounce_reason = NOW, "550 no such user"
    assert "550 no such user" in browser.open("/account").words


def test_the_account_shows_the_test_beside_an_error_too(app: Flask, stage: Stage, visit: Open) -> None:
    browser = visit().signed_in(stage.member)
    browser.open("/account")
    page = browser.submit("/account", name="x" * 500)
    assert page.status == 422
    assert "Est-ce vraiment dans mon agenda" in page.words


@pytest.fixture
def booked(app: Flask, stage: Stage) -> Booking:
    """A session whose invites lie in the demo's mailbox."""
    stage.edition.is_demo = True
    made = bookings.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    db.session.commit()
    once(app)
    return made


def in_mailbox(app: Flask, person: Person, subject: str = "") -> str:
    """The path of this person's newest mail of that subject."""
    found = folder.letters(Path(app.instance_path) / "mail")
    return next(f"/mailbox/{mail.uid}" for mail in found if person.email in mail.recipient and subject in mail.subject)


@pytest.mark.parametrize("answer", ["accepted", "tentative", "declined"])
def test_the_mailbox_answers_as_a_calendar_does(app: Flask, booked: Booking, visit: Open, answer: str) -> None:
    browser, path = visit(), in_mailbox(app, booked.person)
    page = browser.open(path)
    buttons = [button.text for button in page.soup.select(f"form[action='{path}/answer'] button")]
    assert buttons == ["Accepter", "Peut-être", "Décliner"]
    page = browser.submit(f"{path}/answer", answer=answer)
    assert "Réponse envoyée, et notée." in page.words
    db.session.rollback()
    row = db.session.scalars(select(Inbound)).one()
    assert (row.state, row.kind, row.sender) == ("applied", answer, booked.person.email)
    assert part_of(booked).answer == answer
    assert part_of(booked, "expert").answer == "needs-action"


def test_the_answer_shows_on_the_sessions_page(app: Flask, booked: Booking, visit: Open) -> None:
    browser, path = visit().signed_in(booked.person), in_mailbox(app, booked.person)
    browser.open(path)
    browser.submit(f"{path}/answer", answer="accepted")
    assert "Acceptée" in browser.open(f"/bookings/{booked.uid}").words


def test_who_declines_finds_the_way_to_say_so_for_good(
    app: Flask, booked: Booking, visit: Open, set_clock: SetClock
) -> None:
    browser, path = visit().signed_in(booked.person), in_mailbox(app, booked.person)
    browser.open(path)
    browser.submit(f"{path}/answer", answer="declined")
    db.session.rollback()
    assert db.session.scalars(select(Booking.state)).one() == "live"
    db.session.rollback()
    once(app)
    letter = browser.open(in_mailbox(app, booked.person, "Vous avez décliné"))
    (link,) = {a["href"] for a in letter.soup.select(".letter-text a") if "/bookings/" in a["href"]}
    page = browser.open(link.removeprefix(app.config["PUBLIC_URL"]))
    assert "Un agenda décline, mais la rencontre tient encore." in page.words
    browser.open(page.soup.select_one("a[href$='/cancel']")["href"])  # type: ignore[index, arg-type]
    browser.submit(f"/bookings/{booked.uid}/cancel")
    db.session.rollback()
    assert db.session.scalars(select(Booking.state)).one() == "cancelled"


def test_who_accepts_after_all_is_not_asked_whether_to_cancel(
    app: Flask, booked: Booking, visit: Open, set_clock: SetClock
) -> None:
    browser, path = visit(), in_mailbox(app, booked.person)
    for seconds, pressed in enumerate(("declined", "accepted"), 1):
        set_clock(NOW + timedelta(seconds=seconds))
        browser.open(path)
        browser.submit(f"{path}/answer", answer=pressed)
    db.session.rollback()
    once(app)
    row = db.session.scalars(select(Message).where(Message.kind == "declined")).one()
    assert (row.state, row.reason) == ("dropped", "answered")


def test_an_answer_without_effect_says_why(app: Flask, booked: Booking, visit: Open) -> None:
    browser, path = visit(), in_mailbox(app, booked.person)
    for _ in range(2):
        browser.open(path)
        page = browser.submit(f"{path}/answer", answer="accepted")
    assert "Une réponse plus récente est déjà notée." in page.words


def test_mail_without_an_invite_has_no_buttons(app: Flask, stage: Stage, visit: Open) -> None:
    stage.edition.is_demo = True
    browser = visit()
    browser.open("/sign-in")
    browser.submit("/sign-in", email="eve@example.org")
    once(app)
    mail = folder.letters(Path(app.instance_path) / "mail")[0]
    assert not browser.open(f"/mailbox/{mail.uid}").soup.select("form[action$='/answer']")
    sent = {"answer": "accepted", "csrf_token": browser.token()}
    assert browser.post(f"/mailbox/{mail.uid}/answer", sent).status == 404


def test_only_the_demo_answers_for_others(app: Flask, booked: Booking, visit: Open) -> None:
    browser, path = visit(), in_mailbox(app, booked.person)
    token = browser.token()
    assert browser.post(f"{path}/answer", {"answer": "maybe", "csrf_token": token}).status == 400
    assert browser.post("/mailbox/none/answer", {"answer": "accepted", "csrf_token": token}).status == 404
    assert browser.post(f"{path}/answer", {"answer": "accepted"}).status == 400
    booked.slot.edition.is_demo = False
    assert browser.post(f"{path}/answer", {"answer": "accepted", "csrf_token": token}).status == 404
    db.session.rollback()
    assert db.session.scalar(select(Inbound)) is None
