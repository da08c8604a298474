"""The demo's mailbox: what would have been mailed, shown as a mail program would. Only where all data is invented."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, current_app, render_template

from brigade.mail import folder
from brigade.web import access
from brigade.web import letter as shown

bp = Blueprint("mailbox", __name__)


@bp.get("/mailbox")
@access.in_demo
def mailbox() -> str:
    """Every message, newest first."""
    return _page(None)


@bp.get("/mailbox/<uid>")
@access.in_demo
def letter(uid: str) -> str:
    """One message, its invite included."""
    return _page(folder.find(_folder(), uid) or abort(404))


def _page(opened: folder.Mail | None) -> str:
    letters = [_line(mail, opened) for mail in folder.letters(_folder())]
    return render_template("mailbox/mailbox.html", letters=letters, letter=shown.of_mail(opened) if opened else None)


def _line(mail: folder.Mail, opened: folder.Mail | None) -> Any:
    return SimpleNamespace(
        href=f"/mailbox/{mail.uid}", sender=mail.sender, recipient=mail.recipient, subject=mail.subject,
        when=shown.when(mail), snippet=" ".join(mail.text.split())[:90], unread=False,
        current=opened is not None and mail.uid == opened.uid,
    )  # fmt: skip


def _folder() -> Path:
    return Path(current_app.instance_path) / "mail"
