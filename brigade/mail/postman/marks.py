"""What became of a message: every change of its state while it is sent, each a compare-and-set that commits at once.

Each attempt is written down before anything leaves (`begin`): the message's `message_id` and its invitation's `tried`
are set exactly when something may have reached the recipient, whatever is killed afterwards. Only what this postman
still holds is changed, so one whose lease has ended neither sends nor marks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, update

from brigade.database import db
from brigade.mail.postman.writing import Ready
from brigade.mail.reasons import reason
from brigade.models import Invitation, Message

# A refusal for now is tried again for 34 hours: longer than a mail server is usually down or a mailbox full.
DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 720))


def begin(message: int, name: str, ready: Ready, *, lease_until: datetime) -> bool:
    """It is about to leave; False when the claim is no longer this postman's."""
    values = {"lease_until": lease_until, "message_id": ready.envelope.message_id, "attempts": Message.attempts + 1}
    return _change(message, name, _ledger(ready, tried=True), **values)


def sent(message: int, name: str, ready: Ready, *, now: datetime, wire: bytes) -> None:
    """The server has it, and the invitation knows what its calendar was told."""
    told = _ledger(ready, told_at=now, **ready.told.version) if ready.told else None
    _change(
        message, name, told, state="sent", sent_at=now, sent_bytes=ready.kept(wire), reason="", lease_until=None,
        subject=ready.envelope.subject[:300], sequence=ready.told.version["told_sequence"] if ready.told else None,
    )  # fmt: skip


def later(message: int, name: str, ready: Ready, *, now: datetime, why: str, unsure: bool) -> None:
    """Try again after a while that grows, or give up after the last. `unsure`: it may have left all the same."""
    if ready.attempts >= len(DELAYS):
        failed(message, name, ready, why=reason("gave-up", why.partition(": ")[2]), unsure=unsure)
        return
    due = now + DELAYS[ready.attempts]
    _change(message, name, _undone(ready, unsure), **WAITING, reason=why, due_at=due, **_left(ready, unsure))


def failed(message: int, name: str, ready: Ready | None, *, why: str, unsure: bool = False) -> None:
    """Nobody gets it, and coordinators see why; `ready` is None when it could not even be written."""
    values = _left(ready, unsure) if ready else {}
    _change(message, name, _undone(ready, unsure), state="failed", reason=why, lease_until=None, **values)


def dropped(message: int, name: str, *, why: str) -> None:
    """Nobody needs it any more."""
    _change(message, name, state="dropped", reason=why, lease_until=None)


def release(messages: list[int], name: str, *, why: str = "") -> None:
    """Give back what was claimed and not tried: no attempt is counted, it is due as before."""
    for message in messages:
        _change(message, name, **WAITING, reason=why)


WAITING: dict[str, Any] = {"state": "waiting", "claimed_by": "", "lease_until": None}


def _left(ready: Ready, unsure: bool) -> dict[str, str]:
    """The Message-ID under which something may be at the recipient's."""
    return {"message_id": ready.envelope.message_id if unsure else ready.earlier}


def _undone(ready: Ready | None, unsure: bool) -> Update | None:
    """Nothing has left, so nothing was tried, unless it was before."""
    return None if ready is None or ready.told is None or unsure else _ledger(ready, tried=ready.told.tried)


def _ledger(ready: Ready, **values: Any) -> Update | None:
    return update(Invitation).where(Invitation.id == ready.told.invitation).values(values) if ready.told else None


def _change(message: int, name: str, ledger: Update | None = None, **values: Any) -> bool:
    """Change the row, and the invitation's ledger with it, if this postman still holds it."""
    mine = update(Message).where(Message.id == message, Message.state == "sending", Message.claimed_by == name)
    found = db.session.execute(mine.values(values), execution_options={"synchronize_session": False})
    held = bool(found.rowcount)  # type: ignore[attr-defined]
    if held and ledger is not None:
        db.session.execute(ledger, execution_options={"synchronize_session": False})
    db.session.commit()
    return held
