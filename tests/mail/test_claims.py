"""Who may send which message: two postmen, dead postmen, and two messages about one session."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import false

from brigade.database import db
from brigade.mail import outbox, telling
from brigade.mail.postman import claims, marks, once
from brigade.mail.postman.writing import Ready, Writer, find
from brigade.models import Message
from tests.factories import NOW
from tests.mail.conftest import Book, Clock, booking_of, messages
from tests.mail.smtpd import Mailroom

LEASE = timedelta(minutes=2)


def claim(app: Flask, name: str, clock: Clock) -> list[int]:
    with app.app_context():
        return claims.claim(name, clock.now, LEASE)


def ready(message: int, clock: Clock) -> Ready:
    """The message, written; to be called within an application context."""
    made = Writer(current_app.config, clock.now).write(find(message))
    db.session.rollback()
    return made


def post_again(app: Flask, uid: str) -> None:
    """A second message to the same two people about the same session."""
    with app.app_context():
        booking = booking_of(uid)
        booking.sequence += 1
        outbox.post_invitations(booking, "moved", telling.invitations(booking), now=NOW)
        db.session.commit()


def test_what_one_postman_holds_another_does_not_get(app: Flask, book: Book, clock: Clock) -> None:
    book()
    first = claim(app, "first", clock)
    assert len(first) == 2
    assert claim(app, "second", clock) == []


def test_a_claim_takes_a_batch_in_order(app: Flask, book: Book, clock: Clock) -> None:
    for _ in range(13):
        book()
    everything = [row.id for row in messages(app)]
    assert len(everything) == 26
    assert claim(app, "first", clock) == everything[: claims.BATCH]
    assert claim(app, "second", clock) == everything[claims.BATCH :]


def test_what_a_dead_postman_held_comes_back_after_its_lease(app: Flask, book: Book, clock: Clock) -> None:
    book()
    held = claim(app, "dead", clock)
    clock.forward(minutes=2)
    assert claim(app, "alive", clock) == []
    clock.forward(seconds=1)
    assert claim(app, "alive", clock) == held


def test_whose_lease_has_ended_neither_sends_nor_marks(app: Flask, book: Book, clock: Clock) -> None:
    book()
    message = claim(app, "slow", clock)[0]
    clock.forward(minutes=3)
    claim(app, "quick", clock)
    with app.app_context():
        mail = ready(message, clock)
        assert not marks.begin(message, "slow", mail, lease_until=clock.now + LEASE)
        marks.sent(message, "slow", mail, now=clock.now, wire=b"")
        assert db.session.get_one(Message, message).state == "sending"
        assert marks.begin(message, "quick", mail, lease_until=clock.now + LEASE)
        marks.sent(message, "quick", mail, now=clock.now, wire=b"")
        db.session.expire_all()
        assert db.session.get_one(Message, message).state == "sent"


def test_each_attempt_renews_the_lease(app: Flask, book: Book, clock: Clock) -> None:
    book()
    message = claim(app, "first", clock)[0]
    clock.forward(minutes=1)
    with app.app_context():
        assert marks.begin(message, "first", ready(message, clock), lease_until=clock.now + LEASE)
        assert db.session.get_one(Message, message).lease_until == NOW + timedelta(minutes=3)


def test_of_two_messages_about_one_session_one_is_under_way(app: Flask, book: Book, clock: Clock) -> None:
    post_again(app, book())
    first = claim(app, "first", clock)
    assert first == [row.id for row in messages(app)][:2], "one to each person"
    assert claim(app, "second", clock) == [], "the other two wait until the first are done"
    with app.app_context():
        marks.release(first, "first")
    assert claim(app, "second", clock) == first


def test_a_message_that_waits_for_its_next_try_holds_up_no_newer_one(app: Flask, book: Book, clock: Clock) -> None:
    post_again(app, book())
    ids = [row.id for row in messages(app)]
    with app.app_context():
        db.session.query(Message).filter(Message.id.in_(ids[:2])).update({"due_at": NOW + timedelta(hours=1)})
        db.session.commit()
    assert claim(app, "first", clock) == ids[2:]


def test_what_a_dead_postman_held_goes_before_an_older_one_that_has_come_due(
    app: Flask, book: Book, clock: Clock
) -> None:
    """Else each would wait for the other, for ever."""
    post_again(app, book())
    ids = [row.id for row in messages(app)]
    with app.app_context():
        db.session.query(Message).filter(Message.id.in_(ids[:2])).update({"due_at": NOW + timedelta(minutes=1)})
        db.session.commit()
    assert claim(app, "dead", clock) == ids[2:]
    clock.forward(minutes=3)
    assert claim(app, "alive", clock) == ids[2:]


def test_the_database_itself_refuses_two_under_way(
    app: Flask, book: Book, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the claim's own rule taken away, the partial unique index makes it a claim of nothing."""
    post_again(app, book())
    monkeypatch.setattr(claims, "_must_wait", lambda now: false())
    assert claim(app, "first", clock) == []
    assert {row.state for row in messages(app)} == {"waiting"}


def test_two_postmen_at_once_send_each_message_once(app: Flask, room: Mailroom, book: Book) -> None:
    for _ in range(30):
        book()
    total: list[int] = []
    postmen = [threading.Thread(target=lambda: total.append(once(app))) for _ in range(3)]
    for postman in postmen:
        postman.start()
    for postman in postmen:
        postman.join()
    once(app)  # a postman that found nothing left to claim stops before the others have finished
    assert len(room.received) == 60
    assert len({mail["Message-ID"] for mail in room.mails()}) == 60
    assert {row.state for row in messages(app)} == {"sent"}
    assert sum(total) == 60
