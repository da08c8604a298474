"""What coordinators wrote to many: drafts first, then what was sent, with how far each got."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.language import local
from brigade.models import Announcement, Edition, Message
from brigade.models.message import STATES


@dataclass(frozen=True, slots=True)
class Line:
    """One announcement; `counts` are (state, number) of its messages, in the order of a message's life."""

    row: Announcement
    counts: list[tuple[str, int]]

    @property
    def subject(self) -> str:
        """In the reader's language; the other one where that is empty."""
        return local(self.row, "subject")


def lines(edition: Edition) -> list[Line]:
    """Drafts first, then the newest: two queries."""
    rows = db.session.scalars(
        select(Announcement).where(Announcement.edition_id == edition.id).options(joinedload(Announcement.author))
        .order_by(Announcement.sent_at.is_not(None), Announcement.changed_at.desc(), Announcement.id.desc())
    ).all()  # fmt: skip
    states = _states(rows)
    return [Line(row, counted(states.get(row.id, Counter()))) for row in rows]


def find(edition: Edition, uid: str) -> Line | None:
    """The announcement of this edition with that uid."""
    row = db.session.scalar(
        select(Announcement).where(Announcement.edition_id == edition.id, Announcement.uid == uid)
        .options(joinedload(Announcement.author))
    )  # fmt: skip
    return Line(row, counted(_states([row]).get(row.id, Counter()))) if row else None


def counted(found: Counter[str]) -> list[tuple[str, int]]:
    """(state, number), without those of which there are none."""
    return [(state, found[state]) for state in STATES if found[state]]


def _states(rows: Sequence[Announcement]) -> dict[int, Counter[str]]:
    sent = [row.id for row in rows if row.sent_at]
    numbers = (
        select(Message.announcement_id, Message.state, func.count()).where(Message.announcement_id.in_(sent))
        .group_by(Message.announcement_id, Message.state)
    )  # fmt: skip
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for id_, state, number in db.session.execute(numbers) if sent else ():
        found[id_ or 0][state] = number
    return found
