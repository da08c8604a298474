"""A mail server that refuses, waits, hangs up, or is somebody else: right state, right retry, nobody else held up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from brigade.database import db
from brigade.mail.postman import once
from brigade.mail.postman.marks import DELAYS
from brigade.mail.reasons import sentence
from brigade.models import Invitation, Message
from tests.factories import NOW
from tests.mail.conftest import Book, Clock, booking_of, messages, states
from tests.mail.smtpd import CERTIFICATE, Mailroom, free_port, listening, mute

ANNA, BRUNO = "anna@example.org", "bruno@example.org"


@pytest.fixture
def pair(app: Flask, book: Book) -> str:
    """A booked session; Anna comes for the organization, Bruno is the expert. Anna's message is the first."""
    uid = book()
    with app.app_context():
        booking = booking_of(uid)
        for person, email in ((booking.person, ANNA), (booking.expert.person, BRUNO)):
            db.session.query(Message).filter_by(recipient_id=person.id).update({"to_email": email})
            db.session.query(Invitation).filter_by(person_id=person.id).update({"email": email})
        db.session.commit()
    return uid


def anna(app: Flask) -> Message:
    return next(message for message in messages(app) if message.to_email == ANNA)


def ledger(app: Flask) -> tuple[bool, str]:
    """Whether anything may have reached Anna's calendar, and what is known to have."""
    with app.app_context():
        part = db.session.query(Invitation).filter_by(email=ANNA).one()
        return part.tried, part.told_method


def test_an_address_that_does_not_exist_fails_at_once(app: Flask, room: Mailroom, pair: str) -> None:
    room.at_rcpt[ANNA] = ["550 5.1.1 no such user"]
    assert once(app) == 1
    assert states(app) == {ANNA: "failed", BRUNO: "sent"}
    assert "550 5.1.1 no such user" in anna(app).reason
    assert anna(app).message_id == ""
    assert ledger(app) == (False, "")


def test_a_refused_text_fails_at_once(app: Flask, room: Mailroom, pair: str) -> None:
    room.at_data[ANNA] = ["554 5.7.1 looks like spam"]
    assert once(app) == 1
    assert states(app) == {ANNA: "failed", BRUNO: "sent"}


def test_a_greylisted_address_gets_it_a_minute_later(app: Flask, room: Mailroom, pair: str, clock: Clock) -> None:
    room.at_rcpt[ANNA] = ["450 4.2.0 greylisted, come back"]
    assert once(app) == 1
    assert states(app) == {ANNA: "waiting", BRUNO: "sent"}
    assert ledger(app) == (False, "")
    assert once(app) == 0, "not before its time"
    assert anna(app).due_at == clock.forward(minutes=1)
    assert once(app) == 1
    assert (anna(app).state, anna(app).reason) == ("sent", "")
    assert ledger(app) == (True, "REQUEST")


def test_the_waits_grow_and_end(app: Flask, room: Mailroom, pair: str, clock: Clock) -> None:
    room.at_data[ANNA] = ["452 4.3.1 mailbox full"] * 20
    waits = []
    while anna(app).state == "waiting":
        clock.now = max(clock.now, anna(app).due_at)
        once(app)
        waits.append(anna(app).due_at - clock.now)
    assert waits[: len(DELAYS)] == list(DELAYS)
    assert timedelta(days=1) < sum(DELAYS, timedelta()) < timedelta(days=2)
    assert anna(app).state == "failed"
    assert anna(app).attempts == len(DELAYS) + 1 == room.tries.count(ANNA)
    assert "452 4.3.1 mailbox full" in anna(app).reason
    assert states(app)[BRUNO] == "sent"


def test_a_line_cut_in_the_text_is_tried_again_and_stops_nobody(
    app: Flask, room: Mailroom, pair: str, clock: Clock
) -> None:
    room.at_data[ANNA] = ["cut"]
    assert once(app) == 1
    assert states(app) == {ANNA: "waiting", BRUNO: "sent"}
    assert room.connections == 2
    clock.forward(minutes=1)
    assert once(app) == 1
    assert len(room.received) == 2


def test_a_line_cut_after_the_text_gives_the_same_message_again(
    app: Flask, room: Mailroom, pair: str, clock: Clock
) -> None:
    room.at_data[ANNA] = ["cut-late"]
    once(app)
    assert anna(app).state == "waiting"
    assert ledger(app) == (True, ""), "it may have arrived, so a cancellation would have to follow"
    clock.forward(minutes=1)
    once(app)
    twice = [mail["Message-ID"] for mail in room.mails() if mail["To"].addresses[0].addr_spec == ANNA]
    assert len(twice) == 2
    assert len(set(twice)) == 1
    assert anna(app).message_id == twice[0]


