"""Reminders: due when they should be, about what is true when they leave, and gone with what they were about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import changes
from brigade.mail import telling
from brigade.models import Booking, Message
from tests.life.cast import make_cast
from tests.life.office import Office, post
from tests.life.scenes import Set, make_set

EVENING = datetime(2026, 11, 30, 23, tzinfo=UTC)  # 18:00 in Québec, the day before


@pytest.fixture
def on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Set:
    """The clock is the cast's; nothing is booked yet."""
    made = make_set(make_cast(organization_cap=5))
    monkeypatch.setattr("brigade.clock.now", lambda: made.cast.now)
    return made


def planned(kind: str) -> dict[str, datetime]:
    """Address → when the reminder of that kind is due, of those that wait."""
    rows = select(Message.to_email, Message.due_at).where(Message.kind == kind, Message.state == "waiting")
    return {row.to_email: row.due_at for row in db.session.execute(rows)}


def leaves(app: Flask, on: Set, at: datetime) -> dict[str, str]:
    """Address → the text of what leaves at that moment; who is written to twice fails the test."""
    office, on.cast.now = Office(), at
    post(app, office)
    texts = {str(mail["To"].addresses[0].addr_spec): mail.get_body(("plain",)).get_content() for mail in office.mails}
    assert len(texts) == len(office.mails)
    return texts


def settle(app: Flask, on: Set) -> None:
    """What is due now has left."""
    post(app, Office())


def answer(held: Booking) -> None:
    """Both calendars accept the newest version."""
    for part in telling.invitations(held):
        part.answer, part.answer_sequence = "accepted", held.sequence
    db.session.commit()


def test_the_evening_before_one_mail_holds_the_whole_day(app: Flask, on: Set) -> None:
    early, late = on.booked(), on.cast.book(on.cast.need(on.theatre), on.amelie, on.cast.slots[4])
    settle(app, on)
    assert set(planned("evening").values()) == {EVENING}
    for held in (early, late):
        answer(held)
    assert leaves(app, on, EVENING - timedelta(seconds=1)) == {}
    texts = leaves(app, on, EVENING)
    assert set(texts) == {on.amelie.person.email, early.person.email}
    for text in texts.values():
        assert text.count(early.table.name) >= 2
        assert on.cast.edition.venue in text


def test_the_evening_says_what_is_true_then(app: Flask, on: Set) -> None:
    held = on.booked()
    gone = on.cast.book(on.other, on.amelie, on.cast.slots[2])
    settle(app, on)
    on.cast.move(held, on.bruno, on.cast.slots[4])
    on.cast.cancel(gone)
    settle(app, on)
    answer(held)
    texts = leaves(app, on, EVENING)
    assert set(texts) == {held.person.email, on.bruno.person.email}, "neither Amélie nor the dancers have anything left"
    assert "Bruno Roy" in texts[held.person.email]


def test_whoever_books_after_that_evening_gets_the_invite_alone(app: Flask, on: Set) -> None:
    on.cast.now = EVENING + timedelta(hours=1)
    on.booked()
    assert planned("evening") == {}


def test_the_hour_before_is_for_who_asked(app: Flask, on: Set) -> None:
    held = on.booked()
    assert planned("hour") == {}
    on.cast.commit(lambda: changes.set_hour_reminder(held.person, True, now=on.cast.now))
    due = held.slot.starts_at - timedelta(hours=1)
    assert planned("hour") == {held.person.email: due}
    on.cast.move(held, on.amelie, on.cast.slots[4])
    assert planned("hour") == {held.person.email: held.slot.starts_at - timedelta(hours=1)}
    on.cast.commit(lambda: changes.set_hour_reminder(held.person, False, now=on.cast.now))
    assert planned("hour") == {}


def test_the_hour_before_leaves_once(app: Flask, on: Set) -> None:
    held = on.booked()
    on.cast.commit(lambda: changes.set_hour_reminder(held.person, True, now=on.cast.now))
    settle(app, on)
    answer(held)
    leaves(app, on, EVENING)
    assert set(leaves(app, on, held.slot.starts_at - timedelta(hours=1))) == {held.person.email}
    assert leaves(app, on, held.slot.starts_at - timedelta(minutes=30)) == {}


def test_after_three_days_who_has_not_answered_is_asked_once(app: Flask, on: Set) -> None:
    held = on.booked()
    settle(app, on)
    organization, _expert = telling.invitations(held)
    organization.answer, organization.answer_sequence = "accepted", 0
    db.session.commit()
    begun = on.cast.now
    assert leaves(app, on, begun + timedelta(days=3, seconds=-1)) == {}
    assert set(leaves(app, on, begun + timedelta(days=3))) == {on.amelie.person.email}
    assert leaves(app, on, begun + timedelta(days=7)) == {}


def test_a_new_version_gives_three_days_again(app: Flask, on: Set) -> None:
    held = on.booked()
    settle(app, on)
    on.cast.forward(days=2)
    on.cast.move(held, on.amelie, on.cast.slots[4])
    assert set(planned("unanswered").values()) == {on.cast.now + timedelta(days=3)}


def test_what_was_planned_for_a_cancelled_session_is_gone(app: Flask, on: Set) -> None:
    held = on.booked()
    on.cast.commit(lambda: changes.set_hour_reminder(held.person, True, now=on.cast.now))
    on.cast.cancel(held)
    assert planned("hour") == planned("unanswered") == {}
    settle(app, on)
    assert leaves(app, on, EVENING) == {}


def test_a_reminder_that_mail_kept_back_until_it_was_over_is_dropped(app: Flask, on: Set) -> None:
    held = on.booked()
    on.cast.commit(lambda: changes.set_hour_reminder(held.person, True, now=on.cast.now))
    settle(app, on)
    assert leaves(app, on, held.slot.starts_at) == {}
