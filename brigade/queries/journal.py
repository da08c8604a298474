"""Who did what, when: the newest entries first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.models import Edition, Entry

PAGE = 100


def page(edition: Edition, number: int) -> tuple[Sequence[Entry], int]:
    """One page of entries and how many pages there are."""
    where = or_(Entry.edition_id == edition.id, Entry.edition_id.is_(None))
    total = db.session.scalar(select(func.count()).select_from(Entry).where(where)) or 0
    rows = select(Entry).where(where).options(joinedload(Entry.person)).order_by(Entry.id.desc())
    return db.session.scalars(rows.limit(PAGE).offset((number - 1) * PAGE)).all(), max(1, -(-total // PAGE))
