"""What a coordinator does about a message that did not arrive."""

from __future__ import annotations

from datetime import datetime

from brigade.domain import journal
from brigade.domain.refusal import Refusal
from brigade.models import Message, Person


def send_again(message: Message, *, by: Person, now: datetime) -> None:
    """Try a failed message anew, from the first attempt; its Message-ID stays, so that a doubt shows no double."""
    if message.state != "failed":
        raise Refusal("not-failed")
    message.state, message.attempts, message.due_at, message.reason = "waiting", 0, now, ""
    journal.record("send-message-again", at=now, by=by.id, email=message.to_email)
