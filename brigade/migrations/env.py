"""How alembic reaches this app's database; run by flask-migrate, inside an application context."""

from alembic import context
from flask import current_app

migrate = current_app.extensions["migrate"]
engine = migrate.db.engine

with engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys=off")  # batch mode rebuilds tables
        connection.commit()
    context.configure(
        connection=connection, target_metadata=migrate.db.metadata, **migrate.configure_args
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":  # servers that start together migrate one after the other
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261122)")
        context.run_migrations()
