"""Three thousand damaged mails through the whole way in: the effect that is allowed, or none, and never an error."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect

from brigade.calendars.answer import Answer, Bounce, Reply
from brigade.calendars.reply import read
from brigade.database import db
from brigade.domain.answers import receive
from brigade.models import Booking, Inbound, Invitation, Message, Seat
from tests.calendars.replies import NAMES, OURS, UID, WHO, a_mail
from tests.calendars.test_hostile_mail import HOSTILE, mutated
from tests.invited import NOW, ORGANIZER, make_invited, part_of

MAILS = 3_000
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
UNTOUCHED: dict[str, Any] = {
    "answer": "needs-action", "answer_sequence": None, "answer_stamp": None, "answered_at": None, "note": "",
    "bounced_at": None, "bounce_reason": "",
}  # fmt: skip


def may_have_effect(answer: Answer, sequence: int) -> bool:
    """The rules once more, in other words than the product's; ORGANIZER aside, which only ever takes effects away."""
    if isinstance(answer, Bounce):
        return answer.is_final and answer.recipient == WHO
    return (
        isinstance(answer, Reply) and answer.uid == UID and {answer.sender, answer.attendee} == {WHO}
        and answer.sequence == sequence and answer.stamp <= NOW + timedelta(days=1)
    )  # fmt: skip


def state(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def distinct(whole: bytes, chance: random.Random, number: int) -> list[bytes]:
    """That many different mails; `mutated` now and then gives one twice."""
    found: dict[bytes, None] = {}
    while len(found) < number:
        found[mutated(whole, chance)] = None
    return list(found)


def put_back(part: Invitation) -> None:
    for name, value in UNTOUCHED.items():
        setattr(part, name, value)


@ON_SQLITE
@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_mail_does_what_it_may_or_nothing(app: Flask, name: str) -> None:
    whole, chance = a_mail(name), random.Random(f"{name} in the inbox")
    said = read(whole)
    booking = make_invited(sequence=said.sequence if isinstance(said, Reply) else 2)
    part, other = part_of(booking), part_of(booking, "expert")
    db.session.add(
        Message(
            key="x", kind="booked", to_email=WHO, language="fr", booking_id=booking.id, invitation_id=part.id,
            state="sent", created_at=NOW, due_at=NOW, sent_at=NOW, message_id=OURS,
        )
    )  # fmt: skip
    db.session.commit()
    rest = [state(row) for row in (booking, other, db.session.query(Seat).one())]
    damaged = distinct(whole, chance, MAILS // len(NAMES))
    effects = 0
    for raw in damaged:
        row = receive(raw, organizer=ORGANIZER, now=NOW)
        answer = read(raw)
        changed = {key: value for key, value in state(part).items() if value != UNTOUCHED.get(key, value)}
        assert (row.state == "applied") == bool(changed), (row.reason, changed, raw)
        if changed:
            assert may_have_effect(answer, booking.sequence), raw
            assert not isinstance(answer, Reply) or part.answer == answer.partstat.lower()
        effects += bool(changed)
        put_back(part)
    db.session.commit()
    assert [state(row) for row in (booking, other, db.session.query(Seat).one())] == rest
    assert db.session.query(Inbound).count() == len(damaged)
    assert bool(effects) == may_have_effect(said, booking.sequence)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_kept_and_does_nothing(app: Flask, name: str) -> None:
    booking = make_invited()
    part = part_of(booking)
    before = state(part)
    row = receive(HOSTILE[name], organizer=ORGANIZER, now=NOW)
    db.session.commit()
    assert row.state == "held"
    db.session.refresh(part)
    assert state(part) == before
    assert db.session.query(Booking).one().state == "live"
