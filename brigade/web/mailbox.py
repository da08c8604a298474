"""The demo's mailbox: what would have been mailed, shown as a mail program would. Only where all data is invented."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, current_app, render_template

from brigade.calendars import card
from brigade.language import gettext as _
from brigade.language import hour, moment, short_day
from brigade.mail import folder
from brigade.queries import editions
from brigade.web import access, linked

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
    return render_template("mailbox/mailbox.html", letters=letters, letter=_letter(opened) if opened else None)


def _line(mail: folder.Mail, opened: folder.Mail | None) -> Any:
    return SimpleNamespace(
        href=f"/mailbox/{mail.uid}", sender=mail.sender, recipient=mail.recipient, subject=mail.subject,
        when=_when(mail.date), snippet=" ".join(mail.text.split())[:90], unread=False,
        current=opened is not None and mail.uid == opened.uid,
    )  # fmt: skip


def _letter(mail: folder.Mail) -> Any:
    headers = [(_("De"), mail.sender), (_("À"), mail.recipient), (_("Date"), _when(mail.date))]
    return SimpleNamespace(
        subject=mail.subject, headers=headers, text=linked.text(mail.text), invite=_invite(mail.calendar)
    )


def _invite(calendar: bytes | None) -> Any:
    """What a mail program shows of the calendar object."""
    if calendar is None:
        return None
    found, zone = card.read(calendar), _zone()
    facts = [
        (_("Quand"), f"{moment(found.starts_at, zone)} – {hour(found.ends_at, zone)}"), (_("Où"), found.location),
        (_("De"), found.organizer), (_("Pour"), found.attendee), (_("Version"), str(found.sequence)),
    ]  # fmt: skip
    return SimpleNamespace(cancelled=found.method == "CANCEL", title=found.summary, facts=facts)


def _when(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{short_day(at.date())}, {hour(at, _zone())}"


def _zone() -> str:
    edition = editions.current()
    return edition.zone if edition else "UTC"


def _folder() -> Path:
    return Path(current_app.instance_path) / "mail"
