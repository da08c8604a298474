"""The post office of these tests: where the postman's line ends, in memory, doing what a test tells it.

It stands in for `postman.lines` (the real mail servers are in tests/mail and in test_hour_without_mail.py), because a
thousand sessions with a server each would take minutes. A postman can be killed in it at each point where a process may
die, and anything can be made to happen while a message is under way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event as Stop
from unittest.mock import patch

from flask import Flask

from brigade.database import db
from brigade.mail.mime import Envelope
from brigade.mail.postman import Postman, marks
from brigade.mail.postman.lines import Trouble
from brigade.mail.reasons import reason
from tests.life.receiver import Calendar

POINTS = ("claimed", "begun", "accepted")


class Killed(BaseException):
    """kill -9: nothing that would tidy up runs any more."""


TROUBLES: dict[str, Callable[[], Trouble]] = {
    "450": lambda: Trouble(reason("recipient", "450 later")),
    "550": lambda: Trouble(reason("no-such-recipient", "550 unknown"), final=True),
    "cut": lambda: Trouble(reason("cut"), broken=True, unsure=True),
    "cut-late": lambda: Trouble(reason("cut"), broken=True, unsure=True),
}


@dataclass(slots=True)
class Office:
    """`answers`: what it says next to a recipient (a key of `TROUBLES`); `always` once there is nothing left."""

    up: bool = True
    always: str = "250"
    kill_at: str = ""
    during: Callable[[], object] | None = None
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    calendars: dict[str, Calendar] = field(default_factory=lambda: defaultdict(Calendar))
    mails: list[EmailMessage] = field(default_factory=list)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)  # (recipient, Message-ID)
    doubts: int = 0  # how often something was taken that the postman could not write down

    def reach(self) -> None:
        """Part of `Line`."""
        self._maybe_die("claimed")
        if not self.up:
            raise Trouble(reason("unreachable", "down"), broken=True)

    def deliver(self, uid: str, envelope: Envelope, mime: EmailMessage) -> bytes:
        """Part of `Line`."""
        self._maybe_die("begun")
        during, self.during = self.during, None
        if during:
            during()
        said = self.answers[envelope.recipient.email]
        answer = said.pop(0) if said else self.always
        wire = mime.as_bytes()
        if answer in ("250", "cut-late"):
            self.take(wire, envelope.recipient.email)
        self.doubts += answer == "cut-late"
        if answer != "250":
            raise TROUBLES[answer]()
        self._maybe_die("accepted")
        return wire

    def hang_up(self) -> None:
        """Part of `Line`."""

    def take(self, wire: bytes, recipient: str) -> None:
        """It lies in the recipient's mailbox, and their calendar has read it."""
        mail = message_from_bytes(wire, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.taken[recipient, str(mail["Message-ID"])] += 1
        event = self.calendars[recipient].receive(mail)
        assert event is None or event.attendee == recipient

    def _maybe_die(self, point: str) -> None:
        if self.kill_at == point:
            self.kill_at = ""
            self.doubts += point == "accepted"
            raise Killed(point)


def post(app: Flask, office: Office) -> int:
    """Postmen go on until nothing is due, each in place of the one that was killed; how many messages left."""
    db.session.commit()
    sent = 0
    with patch("brigade.mail.postman.line_of", lambda _app: office):
        while True:
            try:
                done = Postman(app, Stop()).round()
            except Killed:
                continue
            sent += done.sent
            if done.down or not done.claimed:
                break
    db.session.commit()
    return sent


def post_until_killed(app: Flask, office: Office, point: str) -> bool:
    """One postman, killed at that point; whether it came so far. What it held stays held until its lease ends."""
    db.session.commit()
    office.kill_at = point
    try:
        with patch("brigade.mail.postman.line_of", lambda _app: office), patch.object(marks, "release"):
            Postman(app, Stop()).round()
    except Killed:
        return True
    finally:
        office.kill_at = ""
        db.session.commit()
    return False
