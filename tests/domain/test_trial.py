"""The test invite: asked for, answered, gone; nobody is asked too often, and each calendar hears versions that rise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select

from brigade import clock
from brigade.calendars import card, respond
from brigade.calendars.answer import ACCEPTED, DECLINED
from brigade.database import db
from brigade.domain import trial
from brigade.domain.answers import receive
from brigade.domain.refusal import Refusal
from brigade.mail import folder
from brigade.mail.postman import once
from brigade.models import Edition, Entry, Inbound, Invitation, Message, Person
from tests import factories as make
from tests.factories import NOW


class Turned:
    """What time it is, until the test says otherwise."""

    now = NOW


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Turned:
    turned = Turned()
    monkeypatch.setattr(clock, "now", lambda: turned.now)
    return turned


@pytest.fixture
def person(app: Flask) -> Person:
    """A member of an organization of the edition."""
    edition = make.make_edition()
    found = make.make_person(email="eve@example.org")
    make.make_organization(edition=edition, people=[found])
    db.session.commit()
    return found


def edition() -> Edition:
    return db.session.scalars(select(Edition)).one()


def trials_of(person: Person) -> list[Invitation]:
    return list(db.session.scalars(select(Invitation).where(Invitation.person_id == person.id).order_by(Invitation.id)))


def asks(person: Person, now: datetime = NOW) -> None:
    trial.ask(person, edition(), now=now)
    db.session.commit()


def posted(app: Flask) -> list[bytes]:
    """What the postman delivers now: the calendars of the mails, oldest first."""
    files = Path(app.instance_path) / "mail"
    before = set(files.glob("*.eml"))
    db.session.commit()
    once(app)
    new = sorted(set(files.glob("*.eml")) - before, key=lambda file: file.stat().st_mtime_ns)
    return [folder.read(file.stem, file.read_bytes()).calendar or b"" for file in new]


def answers(app: Flask, calendar: bytes, partstat: str = ACCEPTED, now: datetime = NOW) -> Inbound:
    invite = card.read(calendar)
    head = f"From: {invite.attendee}\r\nContent-Type: text/calendar; charset=utf-8\r\n\r\n".encode()
    row = receive(head + respond.reply(invite, partstat, stamp=now), organizer=app.config["ORGANIZER"], now=now)
    db.session.commit()
    return row


def test_it_comes_is_answered_and_disappears(app: Flask, person: Person, time: Turned) -> None:
    asks(person)
    (invite,) = posted(app)
    shown = card.read(invite)
    assert (shown.method, shown.sequence, shown.attendee) == ("REQUEST", 0, "eve@example.org")
    assert answers(app, invite).state == "applied"
    (part,) = trials_of(person)
    assert (part.role, part.booking_id, part.answer) == ("test", None, "accepted")
    (withdrawal,) = posted(app)
    gone = card.read(withdrawal)
    assert (gone.method, gone.sequence, gone.uid) == ("CANCEL", 1, shown.uid)
    assert (gone.starts_at, gone.ends_at) == (shown.starts_at, shown.ends_at)
    assert posted(app) == []


@pytest.mark.parametrize(
    ("now", "noon"),
    [
        (datetime(2026, 6, 1, 14, tzinfo=UTC), datetime(2026, 6, 2, 16, tzinfo=UTC)),
        (datetime(2026, 6, 2, 3, 59, tzinfo=UTC), datetime(2026, 6, 2, 16, tzinfo=UTC)),  # still the 1st in Québec
        (datetime(2026, 6, 2, 4, 1, tzinfo=UTC), datetime(2026, 6, 3, 16, tzinfo=UTC)),
        (datetime(2026, 10, 31, 14, tzinfo=UTC), datetime(2026, 11, 1, 17, tzinfo=UTC)),  # the night clocks go back
    ],
)
def test_it_stands_at_noon_of_the_coming_day(
    app: Flask, person: Person, time: Turned, now: datetime, noon: datetime
) -> None:
    asks(person, now)
    time.now = now
    shown = card.read(posted(app)[0])
    assert (shown.starts_at, shown.ends_at - shown.starts_at) == (noon, timedelta(minutes=15))


@pytest.mark.parametrize(
    ("language", "subject", "title"),
    [
        ("fr", "Un essai : cette invitation arrive-t-elle dans votre agenda ?", "Essai de votre agenda : acceptez-moi"),
        ("en", "A test: does this invite reach your calendar?", "Calendar test: accept me"),
    ],
)
def test_it_asks_one_question_in_the_readers_language(
    app: Flask, person: Person, time: Turned, language: str, subject: str, title: str
) -> None:
    person.language = language
    asks(person)
    (invite,) = posted(app)
    (row,) = db.session.scalars(select(Message)).all()
    said = [words.replace("\u00a0", " ") for words in (row.subject, card.read(invite).summary)]
    assert said == [subject, title]
    mail = message_from_bytes(row.sent_bytes or b"")
    assert [part.get_content_type() for part in mail.walk()][1:] == ["text/plain", "text/html", "text/calendar"]


def test_it_is_made_like_every_invite(app: Flask, person: Person, time: Turned) -> None:
    asks(person)
    (event,) = icalendar.Calendar.from_ical(posted(app)[0]).walk("VEVENT")
    assert str(event["ORGANIZER"]) == f"mailto:{app.config['ORGANIZER']}"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE" and event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert len(event.walk("VALARM")) == 1


def test_declining_shows_as_well_that_the_way_works(app: Flask, person: Person, time: Turned) -> None:
    asks(person)
    answers(app, posted(app)[0], DECLINED)
    assert [card.read(raw).method for raw in posted(app)] == ["CANCEL"]
    assert db.session.scalar(select(Message).where(Message.kind == "declined")) is None


def test_a_second_answer_is_noted_and_nothing_more_is_sent(app: Flask, person: Person, time: Turned) -> None:
    asks(person)
    (invite,) = posted(app)
    answers(app, invite, DECLINED)
    assert answers(app, invite, ACCEPTED, NOW + timedelta(seconds=5)).state == "applied"
    assert len(posted(app)) == 1
    late = answers(app, invite, DECLINED, NOW + timedelta(seconds=9))
    assert (late.state, late.reason) == ("held", "cancelled")


def test_pressing_twice_is_once(app: Flask, person: Person, time: Turned) -> None:
    asks(person)
    asks(person, NOW + timedelta(seconds=20))
    assert len(posted(app)) == 1
    assert len(trials_of(person)) == 1


def test_asked_again_it_comes_again_in_a_newer_version(app: Flask, person: Person, time: Turned) -> None:
    asks(person)
    (first,) = posted(app)
    time.now = NOW + timedelta(days=3)
    asks(person, time.now)
    (second,) = posted(app)
    assert (card.read(second).uid, card.read(second).sequence) == (card.read(first).uid, 1)
    assert answers(app, first, now=time.now).reason == "old-version"
    assert answers(app, second, now=time.now).state == "applied"


def test_who_has_answered_one_may_ask_for_another(app: Flask, person: Person, time: Turned) -> None:
    asks(person)
    answers(app, posted(app)[0])
    posted(app)
    time.now = NOW + timedelta(hours=1)
    asks(person, time.now)
    (invite,) = posted(app)
    assert [part.answer for part in trials_of(person)] == ["accepted", "needs-action"]
    assert card.read(invite).uid == trials_of(person)[1].uid != trials_of(person)[0].uid


def test_it_goes_to_the_address_that_the_person_has_now(app: Flask, person: Person, time: Turned) -> None:
    asks(person)
    posted(app)
    (part,) = trials_of(person)
    part.bounced_at, part.bounce_reason, person.email = NOW, "no such user", "eve.cote@example.org"
    time.now = NOW + timedelta(hours=1)
    asks(person, time.now)
    assert card.read(posted(app)[0]).attendee == "eve.cote@example.org"
    db.session.refresh(part)
    assert (part.bounced_at, part.bounce_reason) == (None, "")


def test_answered_before_it_left_nothing_is_sent(app: Flask, person: Person, time: Turned) -> None:
    """Nobody can, but a row may have been sent again while the answer was on its way."""
    asks(person)
    (invite,) = posted(app)
    time.now = NOW + timedelta(minutes=5)
    asks(person, time.now)
    answers(app, invite, now=time.now)
    assert [card.read(raw).method for raw in posted(app)] == ["CANCEL"]
    states = [row.state for row in db.session.scalars(select(Message).order_by(Message.id))]
    assert states == ["sent", "sent", "dropped"]


def test_without_an_edition_there_is_nothing_to_try(app: Flask) -> None:
    person = make.make_person()
    with pytest.raises(Refusal, match="no-edition"):
        trial.ask(person, None, now=NOW)


def test_the_coordinators_ask_whoever_will_be_invited_and_has_not_answered(
    app: Flask, person: Person, time: Turned
) -> None:
    here, boss = edition(), make.make_person(is_coordinator=True)
    asks(person)
    answers(app, posted(app)[0])
    posted(app)
    expert = make.make_expert(edition=here)
    make.make_expert(edition=make.make_edition())
    assert trial.ask_everybody(here, by=boss, now=NOW) == 1
    assert [card.read(raw).attendee for raw in posted(app)] == [expert.person.email]


def test_nobody_is_asked_by_the_coordinators_twice_a_day(app: Flask, person: Person, time: Turned) -> None:
    boss = make.make_person(is_coordinator=True)
    hours = [trial.ask_everybody(edition(), by=boss, now=NOW + timedelta(hours=hour)) for hour in (0, 1, 23, 24, 25)]
    assert hours == [1, 0, 0, 1, 0]
    assert len(trials_of(person)) == 1


def test_a_thousand_are_asked_in_one_go(app: Flask, time: Turned) -> None:
    here, boss = make.make_edition(), make.make_person(is_coordinator=True)
    people = [make.make_person() for _ in range(1_000)]
    make.make_organization(edition=here, people=people)
    assert trial.ask_everybody(here, by=boss, now=NOW) == 1_000
    db.session.commit()
    assert db.session.query(Invitation).count() == db.session.query(Message).count() == 1_000


def test_the_journal_tells_it(app: Flask, person: Person, time: Turned) -> None:
    asks(person)
    answers(app, posted(app)[0])
    trial.ask_everybody(edition(), by=person, now=NOW)
    acts = [entry.act for entry in db.session.scalars(select(Entry).order_by(Entry.id))]
    assert acts == ["ask-test-invite", "answer-test-invite", "send-test-invites"]
