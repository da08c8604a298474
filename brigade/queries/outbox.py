"""What waits, what left, what failed: the outbox as coordinators read it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from brigade.database import db
from brigade.models import Message
from brigade.models.message import STATES

PAGE = 50
_FAILED = select(func.count()).select_from(Message).where(Message.state == "failed")


def failed_count() -> int:
    """Messages that nobody got."""
    return db.session.scalar(_FAILED) or 0


def counts() -> list[tuple[str, int]]:
    """(state, number), in the order of a message's life."""
    found = dict(db.session.execute(select(Message.state, func.count()).group_by(Message.state)).tuples().all())
    return [(state, found.get(state, 0)) for state in STATES]


def page(number: int, state: str = "") -> tuple[Sequence[Message], int]:
    """One page of messages, newest first, and how many pages there are."""
    where = (Message.state == state,) if state in STATES else ()
    total = db.session.scalar(select(func.count()).select_from(Message).where(*where)) or 0
    rows = select(Message).where(*where).order_by(Message.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    return db.session.scalars(rows).all(), max(1, -(-total // PAGE))


def find(uid: str) -> Message | None:
    """One message with everything that is kept of it."""
    return db.session.scalar(
        select(Message).where(Message.uid == uid)
        .options(undefer(Message.text), undefer(Message.html), undefer(Message.sent_bytes))
    )  # fmt: skip
