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
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from brigade.database import db, insert_missing
from brigade.mail import outbox
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
    """Post what a live session asks for, where nothing is planned yet."""
    insert_missing(Message, due_later(booking, invitations, now=now))


def due_later(booking: Booking, invitations: Sequence[Invitation], *, now: datetime) -> list[outbox.Row]:
    """What a live session asks for."""
    people = (booking.person_id, booking.expert.person_id)
    rows = [row for part in invitations if part.person_id in people for row in _rows(booking, part, now)]
    rows.sort(key=itemgetter("key"))  # whoever waits for another's row of the same key has only smaller ones
    return [row for row in rows if row["due_at"] > now]


def plan_for(part: Invitation, *, now: datetime) -> None:
    """The hour's reminder of one person's part, after they said whether they want it."""
    db.session.execute(
        delete(Message).where(Message.invitation_id == part.id, Message.kind == "hour", Message.state == "waiting")
    )
    if part.booking is not None and part.person.wants_hour_reminder:
        rows = _rows(part.booking, part, now)
        insert_missing(Message, [row for row in rows if row["kind"] == "hour" and row["due_at"] > now])


def _rows(booking: Booking, part: Invitation, now: datetime) -> list[outbox.Row]:
    slot, version = booking.slot, f"{part.id}:{booking.sequence}"
    evening = datetime.combine(slot.day - timedelta(days=1), EVENING, ZoneInfo(slot.edition.zone))
    rows = [
        outbox.reference(
            part, "evening", f"evening:{part.person_id}:{slot.day}", now=now, due=evening, of_day=True
        ),
        outbox.reference(part, "unanswered", f"unanswered:{version}", now=now, due=now + PATIENCE),
    ]  # fmt: skip
    if part.person.wants_hour_reminder:
        rows.append(outbox.reference(part, "hour", f"hour:{version}", now=now, due=slot.starts_at - HOUR))
    return rows
