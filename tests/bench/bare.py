"""What a booking is measured against: Flask, a form, one guarded insert, a redirect; no checks, no session, no mail.

`/bare` inserts through Flask-SQLAlchemy, as any Flask application would (about 1,050/s on SQLite and 1,260/s on
PostgreSQL were known of it). `/driver` inserts through the bare driver: the least that could be called "storing a
booking once" on this machine.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, redirect, request
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from brigade.database import db, normalise_url

TABLE = "CREATE TABLE bare (expert_id INTEGER NOT NULL, slot_id INTEGER NOT NULL, UNIQUE (expert_id, slot_id))"
URL = make_url(os.environ["DATABASE_URL"])
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = normalise_url(os.environ["DATABASE_URL"])
db.init_app(app)
kept = threading.local()


@app.get("/healthz")
def healthz() -> str:
    """Alive."""
    return "ok"


@app.post("/bare")
def book() -> tuple[str, int] | Response:
    """Store the pair once."""
    try:
        db.session.execute(text("INSERT INTO bare VALUES (:expert, :slot)"), _place())
        db.session.commit()
    except IntegrityError:
        return "taken", 409
    return redirect("/", 303)


@app.post("/driver")
def book_by_driver() -> tuple[str, int] | Response:
    """Store the pair once, with nothing in between."""
    place = tuple(_place().values())
    try:
        _connection().execute(INSERT, place)
    except (sqlite3.IntegrityError, psycopg.errors.UniqueViolation):
        return "taken", 409
    return redirect("/", 303)


def _place() -> dict[str, int]:
    return {name: int(request.form[name]) for name in ("expert", "slot")}


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
