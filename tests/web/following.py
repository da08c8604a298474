"""Following a person's sessions: booking them, opening an address, and reading what stands there."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse

from brigade.database import db
from brigade.domain import booking, feeds
from brigade.models import Booking, Expert, Need, Person
from tests.factories import NOW
from tests.stage import Stage


def book(stage: Stage, need: Need | None = None, slot: int = 0, expert: Expert | None = None) -> Booking:
    need = need or stage.need
    by = need.author
    assert by is not None
    made = booking.book(need, expert or stage.expert, stage.slots[slot], by=by, now=NOW)
    db.session.commit()
    return made


def address(person: Person, scope: str = "mine") -> str:
    raw = feeds.give(person, scope, now=NOW)
    db.session.commit()
    return f"/feeds/{raw}.ics"


def uids(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.status
    return re.findall(r"\r\nUID:([^\r]+)", answer.text)
