"""The postman: claims what is due in the outbox, sends it, and marks what became of it.

Any number of postmen may work at once, and any may be killed at any moment: nothing is lost, and nothing leaves twice
but the one message whose acceptance could not be written down any more, under the same Message-ID. No transaction is
open while a server is talked to. A mail server that is down costs no message an attempt: everything waits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Event

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from brigade import clock
from brigade.calendars.address import bare
from brigade.database import db, new_uid, reading
from brigade.mail.postman import claims, marks
from brigade.mail.postman.lines import Line, Trouble, line_of
from brigade.mail.postman.writing import Dropped, Ready, Writer, find
from brigade.mail.reasons import reason

POLL = 0.5  # seconds between two looks at an outbox where nothing is due
PAUSES = (2, 5, 15, 30, 60)  # seconds, while the mail server or the database is down
PATIENCE = 2  # attempts in a row that break the line before the server itself is held to be down
TIMEOUTS = 6  # an attempt waits for the server so often at most: MAIL, RCPT, DATA, the text, its answer, RSET


def run(app: Flask, stop: Event) -> None:
    """Deliver until `stop` is set; the message under way is finished first, what was only claimed is given back."""
    postman, failures = Postman(app, stop), 0
    while not stop.is_set():
        try:
            done = postman.round()
        except SQLAlchemyError as error:
            app.logger.exception("The postman could not work with the database.")
            done = Round(down=str(error))
        failures = failures + 1 if done.down else 0
        if done.down:
            app.logger.warning("The postman waits: %s", done.down)
            stop.wait(PAUSES[min(failures, len(PAUSES)) - 1])
        elif not done.claimed:
            stop.wait(POLL)


def once(app: Flask) -> int:
    """Deliver all that is due, and say how many messages left. It stops where the server is down: the rest waits."""
    postman, sent = Postman(app, Event()), 0
    while True:
        done = postman.round()
        sent += done.sent
        if done.down or not done.claimed:
            return sent


@dataclass(slots=True)
class Round:
    """What one batch came to; `broken` counts lost lines in a row, `down` says why the server cannot be worked with."""

    claimed: int = 0
    sent: int = 0
    broken: int = 0
    down: str = ""


@dataclass(frozen=True, slots=True)
class Postman:
    """One postman, with the name under which it claims."""

    app: Flask
    stop: Event
    name: str = field(default_factory=new_uid)

    def __post_init__(self) -> None:
        """A mailbox that is none stops the postman at once (ValueError), instead of failing message after message."""
        bare(self.app.config["ORGANIZER"])

    def round(self) -> Round:
        """Claim a batch and deliver it; what could not be tried goes back as it was."""
        done = Round()
        with self.app.app_context():
            if not claims.anything(clock.now()):
                return done
            waiting = claims.claim(self.name, clock.now(), self._lease())
            done.claimed = len(waiting)
            line = line_of(self.app)
            try:
                while waiting and not done.down and not self.stop.is_set():
                    self._take(waiting, line, done)
            finally:
                line.hang_up()
                marks.release(waiting, self.name, why=done.down)
        return done

    def _take(self, waiting: list[int], line: Line, done: Round) -> None:
        """Try the first; it stays among those that wait when the server cannot be reached."""
        try:
            line.reach()
        except Trouble as trouble:
            done.down = trouble.why
            return
        message = waiting.pop(0)
        ready = self._written(message)
        if ready and marks.begin(message, self.name, ready, lease_until=clock.now() + self._lease()):
            self._deliver(message, ready, line, done)

    def _written(self, message: int) -> Ready | None:
        """The message as it should leave now; None when its row says why it does not."""
        try:
            with reading():
                return Writer(self.app.config, clock.now()).write(find(message))
        except SQLAlchemyError:
            raise
        except Dropped as drop:
            change = partial(marks.dropped, why=reason(str(drop)))
        except Exception as error:
            self.app.logger.exception("Message %s could not be written.", message)
            change = partial(marks.failed, ready=None, why=reason("unwritable", str(error)))
        finally:
            db.session.rollback()
        change(message, self.name)
        return None

    def _deliver(self, message: int, ready: Ready, line: Line, done: Round) -> None:
        try:
            wire = line.deliver(ready.uid, ready.envelope, ready.mime)
        except Trouble as trouble:
            self._mark(message, ready, trouble)
            done.broken = done.broken + 1 if trouble.broken else 0
            done.down = trouble.why if done.broken >= PATIENCE else ""
            return
        marks.sent(message, self.name, ready, now=clock.now(), wire=wire)
        done.sent, done.broken = done.sent + 1, 0

    def _mark(self, message: int, ready: Ready, trouble: Trouble) -> None:
        if trouble.final:
            marks.failed(message, self.name, ready, why=trouble.why)
        else:
            marks.later(message, self.name, ready, now=clock.now(), why=trouble.why, unsure=trouble.unsure)

    def _lease(self) -> timedelta:
        return timedelta(seconds=TIMEOUTS * self.app.config["MAIL_TIMEOUT"])
