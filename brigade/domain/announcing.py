"""Writing to many at once: a draft that can be read over, then one message for each of its readers.

What is sent is a reference for each reader, written when it leaves (`mail/postman/writing.py`): five thousand letters
would keep the write lock for seconds. Their words cannot change any more, because what was sent cannot be edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from brigade.database import db
from brigade.domain import audiences, journal
from brigade.domain.refusal import Refusal
from brigade.mail import outbox
from brigade.models import Announcement, Edition, Person


@dataclass(frozen=True, slots=True)
class Wording:
    """What a draft says, and to whom; one language may be empty."""

    audience: str
    detail: str
    subject_fr: str
    text_fr: str
    subject_en: str
    text_en: str


def draft(edition: Edition, wording: Wording, *, by: Person, now: datetime) -> Announcement:
    """Keep a new draft; nobody is told."""
    row = Announcement(edition_id=edition.id, author_id=by.id, changed_at=now, **asdict(wording))
    db.session.add(row)
    db.session.flush()
    journal.record("draft-announcement", at=now, by=by.id, edition=edition.id, subject=_subject(row))
    return row


def edit(row: Announcement, wording: Wording, *, by: Person, now: datetime) -> None:
    """Say it better, while it was not sent."""
    _refuse_if_sent(row)
    for name, value in asdict(wording).items():
        setattr(row, name, value)
    row.changed_at = now
    journal.record("edit-announcement", at=now, by=by.id, edition=row.edition_id, subject=_subject(row))


def discard(row: Announcement, *, by: Person, now: datetime) -> None:
    """Drop the draft."""
    _refuse_if_sent(row)
    journal.record("discard-announcement", at=now, by=by.id, edition=row.edition_id, subject=_subject(row))
    db.session.execute(delete(Announcement).where(Announcement.id == row.id))


def send(row: Announcement, edition: Edition, *, seen: int, by: Person, now: datetime) -> Sequence[Person]:
    """One message for each reader; `seen` is how many the coordinator was shown: nobody is written to unseen."""
    readers = audiences.readers(edition, row.audience, row.detail)
    if not readers:
        raise Refusal("nobody-to-write-to")
    if len(readers) != seen:
        raise Refusal("audience-changed", number=len(readers))
    unsent = update(Announcement).where(Announcement.id == row.id, Announcement.sent_at.is_(None))
    if not db.session.scalar(unsent.values(sent_at=now).returning(Announcement.id)):
        raise Refusal("announcement-sent")
    outbox.post_announcement(row, readers, now=now)
    journal.record(
        "send-announcement", at=now, by=by.id, edition=row.edition_id, subject=_subject(row), number=len(readers)
    )
    return readers


def _refuse_if_sent(row: Announcement) -> None:
    """Read again under the act's lock: another coordinator may have sent it meanwhile."""
    sent_at = select(Announcement.sent_at).where(Announcement.id == row.id).with_for_update()
    if db.session.scalar(sent_at) is not None:
        raise Refusal("announcement-sent")


def _subject(row: Announcement) -> str:
    return row.subject_fr or row.subject_en
