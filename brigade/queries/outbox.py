"""What waits, what left, what failed: the outbox as coordinators read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import undefer

from brigade.database import db
from brigade.models import Announcement, Message
from brigade.models.message import STATES

PAGE = 50
_FAILED = select(func.count()).select_from(Message).where(Message.state == "failed")


def failed_count() -> int:
    """Messages that nobody got."""
    return db.session.scalar(_FAILED) or 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for: a state, words of the recipient's name, address or subject, an announcement's uid."""

    state: str = ""
    text: str = ""
    about: str = ""


def counts(wanted: Wanted) -> list[tuple[str, int]]:
    """(state, number) of what is looked for, in the order of a message's life."""
    where = _conditions(replace(wanted, state=""))
    of_each = select(Message.state, func.count()).where(*where).group_by(Message.state)
    found = dict(iter(db.session.execute(of_each)))
    return [(state, found.get(state, 0)) for state in STATES]


def page(number: int, wanted: Wanted) -> tuple[Sequence[Message], int]:
    """One page of messages, newest first, and how many pages there are."""
    where = _conditions(wanted)
    total = db.session.scalar(select(func.count()).select_from(Message).where(*where)) or 0
    rows = select(Message).where(*where).order_by(Message.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    return db.session.scalars(rows).all(), max(1, -(-total // PAGE))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state in STATES:
        found.append(Message.state == wanted.state)
    if wanted.about:
        found.append(Message.announcement_id.in_(select(Announcement.id).where(Announcement.uid == wanted.about)))
    if wanted.text:
        said = (Message.to_name, Message.to_email, Message.subject)
        found.append(or_(*(each.icontains(wanted.text, autoescape=True) for each in said)))
    return found


def find(uid: str) -> Message | None:
    """One message with everything that is kept of it."""
    return db.session.scalar(
        select(Message).where(Message.uid == uid)
        .options(undefer(Message.text), undefer(Message.html), undefer(Message.sent_bytes))
    )  # fmt: skip
