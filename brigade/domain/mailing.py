"""What a coordinator does about the mail: trying whether it works, and a message that did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from brigade.domain import journal
from brigade.domain.refusal import Refusal
from brigade.mail.preflight import Check
from brigade.models import Edition, Message, Person


def note_test(edition: Edition, checks: Sequence[Check], *, by: Person, now: datetime) -> None:
    """What trying the mail said, for every coordinator to read."""
    said = [[check.what, check.code, check.detail[:200]] for check in checks]
    journal.record("test-mail", at=now, by=by.id, edition=edition.id, checks=said)


def send_again(message: Message, *, by: Person, now: datetime) -> None:
    """Try a failed message anew, from the first attempt; its Message-ID stays, so that a doubt shows no double."""
    if message.state != "failed":
        raise Refusal("not-failed")
    message.state, message.attempts, message.due_at, message.reason = "waiting", 0, now, ""
    journal.record("send-message-again", at=now, by=by.id, email=message.to_email)
