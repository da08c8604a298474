"""The schema's history, applied at start and by `python3 -m brigade` alike."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate, upgrade

import brigade.models  # noqa: F401  the tables must be known before they are compared
from brigade.database import db

HERE = Path(__file__).parent


def init(app: Flask) -> None:
    """Make `flask db …` work, with batch mode for what SQLite cannot alter."""
    Migrate(app, db, directory=str(HERE), render_as_batch=True, compare_type=True)


def to_head() -> None:
    """Bring the database of the current app up to date."""
    upgrade(directory=str(HERE))
