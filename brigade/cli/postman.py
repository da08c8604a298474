"""The postman's command: it stays and delivers, or delivers once what is due."""

from __future__ import annotations

import signal
from threading import Event

import click
from flask import Flask, current_app

from brigade.cli import arranger, caretaker, desk
from brigade.language import ngettext
from brigade.mail.postman import once, run


@desk.command()
@click.option("--once", "only_once", is_flag=True, help="Deliver what is due, then stop.")
def postman(only_once: bool) -> None:
    """Deliver the outbox until Ctrl-C or SIGTERM; any number of postmen may run at once."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if only_once:
        caretaker.once(app)
        sent = once(app)
        click.echo(ngettext("%(num)s courriel envoyé", "%(num)s courriels envoyés", sent))
        return
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    beside = (caretaker.beside(app, stop), arranger.beside(app, stop))
    run(app, stop)
    for thread in beside:
        thread.join()
