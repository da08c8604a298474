"""A clock that a test turns, a mail server that a test commands, and sessions whose messages wait in the outbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from brigade.database import db
from brigade.mail import telling
from brigade.models import Booking, Message
from tests import factories
from tests.mail.smtpd import Mailroom, listening


class Clock:
    """What `clock.now` says until a test moves it on."""

    def __init__(self) -> None:
        self.now = factories.NOW

    def forward(self, **ago: float) -> datetime:
        self.now += timedelta(**ago)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    ticking = Clock()
    monkeypatch.setattr("brigade.clock.now", lambda: ticking.now)
    return ticking


@pytest.fixture
def room(app: Flask) -> Iterator[Mailroom]:
    """A mail server to which the application's mail goes."""
    made = Mailroom()
    with listening(made) as port:
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, **REALLY)
        yield made


# Flask-Mail sends nothing while TESTING is set, unless it is told to.
REALLY = {"MAIL_SUPPRESS_SEND": False, "MAIL_TIMEOUT": 5}
Book = Callable[..., str]


@pytest.fixture
def book(app: Flask, clock: Clock) -> Book:
    """Book a session of two new people, its messages posted; the session's uid."""
    app.config.update(REALLY)

    def made(**values: object) -> str:
        with app.app_context():
            booking = factories.make_meeting(**values)
            telling.invite(booking, now=clock.now)
            only_invites()
            db.session.commit()
            return booking.uid

    return made


def only_invites() -> None:
    """Leave reminders out of the outbox: they have their own tests."""
    db.session.query(Message).filter(Message.kind.not_in(telling.WHO)).delete()


def booking_of(uid: str) -> Booking:
    return db.session.query(Booking).filter_by(uid=uid).one()


def states(app: Flask) -> dict[str, str]:
    """Address → the state of its newest message."""
    with app.app_context():
        return {message.to_email: message.state for message in db.session.query(Message).order_by(Message.id)}


def messages(app: Flask) -> list[Message]:
    """Every message, oldest first, readable after its transaction."""
    with app.app_context():
        found = db.session.query(Message).order_by(Message.id).all()
        for message in found:
            assert message.text is not None and message.sent_bytes is not ...  # loads what is deferred
        db.session.expunge_all()
        return found
