"""Invites per second through the postman, as a share of handing the same bytes to the same server with bare smtplib.

    python -m tests.bench.bench_postman [--sessions 100] [--rounds 5]

The server is aiosmtpd in a process of its own; both use one connection for twenty messages. The postman claims, writes
text, HTML and calendar, and commits before and after each message (SQLite, synchronous=full). Rounds alternate because
the machine is shared; the figure is the median of their ratios.
"""

from __future__ import annotations

import argparse
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask

from brigade import create_app
from brigade.database import db
from brigade.mail import telling
from brigade.mail.postman import once
from brigade.mail.postman.claims import BATCH
from brigade.models import Invitation, Message
from tests import factories
from tests.mail.conftest import only_invites
from tests.mail.smtpd import free_port


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--sessions", type=int, default=100)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    with TemporaryDirectory() as folder, sink() as port:
        app = outbox(Path(folder), port, chosen.sessions)
        rounds = [(with_postman(app), bare(port, bytes_of(app))) for _ in range(chosen.rounds + 1)][1:]
    invites, reference = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(ours / theirs for ours, theirs in rounds)
    print(f"{invites:,.0f} invites a second; bare smtplib {reference:,.0f}; ratio {ratio:.2f}")


def with_postman(app: Flask) -> float:
    """Messages a second, from due to marked as sent."""
    with app.app_context():
        db.session.query(Message).update({"state": "waiting", "claimed_by": ""})
        db.session.query(Invitation).update({"told_sequence": None, "told_method": ""})
        db.session.commit()
    began = time.perf_counter()
    return once(app) / (time.perf_counter() - began)


def bare(port: int, messages: Sequence[bytes]) -> float:
    """Messages a second, when nothing else has to be done."""
    began = time.perf_counter()
    for start in range(0, len(messages), BATCH):
        with smtplib.SMTP("127.0.0.1", port) as server:
            for message in messages[start : start + BATCH]:
                server.sendmail("rencontres@example.org", ["someone@example.org"], message)
    return len(messages) / (time.perf_counter() - began)


def bytes_of(app: Flask) -> list[bytes]:
    """What the postman has just sent."""
    with app.app_context():
        return [kept for (kept,) in db.session.query(Message.sent_bytes) if kept]


def outbox(instance: Path, port: int, sessions: int) -> Flask:
    """An application with two invites for each session to send."""
    url = f"sqlite:///{instance / 'brigade.sqlite'}"
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port}, instance)
    with app.app_context():
        db.create_all()
        for booking in factories.make_meetings(number=sessions):
            telling.invite(booking, now=factories.NOW)
        only_invites()
        db.session.commit()
    return app


@contextmanager
def sink() -> Iterator[int]:
    """A mail server that throws everything away; its port."""
    port = free_port()
    words = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as server:
        try:
            _answers(port)
            yield port
        finally:
            server.terminate()


def _answers(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise TimeoutError("the mail server did not come up")


if __name__ == "__main__":
    main()
