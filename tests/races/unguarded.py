"""The product with its guards taken away, so that anyone can see the races fail without them.

    BRIGADE_TEST_WITHOUT_GUARDS=1 python -m pytest tests/races

What goes: the seats' constraints, the row locks, and the write lock with which SQLite begins; SQLite is left to the
transactions that Python's own driver makes by default.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine, event, text

from brigade import create_app, database
from brigade.database import db
from brigade.domain import seats


def drop_constraints() -> None:
    """Leave the seats' columns and nothing else of that table: no key, no unique index, no reference."""
    for statement in (
        "CREATE TABLE unguarded AS SELECT * FROM seat",
        "DROP TABLE seat",
        "ALTER TABLE unguarded RENAME TO seat",
    ):
        db.session.execute(text(statement))
    db.session.commit()


def _defaults(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = ""


event.remove(Engine, "begin", database._on_begin)
event.listen(Engine, "connect", _defaults)
seats.lock = lambda *_: None  # type: ignore[assignment]
app = create_app()
