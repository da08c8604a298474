"""What leaves and what does not: each kind of message, at the moment it is sent."""

from __future__ import annotations

import shutil
import threading
from datetime import datetime, timedelta
from pathlib import Path

import flask_mail
import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from brigade.database import db
from brigade.domain import sign_in
from brigade.mail import folder, letters, outbox, telling
from brigade.mail import postman as postman_package
from brigade.mail.postman import claims, once, run
from brigade.models import Invitation, Message
from tests import factories
from tests.factories import NOW
from tests.mail.conftest import Book, Clock, booking_of, messages
from tests.mail.smtpd import Mailroom, parsed


def ask(app: Flask, email: str = "eve@example.org") -> str:
    """Ask for a sign-in link; the token that only its letter may hold."""
    with app.app_context():
        asking = sign_in.Asking(email, "fr", "127.0.0.1")
        raw = sign_in.ask_link(asking, secret=app.config["SECRET_KEY"], now=NOW)[1]
        db.session.commit()
        return raw


def change(app: Flask, uid: str, **values: object) -> None:
    """The booking has another version, and both people are owed a message about it."""
    with app.app_context():
        booking = booking_of(uid)
        for name, new in values.items():
            setattr(booking, name, new)
        booking.sequence += 1
        db.session.flush()
        outbox.post_invitations(booking, "moved", telling.invitations(booking), now=NOW)
        db.session.commit()


def test_an_empty_outbox_is_nothing_to_do(app: Flask, room: Mailroom) -> None:
    assert once(app) == 0
    assert room.connections == 0


def test_what_is_due_later_waits(app: Flask, room: Mailroom, book: Book, clock: Clock) -> None:
    book()
    clock.now = NOW - timedelta(seconds=1)
    assert once(app) == 0
    clock.now = NOW
    assert once(app) == 2


def test_the_link_is_in_the_letter_and_nowhere_else(app: Flask, room: Mailroom, clock: Clock) -> None:
    token = ask(app)
    assert once(app) == 1
    (left,) = room.mails()
    for part in left.iter_parts():
        assert f"http://127.0.0.1:8000/sign-in/{token}" in part.get_content()
    (row,) = messages(app)
    kept = parsed(row.sent_bytes or b"")
    for part, same in zip(kept.iter_parts(), left.iter_parts(), strict=True):
        assert part.get_content() == same.get_content().replace(token, "…")
    assert kept.items() == left.items()
    database = Path(app.instance_path) / "brigade.sqlite"
    for file in database.parent.glob("brigade.sqlite*"):
        assert token.encode() not in file.read_bytes()


def test_an_expired_link_does_not_leave(app: Flask, room: Mailroom, clock: Clock) -> None:
    ask(app)
    clock.forward(minutes=20)
    assert once(app) == 0
    assert [(row.state, row.reason) for row in messages(app)] == [("dropped", "expired")]


def test_links_leave_before_everything_else(app: Flask, room: Mailroom, book: Book) -> None:
    for _ in range(3):
        book()
    ask(app)
    once(app)
    assert room.tries[0] == "eve@example.org"


def test_a_stored_letter_leaves_as_it_was_written(app: Flask, room: Mailroom, clock: Clock) -> None:
    with app.app_context():
        letter = letters.welcome("expert", "en", factories.make_edition())
        person = factories.make_person(language="en")
        outbox.post(letter, person, key="welcome:1", kind="welcome", now=NOW)
        db.session.commit()
    assert once(app) == 1
    (mail,) = room.mails()
    assert mail["Subject"] == letter.subject
    assert mail.get_body(("plain",)).get_content().splitlines() == letter.text.splitlines()
    assert mail.get_body(("html",)).get_content().splitlines() == letter.html.splitlines()


def test_a_message_without_words_is_never_sent(app: Flask, room: Mailroom, clock: Clock) -> None:
    with app.app_context():
        empty = letters.Letter("", "", "")
        outbox.post(empty, factories.make_person(), key="nothing", kind="nothing", now=NOW)
        db.session.commit()
    assert once(app) == 0
    assert [(row.state, row.reason.partition(":")[0]) for row in messages(app)] == [("failed", "unwritable")]


def test_one_message_that_cannot_be_written_holds_up_no_other(app: Flask, room: Mailroom, book: Book) -> None:
    uid = book()
    with app.app_context():
        first = db.session.query(Message).order_by(Message.id).first()
        assert first is not None
        first.to_email = "été@example.org"
        db.session.commit()
    assert once(app) == 1
    assert [row.state for row in messages(app)] == ["failed", "sent"]
    assert uid in room.received[0].decode() or room.received


def test_the_newest_state_is_what_leaves(app: Flask, room: Mailroom, book: Book) -> None:
    uid = book()
    with app.app_context():
        booking = booking_of(uid)
        table = factories.make_table(edition=booking.slot.edition, name="Table 99")
        db.session.commit()
        table_id = table.id
    change(app, uid, table_id=table_id)
    change(app, uid)
    assert once(app) == 2, "one for each person, though three were posted"
    for mail in room.mails():
        assert "Table 99" in mail.get_body(("plain",)).get_content()
        assert mail["Subject"].startswith("Rencontre confirmée"), "nobody had heard of it before"
    rows = messages(app)
    assert sorted((row.state, row.reason) for row in rows) == [("dropped", "told")] * 4 + [("sent", "")] * 2
    assert {row.sequence for row in rows if row.state == "sent"} == {2}
    with app.app_context():
        assert {part.told_sequence for part in db.session.query(Invitation)} == {2}


