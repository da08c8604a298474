"""Copies of the data: SQLite through its own online copy, while pages are served; PostgreSQL by its own tools."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import click
from flask import current_app

from brigade import migrations
from brigade.cli import Unable, demo, desk
from brigade.clock import now
from brigade.database import db
from brigade.language import gettext as _

MARK = "alembic_version"  # the table that tells Brigade's data from any other file


@desk.command(migrates=False)
@click.argument("target", required=False, type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path | None) -> None:
    """Copy the database to TARGET, by default backups/ in the instance; everybody else goes on working."""
    source = data_file(_("PostgreSQL se copie par : pg_dump --format=custom --file=COPIE %(url)s"))
    target = target or Path(current_app.instance_path) / "backups" / f"{now():%Y-%m-%d-%H%M%S}.sqlite"
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    copy(source, unfinished)
    os.replace(unfinished, target)
    click.echo(target)


@desk.command(migrates=False)
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Even over real data, of which a backup is made first.")
@click.pass_context
def restore(context: click.Context, source: Path, force: bool) -> None:
    """Put the copy SOURCE in the place of what is there. Stop `serve` before."""
    target = data_file(_("PostgreSQL se rétablit par : pg_restore --clean --if-exists --dbname=%(url)s COPIE"))
    if not is_ours(source):
        raise Unable(_("%(path)s n’est pas une copie de Brigade, ou elle est abîmée.", path=source))
    if is_ours(target) and demo.has_real_data():
        if not force:
            raise Unable(_("Cette base contient de vraies données. « restore --force » les copie, puis les remplace."))
        context.invoke(backup)
    db.session.remove()
    db.engine.dispose()
    copy(source, target)
    migrations.to_head()  # the copy may be older than the code
    click.echo(target)


def data_file(how_elsewhere: str) -> Path:
    """Where SQLite keeps the data; `Unable`, with the command that does it, for another engine."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        return Path(str(url.database))
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    raise Unable(how_elsewhere % {"url": plain})


def is_ours(path: Path) -> bool:
    """Whether this file is a sound database of Brigade's."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
        try:
            known = file.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (MARK,)).fetchone()
            return bool(known) and file.execute("PRAGMA quick_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError:
            return False


def copy(source: Path, target: Path) -> None:
    """SQLite's online copy: one consistent moment of the source, and all or nothing of it in the target."""
    with closing(sqlite3.connect(source, timeout=30)) as here, closing(sqlite3.connect(target, timeout=30)) as there:
        here.backup(there)
