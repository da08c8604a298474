"""What a booking is measured against: Flask, a form, one guarded insert through the bare driver, a redirect.

No ORM, no checks, no session, no mail: the least that could be called "storing a booking once" on this machine.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, redirect, request
from sqlalchemy import make_url
from werkzeug.wrappers import Response

TABLE = "CREATE TABLE bare (expert_id INTEGER NOT NULL, slot_id INTEGER NOT NULL, UNIQUE (expert_id, slot_id))"
URL = make_url(os.environ["DATABASE_URL"])
app = Flask(__name__)
kept = threading.local()


@app.get("/healthz")
def healthz() -> str:
    """Alive."""
    return "ok"


@app.post("/bare")
def book() -> tuple[str, int] | Response:
    """Store the pair once."""
    place = int(request.form["expert"]), int(request.form["slot"])
    try:
        _connection().execute(INSERT, place)
    except (sqlite3.IntegrityError, psycopg.errors.UniqueViolation):
        return "taken", 409
    return redirect("/", 303)


def connect() -> Any:
    """A connection that commits each statement, as durable as the product's own."""
    if not IS_SQLITE:
        return psycopg.connect(URL.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)
    connection = sqlite3.connect(str(URL.database), isolation_level=None, timeout=10)
    connection.execute("PRAGMA synchronous=full")
    return connection


def _connection() -> Any:
    if not hasattr(kept, "connection"):
        kept.connection = connect()
    return kept.connection


IS_SQLITE = URL.drivername == "sqlite"
INSERT = "INSERT INTO bare VALUES " + ("(?, ?)" if IS_SQLITE else "(%s, %s)")
