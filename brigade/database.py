"""The database: one declarative base, one handle, and what each engine must be told.

SQLite gets WAL, full synchronisation (a confirmed booking survives a power cut), foreign keys, and `BEGIN IMMEDIATE`
for everything that may write: with Python's own deferred transactions, six processes double-booked 57 of 60 slots
without an error. Readers use a plain `BEGIN`, so pages never wait for a writer. Discarded: NORMAL synchronisation
(faster, but a power cut may forget a booking whose page was already shown).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, Insert, MetaData, TypeDecorator, event, insert, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, make_transient_to_detached
from sqlalchemy.sql.dml import ReturningInsert

BUSY_MS = 10_000
_reading: ContextVar[bool] = ContextVar("reading", default=False)


class Base(DeclarativeBase):
    """Every row's base; the naming convention lets both engines and every migration name the same constraint."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(metadata=Base.metadata)


class Utc(TypeDecorator[datetime]):
    """An aware datetime, UTC in the row and UTC when read back; a naive one is refused where it is written."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time in a row has to say its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_uid() -> str:
    """An unguessable id for a URL: 128 random bits, 22 characters."""
    return secrets.token_urlsafe(16)


@contextmanager
def reading() -> Iterator[None]:
    """Within this block a SQLite transaction begins without the write lock."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def set_reading(value: bool) -> None:
    """Say for the rest of this context (one HTTP call) whether it only reads."""
    _reading.set(value)


def claim() -> None:
    """Whoever has only read so far writes from here on; what was read before may be old now.

    On SQLite the write lock is thus held by nobody who is still finding out who asks for what.
    """
    connection = db.session.connection()
    if _reading.get() and connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    set_reading(False)


def normalise_url(url: str) -> str:
    """`postgres://` and `postgresql://`, as hosting companies hand them out, name the installed driver."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def insert_rows(model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert these rows, which name the same columns, in one statement; what they refer to has been flushed before.

    Past the ORM, which needs five times as long to insert what nobody will look at in the same transaction.
    """
    if rows:
        db.session.connection().execute(_insert(model), rows)


def write(rows: Sequence[Base]) -> None:
    """Insert these new rows of one model in one statement; the session knows them from then on as if it had read them.

    Past the unit of work, which takes three to five times as long, for an act in which every millisecond is waited for.
    What they refer to, by ids, has been flushed before. Not for rows that are used after a rollback.
    """
    values = [_complete(row) for row in rows]
    numbers = db.session.connection().execute(_insert_numbered(type(rows[0])), values if len(rows) > 1 else values[0])
    for row, number in zip(rows, numbers.scalars(), strict=True):
        row.id = number  # type: ignore[attr-defined]
        make_transient_to_detached(row)
        db.session.add(row)


def insert_missing(model: type[Base], rows: list[dict[str, Any]]) -> None:
    """The same, but for those that a unique key says are there already."""
    if rows:
        connection = db.session.connection()
        connection.execute(_insert_missing(model, connection.dialect.name), rows)


@cache
def _insert(model: type[Base]) -> Insert:
    return insert(model)


@cache
def _insert_numbered(model: type[Base]) -> ReturningInsert[Any]:
    """Of the table, not of the model: what the ORM would add is what `write` does itself."""
    table = Base.metadata.tables[model.__tablename__]
    statement: ReturningInsert[Any] = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return statement


def _complete(row: Base) -> dict[str, Any]:
    """The row's columns but for its number, once its defaults have been set."""
    known = inspect(row).dict
    for name, first in _first_values(type(row)).items():
        if name not in known:
            setattr(row, name, first())
    return {name: known[name] for name in _first_values(type(row))}


@cache
def _first_values(model: type[Base]) -> dict[str, Callable[[], Any]]:
    """What each column holds when nobody says: its default, or nothing."""
    return {name: _first_value(column.default) for name, column in inspect(model).columns.items() if name != "id"}


def _first_value(default: Any) -> Callable[[], Any]:
    if default is None or default.is_scalar:
        return lambda: default and default.arg
    return lambda: default.arg(None)


@cache
def _insert_missing(model: type[Base], dialect: str) -> Insert:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement: Insert = make(model).on_conflict_do_nothing()
    return statement


@event.listens_for(Engine, "connect")
def _on_connect(connection: Any, _record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _on_begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
