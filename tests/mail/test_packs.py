"""The day in one file leaves by mail in the morning: written when it leaves, whole, dropped once nobody needs it."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import changes, packs
from brigade.mail.mime import Attachment, build
from brigade.mail.postman import once
from brigade.models import Booking, Message, Person
from tests import factories as make
from tests.factories import NOW
from tests.mail.conftest import Clock
from tests.mail.smtpd import Mailroom
from tests.mail.test_mime import an_envelope, an_invite, received
from tests.stage import Stage, make_stage


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage()


@pytest.fixture
def booked(stage: Stage) -> Booking:
    stage.organization.name = "Théâtre « Ô » <b>"
    return bookings.book(stage.need, stage.expert, stage.slots[1], by=stage.member, now=NOW)


@pytest.fixture
def desk(stage: Stage, booked: Booking, clock: Clock) -> Person:
    """One coordinator, who reads English; it is early on the day, and the pack is posted."""
    person = make.make_person(name="Julie", language="en", is_coordinator=True)
    clock.now = stage.slots[0].starts_at - timedelta(minutes=30)
    assert packs.post_due(stage.edition, now=clock.now) == 1
    db.session.commit()
    return person


def the_pack(room: Mailroom) -> EmailMessage:
    return next(mail for mail in room.mails() if mail.get_content_type() == "multipart/mixed")


def file_of(mail: EmailMessage) -> str:
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "text/html"
    return part.get_content()  # type: ignore[no-any-return]


def test_the_file_arrives_whole_in_the_readers_language(
    app: Flask, room: Mailroom, desk: Person, booked: Booking
) -> None:
    once(app)
    mail, name = the_pack(room), f"brigade-{booked.slot.day}.html"
    assert [part.get_filename() for part in mail.iter_attachments()] == [name]
    letter = mail.get_body(("plain",))
    assert letter is not None and "one file" in str(mail["Subject"]) and "without a network" in letter.get_content()
    text = file_of(mail)
    assert '<html lang="en">' in text and "Théâtre « Ô » &lt;b&gt;" in text and "<style>" in text
    assert db.session.scalar(select(Message.state).where(Message.kind == "pack")) == "sent"


def test_it_says_what_is_true_when_it_leaves(
    app: Flask, room: Mailroom, desk: Person, booked: Booking, clock: Clock
) -> None:
    changes.cancel(booked, reason="", by=desk, now=clock.now)
    db.session.commit()
    once(app)
    assert "Théâtre" not in file_of(the_pack(room))


def test_nobody_needs_it_the_day_after_nor_without_the_desk(
    app: Flask, room: Mailroom, desk: Person, clock: Clock
) -> None:
    desk.is_coordinator = False
    db.session.commit()
    once(app)
    assert db.session.scalar(select(Message.state).where(Message.kind == "pack")) == "dropped"


def test_after_a_day_without_mail_it_stays_away(app: Flask, room: Mailroom, desk: Person, clock: Clock) -> None:
    clock.now += timedelta(days=1)
    once(app)
    assert db.session.scalar(select(Message.state).where(Message.kind == "pack")) == "dropped"


def test_a_file_stands_beside_the_letter_and_the_bytes_stay_the_same() -> None:
    envelope = an_envelope(attachments=(Attachment("jour.html", "html", "<p>Été</p>".encode()),))
    first, second = build(envelope).as_bytes(), build(envelope).as_bytes()
    assert first == second and first.isascii()
    message = received(build(envelope))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/html",
    ]  # fmt: skip
    boundaries = [part.get_boundary() for part in message.walk() if part.is_multipart()]
    assert len(set(boundaries)) == 2
    assert list(message.walk())[-1].get_payload(decode=True) == "<p>Été</p>".encode()
    assert str(message).count("MIME-Version") == 1


def test_an_invite_brings_no_file() -> None:
    with pytest.raises(ValueError, match="no other file"):
        build(an_invite(attachments=(Attachment("x.html", "html", b""),)))
