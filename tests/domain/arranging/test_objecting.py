""""This does not suit me": said of a moved session, heard by the coordinators, undone by nobody."""

from __future__ import annotations

import email.policy

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import changes
from brigade.domain.arranging import applying, objecting, publishing, undoing
from brigade.domain.refusal import Refusal
from brigade.mail.postman import once
from brigade.models import Booking, Message, Person, Proposal
from tests.domain.arranging.drafts import draft
from tests.factories import NOW
from tests.stage import Stage


def moved(stage: Stage, desk: Person) -> tuple[Booking, Proposal]:
    mine = bookings.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    made = draft(stage, (stage.need, stage.another_expert(), stage.slots[2]))
    applying.apply(made, by=desk, now=NOW)
    return mine, made


def test_only_once_it_was_published_and_while_it_stands(stage: Stage, desk: Person) -> None:
    mine, made = moved(stage, desk)
    assert not objecting.may_object(mine)
    publishing.publish(made, seen=1, by=desk, now=NOW)
    assert objecting.may_object(mine)
    undoing.undo(made, by=desk, now=NOW)
    assert not objecting.may_object(mine)


def test_the_coordinators_hear_of_it_once_and_the_session_stays(stage: Stage, desk: Person) -> None:
    mine, made = moved(stage, desk)
    publishing.publish(made, seen=1, by=desk, now=NOW)
    for _ in range(2):
        objecting.does_not_suit(mine, by=stage.member, now=NOW)
    letters = select(Message.to_email).where(Message.kind == "does-not-suit")
    assert db.session.scalars(letters).all() == [desk.email]
    assert mine.state == "live" and mine.trouble


def test_a_session_that_somebody_moved_by_hand_since_is_their_own_affair(stage: Stage, desk: Person) -> None:
    mine, made = moved(stage, desk)
    publishing.publish(made, seen=1, by=desk, now=NOW)
    changes.move(mine, mine.expert, stage.slots[3], by=stage.member, now=NOW)
    with pytest.raises(Refusal, match="not-moved"):
        objecting.does_not_suit(mine, by=stage.member, now=NOW)


@pytest.mark.parametrize(("language", "words"), [("fr", "Cela ne vous convient pas"), ("en", "does not suit you")])
def test_the_letter_says_old_new_and_how_to_object(
    app: Flask, stage: Stage, desk: Person, language: str, words: str
) -> None:
    stage.member.language = language
    mine = bookings.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    db.session.commit()
    once(app)  # what was booked first is in both calendars
    made = draft(stage, (stage.need, stage.another_expert(), stage.slots[2]))
    applying.apply(made, by=desk, now=NOW)
    publishing.publish(made, seen=1, by=desk, now=NOW)
    db.session.commit()
    once(app)
    db.session.expire_all()
    to_organization = db.session.scalars(
        select(Message).where(Message.kind == "replaced", Message.recipient_id == stage.member.id)
    ).one()
    text = read(to_organization)
    assert words in text
    assert "Amélie Gagnon" in text and "Bruno Roy" in text, "old and new"
    to_expert = db.session.scalars(
        select(Message).where(Message.kind == "replaced", Message.recipient_id == mine.expert.person_id)
    ).one()
    assert words not in read(to_expert)


def read(message: Message) -> str:
    """The plain text that left."""
    assert message.sent_bytes is not None, message.state
    body = email.message_from_bytes(message.sent_bytes, policy=email.policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())
