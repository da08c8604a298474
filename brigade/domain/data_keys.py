"""Giving a tool a key, and taking it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from brigade.database import db, new_uid
from brigade.domain import journal, sign_in
from brigade.domain.refusal import Refusal
from brigade.models import DataKey, Edition, Person


def give(edition: Edition, name: str, scope: str, *, by: Person, now: datetime) -> str:
    """A new key, to be shown once; only its hash is kept."""
    raw = f"brigade_{new_uid()}{new_uid()}"  # a name that leak scanners recognise
    db.session.add(DataKey(name=name, scope=scope, digest=sign_in.digest(raw), by_id=by.id, created_at=now))
    journal.record("give-data-key", at=now, by=by.id, edition=edition.id, name=name)
    return raw


def revoke(edition: Edition, uid: str, *, by: Person, now: datetime) -> None:
    """The key opens nothing any more."""
    name = db.session.scalar(delete(DataKey).where(DataKey.uid == uid).returning(DataKey.name))
    if name is None:
        raise Refusal("no-such-key")
    journal.record("revoke-data-key", at=now, by=by.id, edition=edition.id, name=name)
