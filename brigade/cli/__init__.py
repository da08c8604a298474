"""The administrator's desk: `python3 -m brigade X` and `flask brigade X` are the same commands."""

from __future__ import annotations

from flask import Flask
from flask.cli import AppGroup

desk = AppGroup("brigade", help="Brigade's own commands.")


def init(app: Flask) -> None:
    """Hang the commands on the app."""
    from brigade.cli import people  # noqa: F401  importing a file adds its commands

    app.cli.add_command(desk)
