"""Both mails of a booking as they arrive at a real server: the rules of invites, read off the raw bytes."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from brigade.database import db
from brigade.mail.postman import once
from brigade.models import Person
from tests.factories import NOW
from tests.mail.conftest import Book, booking_of, messages
from tests.mail.smtpd import Mailroom, parsed


def lines(raw: bytes) -> list[str]:
    """The unfolded lines of the one calendar part (RFC 5545, 3.1)."""
    part = next(part for part in parsed(raw).walk() if part.get_content_type() == "text/calendar")
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode().replace("\r\n ", "").split("\r\n")


def value(raw: bytes, name: str) -> str:
    """What stands after the one line of that name, parameters included."""
    found = [line for line in lines(raw) if re.match(rf"{name}[:;]", line)]
    assert len(found) == 1, (name, found)
    return found[0].removeprefix(name)


def sent(app: Flask, room: Mailroom) -> list[bytes]:
    assert once(app) == 2
    assert len(room.received) == 2
    return room.received


def test_each_mail_is_text_html_and_calendar_and_nothing_beside(app: Flask, room: Mailroom, book: Book) -> None:
    book()
    for raw in sent(app, room):
        mail = parsed(raw)
        assert mail.get_content_type() == "multipart/alternative"
        parts = list(mail.iter_parts())
        assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
        assert parts[2].get_param("method") == "REQUEST"
        assert str(parts[2].get_param("charset")).upper() == "UTF-8"
        assert parts[2]["Content-Transfer-Encoding"] == "base64"
        assert not any("Content-Disposition" in part for part in parts)
        assert value(raw, "METHOD") == ":REQUEST"


def test_every_byte_is_ascii_in_lines_that_any_server_takes(app: Flask, room: Mailroom, book: Book) -> None:
    book(title="Déjà-vu, 100 % « naïf » ; l’été 🎭", description="Ligne un\nligne deux, très longue : " + "été " * 900)
    for raw in sent(app, room):
        assert raw.isascii()
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_reader_is_the_one_attendee_and_our_mailbox_the_organizer(
    app: Flask, room: Mailroom, book: Book
) -> None:
    app.config["ORGANIZER"] = "Rencontres@Example.org"
    uid = book()
    with app.app_context():
        booking = booking_of(uid)
        people = {booking.person.email, booking.expert.person.email}
    for raw in sent(app, room):
        mail = parsed(raw)
        (recipient,), (sender,) = mail["To"].addresses, mail["From"].addresses
        attendee, organizer = value(raw, "ATTENDEE"), value(raw, "ORGANIZER")
        people.remove(recipient.addr_spec)
        assert attendee.endswith(f":mailto:{recipient.addr_spec}")
        assert {"PARTSTAT=NEEDS-ACTION", "RSVP=TRUE"} <= set(attendee.split(":")[0].split(";"))
        assert sender.addr_spec == "rencontres@example.org"
        assert organizer.endswith(":mailto:rencontres@example.org")
        assert "SENT-BY" not in attendee + organizer
    assert not people


def test_the_calendar_says_what_the_row_says(app: Flask, room: Mailroom, book: Book) -> None:
    uid = book()
    with app.app_context():
        booking = booking_of(uid)
        names = {booking.person.email: booking.expert.name, booking.expert.person.email: booking.organization.name}
        place = f"{booking.table.name}\\, Maison de la culture"
    for raw in sent(app, room):
        counterpart = names[parsed(raw)["To"].addresses[0].addr_spec]
        assert value(raw, "UID") == f":{uid}"
        assert value(raw, "SEQUENCE") == ":0"
        assert value(raw, "STATUS") == ":CONFIRMED"
        assert value(raw, "DTSTAMP") == f":{NOW:%Y%m%dT%H%M%SZ}"
        starts = [line for line in lines(raw) if line.startswith("DTSTART;")]
        assert starts == ["DTSTART;TZID=America/Toronto:20261201T093000"]
        assert counterpart in value(raw, "SUMMARY")
        assert any(line.startswith("DESCRIPTION:") and counterpart in line for line in lines(raw))
        assert value(raw, "LOCATION").startswith(f":{place}")


def test_each_reads_in_their_own_language(app: Flask, room: Mailroom, book: Book) -> None:
    uid = book(language="fr", expert_language="en")
    with app.app_context():
        expert = booking_of(uid).expert.person.email
    for raw in sent(app, room):
        mail = parsed(raw)
        english = mail["To"].addresses[0].addr_spec == expert
        assert mail["Content-Language"] == ("en" if english else "fr")
        assert ("Dec 1" if english else "1er déc.") in mail["Subject"]
        assert ("Eastern Time" if english else "heure de l’Est") in mail.get_body(("plain",)).get_content()


def test_what_is_kept_is_what_left(app: Flask, room: Mailroom, book: Book) -> None:
    book()
    sent(app, room)
    rows = messages(app)
    assert {row.sent_bytes for row in rows} == set(room.received)
    for row in rows:
        mail = parsed(row.sent_bytes or b"")
        assert (row.message_id, row.subject, row.sequence) == (mail["Message-ID"], mail["Subject"], 0)
        assert row.sent_at == NOW
        assert row.reason == ""


@pytest.mark.parametrize("name", ["Ève\r\nBcc: spy@example.org", "Ève\u2028X-Spy: 1", 'Co, "té"; <x@example.org>'])
def test_no_name_reaches_a_header_or_a_calendar_line(app: Flask, room: Mailroom, book: Book, name: str) -> None:
    uid = book()
    with app.app_context():
        booking = booking_of(uid)
        booking.person.name = booking.expert.name = booking.organization.name = name
        booking.need.title = name
        for person in db.session.query(Person):
            person.name = name
        db.session.commit()
    for raw in sent(app, room):
        mail = parsed(raw)
        assert len(mail["To"].addresses) == 1
        assert not {"Bcc", "X-Spy"} & set(mail.keys())
        assert "\n" not in mail["Subject"]
        assert not [line for line in lines(raw) if line.startswith(("Bcc", "X-Spy"))]


def test_one_connection_serves_a_batch(app: Flask, room: Mailroom, book: Book) -> None:
    for _ in range(5):
        book()
    assert once(app) == 10
    assert room.connections == 1
