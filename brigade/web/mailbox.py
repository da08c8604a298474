"""The demo's mailbox: what would have been mailed, shown as a mail program would. Only where all data is invented."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request
from markupsafe import escape
from werkzeug.wrappers import Response

from brigade import clock
from brigade.calendars import card, respond
from brigade.calendars.answer import ACCEPTED, DECLINED, TENTATIVE
from brigade.calendars.event import Party
from brigade.database import db
from brigade.domain import answers
from brigade.language import gettext as _
from brigade.mail import folder
from brigade.mail.mime import Envelope, build
from brigade.queries import inbound
from brigade.web import access
from brigade.web import letter as shown

bp = Blueprint("mailbox", __name__)
ANSWERS = {"accepted": ACCEPTED, "tentative": TENTATIVE, "declined": DECLINED}


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


@bp.post("/mailbox/<uid>/answer")
@access.in_demo
def answer(uid: str) -> Response:
    """Answer the invite as the recipient's calendar would, by a real mail into the inbox."""
    mail = folder.find(_folder(), uid) or abort(404)
    partstat, now = ANSWERS.get(request.form.get("answer", "")) or abort(400), clock.now()
    raw = _reply(card.read(mail.calendar or abort(404)), partstat, now)
    row = answers.receive(raw, organizer=current_app.config["ORGANIZER"], now=now)
    flash(inbound.reason(row) or _("Réponse envoyée, et notée."), "warning" if row.reason else "ok")
    db.session.commit()
    return redirect(f"/mailbox/{uid}", 303)


def _reply(invite: card.Card, partstat: str, now: datetime) -> bytes:
    """The mail in which a calendar program answers."""
    subject = f"{partstat.capitalize()}: {invite.summary}"
    envelope = Envelope(
        sender=Party("", invite.attendee), recipient=Party("", invite.organizer), subject=subject, text=subject,
        html=f"<p>{escape(subject)}</p>", message_id=f"<{uuid4()}@{invite.attendee.rpartition('@')[2]}>", date=now,
        language="en", calendar=respond.reply(invite, partstat, stamp=now), method="REPLY",
    )  # fmt: skip
    return build(envelope).as_bytes()


def _page(opened: folder.Mail | None) -> str:
    letters = [_line(mail, opened) for mail in folder.letters(_folder())]
    return render_template(
        "mailbox/mailbox.html", letters=letters, letter=shown.of_mail(opened) if opened else None,
        uid=opened.uid if opened else "",
    )  # fmt: skip


def _line(mail: folder.Mail, opened: folder.Mail | None) -> Any:
    return SimpleNamespace(
        href=f"/mailbox/{mail.uid}", sender=mail.sender, recipient=_name(mail.recipient), subject=mail.subject,
        when=shown.when_in_short(mail), snippet=" ".join(mail.text.split())[:90], unread=False,
        current=opened is not None and mail.uid == opened.uid,
    )  # fmt: skip


def _name(recipient: str) -> str:
    """Who it is for, in few words: the name, or the address of who has none."""
    name, address = parseaddr(recipient)
    return name or address


def _folder() -> Path:
    return Path(current_app.instance_path) / "mail"