def test_a_server_that_falls_silent_costs_its_message_one_timeout(app: Flask, room: Mailroom, pair: str) -> None:
    app.config["MAIL_TIMEOUT"] = 0.5
    room.at_data[ANNA] = ["mute"]
    began = time.monotonic()
    assert once(app) == 1
    assert time.monotonic() - began < 5
    assert states(app) == {ANNA: "waiting", BRUNO: "sent"}
    assert (anna(app).attempts, anna(app).due_at) == (1, NOW + DELAYS[0])


def test_a_server_that_never_greets_is_waited_for_once(app: Flask, book: Book) -> None:
    for _ in range(4):
        book()
    with mute() as port:
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_TIMEOUT=0.5)
        began = time.monotonic()
        assert once(app) == 0
        assert time.monotonic() - began < 2, "one timeout, not one for each of the eight messages"
    for message in messages(app):
        assert (message.state, message.attempts, message.due_at, message.claimed_by) == ("waiting", 0, NOW, "")
        assert message.reason.startswith("unreachable")


def test_a_day_without_a_server_costs_no_message_an_attempt(app: Flask, book: Book, clock: Clock) -> None:
    book()
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=free_port())
    for _ in range(24):
        assert once(app) == 0
        clock.forward(hours=1)
    assert {(message.state, message.attempts) for message in messages(app)} == {("waiting", 0)}
    room = Mailroom()
    with listening(room, app.config["MAIL_PORT"]):
        assert once(app) == 2
    assert {(message.state, message.reason) for message in messages(app)} == {("sent", "")}


def test_a_server_that_breaks_every_line_is_left_alone(app: Flask, room: Mailroom, book: Book) -> None:
    for _ in range(4):
        book()
    room.at_mail = ["451 4.3.0 out of order"] * 8
    assert once(app) == 0
    attempts = sorted(message.attempts for message in messages(app))
    assert attempts == [0, 0, 0, 0, 0, 0, 1, 1], "two in a row, and the rest waits unharmed"
    assert {message.state for message in messages(app)} == {"waiting"}


def test_a_refused_login_fails_no_message(app: Flask, room: Mailroom, pair: str) -> None:
    room.password = b"right"
    app.config.update(MAIL_USERNAME="brigade", MAIL_PASSWORD="wrong")
    assert once(app) == 0
    assert {(message.state, message.reason[:5]) for message in messages(app)} == {("waiting", "login")}
    app.config["MAIL_PASSWORD"] = "right"
    assert once(app) == 2


def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for(app: Flask, room: Mailroom, pair: str) -> None:
    app.config["MAIL_USE_TLS"] = True
    assert once(app) == 0
    assert {(message.state, message.reason[:5]) for message in messages(app)} == {("waiting", "unfit")}
    assert room.tries == []


@pytest.fixture
def secure(app: Flask) -> Iterator[Mailroom]:
    """A server that takes mail over STARTTLS only, with a certificate that nobody vouches for."""
    made = Mailroom()
    with listening(made, tls=True) as port:
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_USE_TLS=True)
        yield made


def test_a_certificate_that_nobody_vouches_for_gets_nothing(app: Flask, secure: Mailroom, pair: str) -> None:
    assert once(app) == 0
    assert secure.tries == []
    assert {message.reason.partition(":")[0] for message in messages(app)} == {"certificate"}
    assert set(states(app).values()) == {"waiting"}


def test_a_certificate_of_the_configured_authority_is_trusted(app: Flask, secure: Mailroom, pair: str) -> None:
    app.config["MAIL_CA_FILE"] = str(CERTIFICATE)
    assert once(app) == 2


def test_a_certificate_for_another_name_gets_nothing(app: Flask, secure: Mailroom, pair: str) -> None:
    app.config.update(MAIL_CA_FILE=str(CERTIFICATE), MAIL_SERVER="127.0.0.2")
    with listening(secure, app.config["MAIL_PORT"], tls=True, host="127.0.0.2"):
        assert once(app) == 0
    assert secure.tries == []


def test_reasons_are_sentences_in_the_readers_language(app: Flask, room: Mailroom, pair: str) -> None:
    room.at_rcpt[ANNA] = ["550 5.1.1 no such user"]
    once(app)
    with app.test_request_context():
        assert sentence(anna(app).reason) == (
            "Cette adresse ne reçoit pas de courriel. Vérifiez-la auprès de la personne. (550 5.1.1 no such user)"
        )
        assert sentence("") == ""
