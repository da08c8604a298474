"""Mail that is due later: rows of the outbox from the day of the booking, replaced whenever it changes.

| kind | to | due | says |
|---|---|---|---|
| `evening` | each person, once a day of theirs | 18:00 the evening before | all of tomorrow's sessions |
| `hour` | who asked for it | one hour before | this session |
| `unanswered` | each invited person | three days after the invite | answer it, so that it stays in your calendar |

Each is a reference, written when it leaves from what is true then, and dropped if there is nothing left to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from brigade.database import db, insert_missing, new_uid
from brigade.models import Booking, Invitation, Message

EVENING = time(18)
HOUR = timedelta(hours=1)
PATIENCE = timedelta(days=3)


def plan_anew(booking: Booking, invitations: Sequence[Invitation], *, now: datetime) -> None:
    """Replace what was planned for this session by what its newest state asks for."""
    db.session.execute(
        delete(Message).where(
            Message.booking_id == booking.id, Message.kind.in_(("hour", "unanswered")), Message.state == "waiting"
        )
    )
    if booking.state == "live":
        plan(booking, invitations, now=now)


def plan(booking: Booking, invitations: Sequence[Invitation], *, now: datetime) -> None:
    """What a live session asks for, where nothing is planned yet."""
    people = (booking.person_id, booking.expert.person_id)
    rows = [row for part in invitations if part.person_id in people for row in _rows(booking, part, now)]
    rows.sort(key=itemgetter("key"))  # whoever waits for another's row of the same key has only smaller ones
    insert_missing(Message, [row for row in rows if row["due_at"] > now])


def plan_for(part: Invitation, *, now: datetime) -> None:
    """The hour's reminder of one person's part, after they said whether they want it."""
    db.session.execute(
        delete(Message).where(Message.invitation_id == part.id, Message.kind == "hour", Message.state == "waiting")
    )
    if part.booking is not None and part.person.wants_hour_reminder:
        rows = _rows(part.booking, part, now)
        insert_missing(Message, [row for row in rows if row["kind"] == "hour" and row["due_at"] > now])


def _rows(booking: Booking, part: Invitation, now: datetime) -> list[dict[str, Any]]:
    slot, version = booking.slot, f"{part.id}:{booking.sequence}"
    clock = ZoneInfo(slot.edition.zone)
    evening = datetime.combine(slot.day - timedelta(days=1), EVENING, clock)
    rows = [
        _row(part, "evening", f"{part.person_id}:{slot.day}", evening, None, now),
        _row(part, "unanswered", version, now + PATIENCE, booking, now),
    ]
    if part.person.wants_hour_reminder:
        rows.append(_row(part, "hour", version, slot.starts_at - HOUR, booking, now))
    return rows


def _row(
    part: Invitation, kind: str, what: str, due: datetime, booking: Booking | None, now: datetime
) -> dict[str, Any]:
    return {
        "uid": new_uid(), "key": f"{kind}:{what}", "kind": kind, "recipient_id": part.person_id, "to_email": part.email,
        "to_name": part.person.name, "language": part.person.language, "due_at": due, "created_at": now,
        "booking_id": booking.id if booking else None, "invitation_id": part.id if booking else None,
    }  # fmt: skip
