"""One command that runs everything: pages by gunicorn, one postman beside it, and the way in for a newcomer.

Both are forks of this process, which has loaded the application already: the first page comes sooner than from two new
interpreters, and they share its memory. This process then only waits for signals: a postman that dies is started again,
a dead web server ends everything, Ctrl-C or SIGTERM lets both finish what they have in hand. Discarded: gunicorn as the
parent (its master has no place for a sibling to be watched).
"""

from __future__ import annotations

import os
import signal
import socket
import sys

import click
from flask import Flask, current_app

from brigade.cli import Unable, deciding, demo, desk
from brigade.cli.children import Child, run_command, serve_pages
from brigade.cli.entrance import entrance
from brigade.database import db
from brigade.language import gettext as _

SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGALRM}
BREATH = 1  # seconds before a postman that died is started again


@desk.command(migrates=False)  # only once it has the address to itself
@deciding("--port", "BRIGADE_PORT", type=click.IntRange(1, 65535), help="Default: BRIGADE_PORT, else 8000.")
def serve() -> None:
    """Bring the database up to date, then serve pages and send mail until Ctrl-C.

    An empty database in the instance gets the demo; one that DATABASE_URL names only with BRIGADE_DEMO=1, and
    BRIGADE_DEMO=0 says never. BRIGADE_HOST (127.0.0.1) is the address to listen on, WEB_CONCURRENCY (2) the number of
    web processes.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with listen() as listener:
        if code := Child(run_command, app, "prepare").result():
            sys.exit(code)  # it has said why
        keep_running(app, listener)
    click.echo(_("Arrêté."))


@desk.command(hidden=True)
def prepare() -> None:
    """Load the demo where it belongs, and say where to go.

    In a process of its own: connections that it opens, and threads that a library starts, must not be forked.
    """
    if demo.wanted():
        click.echo(_("Base vide : chargement de la démo …"))
        demo.fill()
    lines = entrance()
    db.session.commit()
    click.echo(lines)


def listen() -> socket.socket:
    """The address, taken before anything else is done; `Unable` when it is not to be had."""
    host, port = os.environ.get("BRIGADE_HOST") or "127.0.0.1", int(os.environ.get("BRIGADE_PORT") or 8000)
    try:
        return socket.create_server((host, port), backlog=512)
    except OSError as error:
        raise Unable(
            _(
                "Impossible d’écouter à %(host)s:%(port)s (%(why)s). Choisissez un autre port : serve --port %(other)s",
                host=host, port=port, why=os.strerror(error.errno or 0), other=port + 1,
            )
        ) from error  # fmt: skip


def keep_running(app: Flask, listener: socket.socket) -> None:
    """Start both, wait for signals, stop both."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    pages, postman = Child(serve_pages, app, listener), Child(run_command, app, "postman")
    try:
        while (signal_number := signal.sigwait(SIGNALS)) not in {signal.SIGINT, signal.SIGTERM}:
            if signal_number == signal.SIGALRM:
                postman = Child(run_command, app, "postman")
            elif pages.ended():
                raise Unable(_("Le serveur de pages s’est arrêté. La raison est ci-dessus."))
            elif postman.ended():
                click.echo(_("Le facteur s’est arrêté ; il repart."), err=True)
                signal.alarm(BREATH)
    finally:
        for child in (pages, postman):
            child.ask_to_stop()
        for child in (pages, postman):
            child.wait()
