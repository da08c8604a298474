"""What has to happen by itself, beside the mail, in one thread of the postman's process: offers lapse and go to the
next, answers are read, people are asked how it was, coordinators get the day in a file, feeds are made.

Each chore keeps its own transactions; one that fails is written to the log and tried again at the next round. Several
processes may run it: what is done already is not due any more.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from flask import Flask

from brigade import clock
from brigade.cli import inbox
from brigade.database import db, reading
from brigade.domain import itineraries, journal, judging, published, waitlist
from brigade.domain import packs as offline
from brigade.queries import editions

ROUND = 10.0  # seconds
Chore = Callable[[Flask], object]


def offers(app: Flask) -> None:
    """Places that were held long enough are free again, or go to the next who waits."""
    with app.app_context():
        journal.from_where("system")
        waitlist.lapse_due(clock.now())
        itineraries.lapse_due(clock.now())
        db.session.commit()


def feedback(app: Flask) -> None:
    """Whoever has just met is asked how it was."""
    with app.app_context():
        judging.ask_due(clock.now())
        db.session.commit()


def packs(app: Flask) -> None:
    """In the morning of a day, its file for every coordinator; nothing is written while none is due."""
    with app.app_context():
        now = clock.now()
        with reading():
            edition = editions.current()
            nobody = edition is None or not offline.due(edition, now)[1]
            db.session.rollback()
        if edition is None or nobody:
            return
        journal.from_where("system")
        offline.post_due(edition, now=now)
        db.session.commit()


def feeds(app: Flask) -> None:
    """Make what feeds lack, a few events a transaction: nobody waits for the write lock, nor when nothing changed."""
    with app.app_context():
        press = published.Press.of(app.config)
        with reading():
            edition = editions.current()
            news = published.news(edition) if edition else None
            db.session.rollback()
        if edition is None or news == app.extensions.get("brigade-news"):
            return
        while published.refresh(edition, press):
            db.session.commit()
        db.session.commit()
        app.extensions["brigade-news"] = news


CHORES: tuple[Chore, ...] = (offers, inbox.poll, feedback, packs, feeds)


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
        try:
            chore(app)
        except Exception:
            app.logger.exception("A chore failed; it is tried again.")
