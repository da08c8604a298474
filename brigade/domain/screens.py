"""The secret address of the big screen: whoever has it reads the room's page of the day, and nothing else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from brigade.database import db, new_uid
from brigade.domain import journal, seats, sign_in
from brigade.models import Edition, Person, ScreenToken


def give(edition: Edition, *, by: Person, now: datetime) -> str:
    """A new secret, to be shown once; an older one opens nothing from here on."""
    seats.alone(edition.id)
    raw, known = new_uid(), find(edition)
    token = known or ScreenToken(edition_id=edition.id)
    token.digest, token.created_at, token.by_id = sign_in.digest(raw), now, by.id
    db.session.add(token)
    if known is None:
        journal.record("give-screen", at=now, by=by.id, edition=edition.id)
    else:
        journal.record("renew-screen", at=now, by=by.id, edition=edition.id)
    return raw


def revoke(edition: Edition, *, by: Person, now: datetime) -> None:
    """The address leads nowhere any more. Twice is once."""
    mine = ScreenToken.edition_id == edition.id
    if db.session.scalar(delete(ScreenToken).where(mine).returning(ScreenToken.edition_id)):
        journal.record("revoke-screen", at=now, by=by.id, edition=edition.id)


def find(edition: Edition) -> ScreenToken | None:
    """This edition's live address."""
    return db.session.scalar(select(ScreenToken).where(ScreenToken.edition_id == edition.id))


def opened_by(raw: str) -> Edition | None:
    """The edition whose screen this secret opens."""
    token = db.session.scalar(select(ScreenToken).where(ScreenToken.digest == sign_in.digest(raw)))
    return token.edition if token else None