def test_nobody_hears_of_a_session_that_was_cancelled_before_they_knew(
    app: Flask, room: Mailroom, book: Book
) -> None:
    change(app, book(), state="cancelled")
    assert once(app) == 0
    assert {(row.state, row.reason) for row in messages(app)} == {("dropped", "cancelled")}
    assert room.tries == []


@pytest.fixture
def files(app: Flask) -> Path:
    """Where messages become files, empty."""
    shutil.rmtree(Path(app.instance_path) / "mail", ignore_errors=True)
    return Path(app.instance_path) / "mail"


def test_without_a_mail_server_messages_are_files(app: Flask, files: Path, book: Book, clock: Clock) -> None:
    uid = book()
    assert once(app) == 2
    found = folder.letters(files)
    rows = {row.uid: row for row in messages(app)}
    assert {mail.uid for mail in found} == set(rows)
    for mail in found:
        assert mail.subject == rows[mail.uid].subject
        assert (files / f"{mail.uid}.eml").read_bytes() == rows[mail.uid].sent_bytes
        assert f"UID:{uid}".encode() in (mail.calendar or b"")


def test_a_file_that_was_written_before_a_crash_is_overwritten(
    app: Flask, files: Path, book: Book, clock: Clock
) -> None:
    book()
    once(app)
    with app.app_context():
        db.session.query(Message).update({"state": "waiting", "claimed_by": ""})
        db.session.query(Invitation).update({"told_sequence": None, "told_method": ""})
        db.session.commit()
    assert once(app) == 2
    assert len(list(files.iterdir())) == 2


def test_record_messages_sees_what_leaves(app: Flask, room: Mailroom, book: Book) -> None:
    book()
    with flask_mail.Mail(app).record_messages() as recorded:
        once(app)
    assert [message.as_bytes() for message in recorded] == room.received


def test_suppressed_mail_is_recorded_and_goes_nowhere(app: Flask, room: Mailroom, book: Book) -> None:
    app.config["MAIL_SUPPRESS_SEND"] = True
    book()
    with flask_mail.Mail(app).record_messages() as recorded:
        assert once(app) == 2
    assert len(recorded) == 2
    assert room.connections == 0


def test_a_limit_of_messages_per_connection_does_not_hide_that_one_left(
    app: Flask, room: Mailroom, book: Book
) -> None:
    app.config["MAIL_MAX_EMAILS"] = 1
    book()
    assert once(app) == 2
    assert len(room.received) == 2


def test_the_sender_is_named_after_the_edition_where_no_name_is_set(app: Flask, room: Mailroom, book: Book) -> None:
    app.config["ORGANIZER_NAME"] = ""
    book(expert_language="en")
    once(app)
    assert {mail["From"].addresses[0].display_name for mail in room.mails()} == {
        "Accélérateur numérique culturel", "Digital Culture Accelerator",
    }  # fmt: skip


def test_a_running_postman_delivers_what_comes_and_stops_when_told(app: Flask, room: Mailroom, book: Book) -> None:
    stop = threading.Event()
    postman = threading.Thread(target=run, args=(app, stop))
    postman.start()
    book()
    waiting = threading.Event()
    for _ in range(100):
        if len(room.received) == 2:
            break
        waiting.wait(0.1)
    stop.set()
    postman.join(timeout=5)
    assert not postman.is_alive()
    assert len(room.received) == 2


def test_a_postman_outlives_a_database_that_does_not_answer(
    app: Flask, room: Mailroom, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    book()
    stop, ask, asked = threading.Event(), claims.anything, []

    def anything(now: datetime) -> bool:
        asked.append(now)
        if len(asked) == 1:
            raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))
        if len(asked) == 3:
            stop.set()
        return ask(now)

    monkeypatch.setattr(claims, "anything", anything)
    monkeypatch.setattr(postman_package, "PAUSES", (0.01,))
    run(app, stop)
    assert {row.state for row in messages(app)} == {"sent"}


def test_a_mailbox_that_is_none_stops_the_postman_and_fails_no_message(app: Flask, room: Mailroom, book: Book) -> None:
    app.config["ORGANIZER"] = "nobody"
    book()
    with pytest.raises(ValueError, match="not an e-mail address"):
        once(app)
    assert {row.state for row in messages(app)} == {"waiting"}


def test_a_postman_told_to_stop_gives_back_what_it_only_claimed(
    app: Flask, room: Mailroom, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        book()
    stop = threading.Event()
    handle = room.handle_DATA

    async def stopping(*parts: object) -> str:
        stop.set()
        return await handle(*parts)  # type: ignore[arg-type]

    monkeypatch.setattr(room, "handle_DATA", stopping)
    run(app, stop)
    rows = messages(app)
    assert sorted(row.state for row in rows) == ["sent"] + ["waiting"] * 5
    assert {(row.claimed_by, row.attempts) for row in rows if row.state == "waiting"} == {("", 0)}
