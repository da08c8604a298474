"""The demo edition: one command loads it, with `--reset` after erasing what there is, but never beside real data."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import delete, select, update

from brigade.cli import desk
from brigade.cli.demo.grid import content
from brigade.cli.demo.load import load
from brigade.clock import local_day, now
from brigade.database import Base, db
from brigade.domain.refusal import Refusal
from brigade.language import day
from brigade.language import gettext as _
from brigade.models import Edition, Message, Person, Phase

AHEAD = timedelta(days=8)
LAST_START = 2  # Wednesday: three weekdays in a row begin on it at the latest


@desk.command("demo")
@click.option("--starts", type=click.DateTime(["%Y-%m-%d"]), help="First day of the brigade, 2026-12-01.")
@click.option("--reset", is_flag=True, help="Erase the demo first, with everything done in it since.")
def command(starts: datetime | None, reset: bool) -> None:
    """Load the demo edition, from its first talk to its last booked session."""
    if has_real_data():
        raise Refusal("real-data")
    if reset:
        erase()
    elif is_loaded():
        click.echo(_("La démo est déjà chargée. « demo --reset » la recommence."))
        return
    edition = fill(starts.date() if starts else None)
    db.session.commit()
    if reset:
        clear_mailbox()
    click.echo(summary(edition))


def wanted() -> bool:
    """Whether a first start brings the demo: into an empty database, by default only one that nobody chose.

    BRIGADE_DEMO=0 says never; with DATABASE_URL set, somebody is about to keep real data there, unless BRIGADE_DEMO=1.
    """
    said = current_app.config.get("DEMO")
    chosen = bool(os.environ.get("DATABASE_URL"))
    return bool(not chosen if said is None else said) and is_empty()


def is_empty() -> bool:
    """Nobody and no edition is remembered."""
    return not any(db.session.scalar(select(kind.id).limit(1)) for kind in (Person, Edition))


def is_loaded() -> bool:
    """The demo is here."""
    return db.session.scalar(select(Edition.id).where(Edition.is_demo).limit(1)) is not None


def has_real_data() -> bool:
    """An edition that is not the demo is somebody's work."""
    return db.session.scalar(select(Edition.id).where(Edition.is_demo.is_(False)).limit(1)) is not None


def fill(starts: date | None = None) -> Edition:
    """Load the demo into this transaction. Where a mail server is set, its letters to invented people stay here."""
    edition = load(now=now(), starts=starts or first_day(local_day(now(), content("edition")["zone"])))
    if current_app.config["MAIL_SERVER"]:
        db.session.execute(update(Message).values(state="dropped"))
    db.session.execute(update(Message).where(Message.due_at < now()).values(due_at=now()))  # not late: told just now
    return edition


def erase() -> None:
    """Every row of every table, those that refer before those that are referred to."""
    for table in reversed(Base.metadata.sorted_tables):
        db.session.execute(delete(table))


def clear_mailbox() -> None:
    """The erased demo's messages in instance/mail/."""
    for path in (Path(current_app.instance_path) / "mail").glob("*.eml"):
        path.unlink(missing_ok=True)


def first_day(today: date) -> date:
    """At least eight days ahead, and the first of three weekdays in a row."""
    return next(
        first for ahead in range(7) if (first := today + AHEAD + timedelta(days=ahead)).weekday() <= LAST_START
    )


def summary(edition: Edition) -> str:
    """What was loaded, in one line."""
    phase = db.session.scalars(select(Phase).where(Phase.edition_id == edition.id, Phase.kind == "brigade")).one()
    line = _("Démo chargée : brigade du %(first)s au %(last)s.", first=day(phase.starts_on), last=day(phase.ends_on))
    return str(line)
