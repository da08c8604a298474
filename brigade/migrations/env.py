"""How alembic reaches this app's database; run by flask-migrate, inside an application context."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

migrate = current_app.extensions["migrate"]
engine = migrate.db.engine


@contextmanager
def unchecked(connection: Connection) -> Iterator[None]:
    """Without SQLite's foreign keys, because batch mode drops tables that others refer to; checked at the end.

    Told to the driver, before anything begins: within a transaction the PRAGMA is silently nothing. The connection is
    closed afterwards instead of going back to the pool, where it would check nothing.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    connection.detach()
    raw.execute("PRAGMA foreign_keys=off")
    yield
    if broken := raw.execute("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError(f"the migration left references that lead nowhere: {broken[:5]}")


with engine.connect() as connection, unchecked(connection):
    context.configure(
        connection=connection, target_metadata=migrate.db.metadata, **migrate.configure_args
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":  # servers that start together migrate one after the other
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261122)")
        context.run_migrations()
