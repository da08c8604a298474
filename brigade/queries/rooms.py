"""The tables in the room."""

from __future__ import annotations

from sqlalchemy import select

from brigade.database import db
from brigade.models import Edition, Table


def tables(edition: Edition) -> list[Table]:
    """Every table of the edition, in the order in which they were set up."""
    return list(db.session.scalars(select(Table).where(Table.edition_id == edition.id).order_by(Table.id)))
