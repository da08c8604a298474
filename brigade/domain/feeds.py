"""The secret addresses from which a calendar program reads a person's sessions.

Whoever has the address reads the feed: it is shown once, only its hash is kept, and its owner renews or revokes it.
What it shows is looked up through the person each time it is read, so a right that is lost empties the feed, and the
calendars that follow it: with a 404 they would keep what they read last (Google does for weeks).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from brigade.database import db, new_uid
from brigade.domain import journal, sign_in
from brigade.models import FeedToken, Person


def give(person: Person, scope: str, *, now: datetime) -> str:
    """A new secret for this scope, to be shown once; an older one is worth nothing from here on."""
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())  # one at a time
    raw, known = new_uid(), find(person, scope)
    token = known or FeedToken(person_id=person.id, scope=scope)
    token.digest, token.created_at = sign_in.digest(raw), now
    db.session.add(token)
    if known is None:
        journal.record("give-feed", at=now, by=person.id, scope=scope)
    else:
        journal.record("renew-feed", at=now, by=person.id, scope=scope)
    return raw


def revoke(person: Person, scope: str, *, now: datetime) -> None:
    """The address leads nowhere any more, as if it had never been. Twice is once."""
    mine = (FeedToken.person_id == person.id, FeedToken.scope == scope)
    if db.session.scalar(delete(FeedToken).where(*mine).returning(FeedToken.id)):
        journal.record("revoke-feed", at=now, by=person.id, scope=scope)


def find(person: Person, scope: str) -> FeedToken | None:
    """This person's live address for that scope."""
    return db.session.scalar(select(FeedToken).where(FeedToken.person_id == person.id, FeedToken.scope == scope))
