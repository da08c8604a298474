"""The administrator's desk: `python3 -m brigade X` and `flask brigade X` are the same commands.

Exit 0: done. 1: a refusal, its sentence on stderr, everything taken back. 2: wrong usage. `--instance DIR` works with
each. Discarded: Flask's `AppGroup`, which makes the application before `--instance` and `--port` are read.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from typing import Any, TypeVar

import click
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from brigade import create_app, migrations
from brigade.database import db
from brigade.domain import journal
from brigade.domain.refusal import Refusal
from brigade.language import gettext as _
from brigade.language import own

Act = Callable[..., Any]
Decorator = TypeVar("Decorator", bound=Callable[..., Any])
FRESH = "brigade.fresh"  # in the command's context: an option decided something the application must be made with


class Unable(click.ClickException):
    """The desk's own "no": its sentence as it is, exit code 1."""

    def show(self, file: Any = None) -> None:
        click.echo(self.format_message(), err=True)


class Desk(click.Group):
    """A group whose commands all run inside the application, and refuse in one place."""

    def command(  # type: ignore[override]
        self, name: str | None = None, *, migrates: bool = True, **attributes: Any
    ) -> Callable[[Act], click.Command]:
        """What `click.Group.command` is, with `--instance`, inside the application, on tables that are up to date."""

        def add(act: Act) -> click.Command:
            decorate: Callable[[Act], click.Command] = click.command(name, **attributes)
            command = decorate(where(_inside(act, migrates)))
            self.add_command(command)
            return command

        where = deciding("--instance", "BRIGADE_INSTANCE", type=click.Path(), help="The directory of the data.")
        return add


def deciding(flag: str, variable: str, **attributes: Any) -> Callable[[Decorator], Decorator]:
    """An option that is a variable of the environment by another name, so that the processes to come know it too."""

    def decide(context: click.Context, _parameter: click.Parameter, value: object) -> None:
        if value is not None:
            os.environ[variable] = str(value)
            context.meta[FRESH] = True

    return click.option(flag, callback=decide, expose_value=False, **attributes)


def _inside(act: Act, migrates: bool) -> Act:
    """Run the act in an application context; a refusal becomes its sentence and exit code 1."""

    @wraps(act)
    def run(*args: Any, **values: Any) -> Any:
        with ExitStack() as stack:
            if not current_app or click.get_current_context().meta.get(FRESH):
                stack.enter_context(create_app().app_context())
            stack.enter_context(own(terminal_language()))
            try:
                journal.from_where("command")
                if migrates:
                    migrations.to_head()
                return act(*args, **values)
            except Refusal as refusal:
                db.session.rollback()
                raise Unable(refusal.sentence()) from refusal
            except OperationalError as error:
                raise Unable(_("La base de données ne répond pas : %(why)s", why=error.orig)) from error

    return run


def terminal_language() -> str:
    """English where the terminal is; French otherwise."""
    chosen = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "en" if chosen.startswith("en") else "fr"


desk = Desk("brigade", help="Brigade's own commands.")


def load() -> None:
    """Importing a file adds its commands."""
    from brigade.cli import arranger, backup, check, demo, inbox, people, postman, serve, suite, weights  # noqa: F401


def init(app: Flask) -> None:
    """Hang the commands on the app."""
    load()
    app.cli.add_command(desk)
