"""Is this instance able to work? What a monitor asks every few seconds."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from brigade.database import db
from brigade.migrations import HERE
from brigade.models import Message


def check(now: datetime) -> dict[str, Any]:
    """`database` and `schema` are booleans; `oldest_unsent_seconds` is 0 when nothing is overdue."""
    try:
        revision = MigrationContext.configure(db.session.connection()).get_current_revision()
        oldest = db.session.scalar(
            select(func.min(Message.due_at)).where(Message.state.in_(("waiting", "sending")), Message.due_at <= now)
        )
    except SQLAlchemyError:
        return {"database": False, "schema": False, "oldest_unsent_seconds": None}
    waiting = int((now - oldest).total_seconds()) if oldest else 0
    return {"database": True, "schema": revision == _head(), "oldest_unsent_seconds": waiting}


@cache
def _head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return ScriptDirectory.from_config(config).get_current_head()
