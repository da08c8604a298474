"""What has to happen by itself, beside the mail: offers lapse and go to the next. One thread of the postman's process.

Each chore is its own transaction; one that fails is written to the log and tried again at the next round. Several
processes may run it: what is done already is not due any more.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from flask import Flask

from brigade import clock
from brigade.database import db
from brigade.domain import waitlist

ROUND = 10.0  # seconds
CHORES: tuple[Callable[[], object], ...] = (lambda: waitlist.lapse_due(clock.now()),)


def beside(app: Flask, stop: Event) -> Thread:
    """Start the rounds in a thread that ends soon after `stop` is set."""
    thread = Thread(target=run, args=(app, stop), name="caretaker")
    thread.start()
    return thread


def run(app: Flask, stop: Event) -> None:
    """Go round until told to stop."""
    while not stop.is_set():
        once(app)
        stop.wait(ROUND)


def once(app: Flask) -> None:
    """Every chore, once."""
    for chore in CHORES:
        with app.app_context():
            try:
                chore()
                db.session.commit()
            except Exception:
                db.session.rollback()
                app.logger.exception("A chore failed; it is tried again.")
