"""The demo's mailbox: what would have been mailed, shown as a mail program would. Only where all data is invented."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, abort, current_app, render_template

from brigade.mail import folder
from brigade.web import access

bp = Blueprint("mailbox", __name__)


@bp.get("/mailbox")
@access.in_demo
def mailbox() -> str:
    """Every message, newest first."""
    return render_template("mailbox/mailbox.html", letters=folder.letters(_folder()), letter=None)


@bp.get("/mailbox/<uid>")
@access.in_demo
def letter(uid: str) -> str:
    """One message, its invite included."""
    found = folder.find(_folder(), uid) or abort(404)
    return render_template("mailbox/mailbox.html", letters=folder.letters(_folder()), letter=found)


def _folder() -> Path:
    return Path(current_app.instance_path) / "mail"
