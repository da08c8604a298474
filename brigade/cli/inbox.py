"""The reader of the mailbox that answers come back to: `look` is one look at it, `poll` one a minute at most."""

from __future__ import annotations

import signal
import time
from threading import Event
from typing import BinaryIO

import click
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from brigade import clock
from brigade.cli import Unable, desk
from brigade.database import db
from brigade.domain import answers, journal
from brigade.language import gettext as _
from brigade.language import ngettext
from brigade.mail import inbox as mailbox
from brigade.queries import inbound

EVERY = 60  # seconds between two looks


@desk.command()
@click.option("--once", "only_once", is_flag=True, help="Read what is unread, then stop.")
@click.option("--file", "file", type=click.File("rb"), help="One message in a file, or - for what is piped in.")
def inbox(only_once: bool, file: BinaryIO | None) -> None:
    """Read the answers of people's calendars, until Ctrl-C or SIGTERM.

    The mailbox is BRIGADE_INBOX_IMAP_HOST, _PORT (993, TLS), _USERNAME, _PASSWORD and _FOLDER (INBOX), or the directory
    BRIGADE_INBOX_MAILDIR. Any number of readers may run at once.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if file is not None:
        row = answers.receive(file.read(mailbox.MOST), organizer=app.config["ORGANIZER"], now=clock.now())
        db.session.commit()
        click.echo(inbound.reason(row) or _("Noté."))
    elif not mailbox.is_configured(app.config):
        raise Unable(_("Aucune boîte à lire : nommez-la par BRIGADE_INBOX_IMAP_HOST ou BRIGADE_INBOX_MAILDIR."))
    elif only_once:
        _look_once(app)
    else:
        _keep_looking(app)


def poll(app: Flask) -> int:
    """`look`, for a loop that turns more often than a mail server likes to be logged in to; 0 when it is too early."""
    if time.monotonic() < app.extensions.get("brigade-inbox", 0.0):
        return 0
    app.extensions["brigade-inbox"] = time.monotonic() + EVERY
    return look(app)


def look(app: Flask) -> int:
    """Read what is unread, each message in a transaction of its own; how many. 0 where no mailbox is configured.

    A mailbox or a database that does not answer is a line in the log, and 0; what was read until then is done.
    """
    try:
        return _read(app)
    except (mailbox.Trouble, OperationalError) as trouble:
        app.logger.warning("The mailbox cannot be read: %s", trouble)
        return 0


def _look_once(app: Flask) -> None:
    try:
        number = _read(app)
    except mailbox.Trouble as trouble:
        raise Unable(_("La boîte ne se laisse pas lire : %(why)s", why=trouble)) from trouble
    click.echo(ngettext("%(num)s courriel lu", "%(num)s courriels lus", number))


def _keep_looking(app: Flask) -> None:
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        look(app)
        stop.wait(EVERY)


def _read(app: Flask) -> int:
    """Keep each message, then mark it as read, in this order: a crash between the two repeats it, without effect."""
    number = 0
    journal.from_where("mail")
    if mailbox.is_configured(app.config):
        with app.app_context(), mailbox.opened(app.config) as box:
            for name, raw in box.unread():
                if _kept(app, raw):
                    box.mark_read(name)
                    number += 1
    return number


def _kept(app: Flask, raw: bytes) -> bool:
    """Whether what it says is committed; one that cannot be kept stays unread and holds up no other."""
    try:
        answers.receive(raw, organizer=app.config["ORGANIZER"], now=clock.now())
        db.session.commit()
    except OperationalError:
        raise
    except Exception:
        db.session.rollback()
        app.logger.exception("A message could not be kept; it stays unread.")
        return False
    return True
