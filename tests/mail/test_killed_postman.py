"""kill -9 of the postman in full flight, twenty times over 600 messages: none is lost, and doubles are recognised."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from brigade import create_app, migrations
from brigade.database import db
from brigade.mail import telling
from brigade.models import Message
from tests import factories, tree
from tests.mail.conftest import only_invites
from tests.mail.smtpd import Mailroom, listening

SESSIONS, KILLS = 300, 20
A_FEW = 20  # messages between two kills


def test_no_message_is_lost_and_doubles_are_recognised(tmp_path: Path) -> None:
    app, room = outbox_of_600(tmp_path), Mailroom()
    with listening(room) as port:
        environment = {
            **os.environ, "BRIGADE_INSTANCE": str(tmp_path), "BRIGADE_MAIL_SERVER": "127.0.0.1",
            "BRIGADE_MAIL_PORT": str(port), "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        }  # fmt: skip
        kill_again_and_again(app, environment, room)
        with command(environment):
            wait(lambda: unsent(app) == 0, 120, every=0.1)  # more often would take the postman's processor
    got = Counter(mail["Message-ID"] for mail in room.mails())
    with app.app_context():
        assert set(got) == {message.message_id for message in db.session.query(Message)}
    assert len(got) == 2 * SESSIONS
    assert len(room.received) - len(got) <= KILLS, "at most the one message that was under way at each death"


def outbox_of_600(tmp_path: Path) -> Flask:
    """An instance with six hundred invites to send."""
    url = f"sqlite:///{tmp_path / 'brigade.sqlite'}"
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "TESTING": True}, tmp_path)
    with app.app_context():
        migrations.to_head()
        for booking in factories.make_meetings(number=SESSIONS):
            telling.invite(booking, now=factories.NOW)
        only_invites()
        db.session.commit()
    return app


def kill_again_and_again(app: Flask, environment: dict[str, str], room: Mailroom) -> None:
    """Two postmen at a time, killed once they have sent a few; the next pair finds what they left."""
    maker = [sys.executable, "-m", "tests.mail.forks"]
    with subprocess.Popen(
        maker, cwd=tree.ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as forks:
        assert forks.stdin is not None and forks.stdout is not None
        assert forks.stdout.readline() == "ready\n"
        for _ in range(KILLS // 2):
            before = len(room.received)
            print("\n", file=forks.stdin, flush=True)  # two lines, two postmen
            pair = [int(forks.stdout.readline()) for _ in range(2)]
            try:
                wait(lambda before=before: len(room.received) >= before + A_FEW, 30)  # type: ignore[misc]
            finally:
                for postman in pair:
                    os.kill(postman, signal.SIGKILL)
            let_leases_end(app)


def let_leases_end(app: Flask) -> None:
    """Two minutes later: what the dead held may be claimed again."""
    with app.app_context():
        db.session.query(Message).filter_by(state="sending").update({"lease_until": factories.NOW})
        db.session.commit()


@contextmanager
def command(environment: dict[str, str]) -> Iterator[None]:
    """The postman's own command, which ends in peace when it is asked to."""
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "brigade", "postman"]
    process = subprocess.Popen(words, cwd=tree.ROOT, env=environment)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(timeout=10) == 0


def unsent(app: Flask) -> int:
    """How many messages have not been marked as sent."""
    with app.app_context():
        return db.session.query(Message).filter(Message.state != "sent").count()


def wait(until: Callable[[], bool], seconds: float, every: float = 0.005) -> None:
    """Return as soon as it holds; fail when it never does."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, f"not within {seconds} seconds"
        time.sleep(every)
