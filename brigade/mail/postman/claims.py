"""Which messages a postman may send now: a compare-and-set with a lease.

Two postmen never hold one message, and what a dead one held comes back when its lease ends; nobody has to clean up.
Discarded: a lease for the whole batch. To be safe it would have to last half an hour, and so long would the messages of
a dead postman wait; instead each attempt begins by renewing it (`marks.begin`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from brigade.database import db, reading
from brigade.models import Message

BATCH = 20


def anything(now: datetime) -> bool:
    """Whether a claim could find something: asked often, and without SQLite's write lock."""
    with reading():
        found = db.session.scalar(select(exists().where(_due(now))))
        db.session.rollback()
    return bool(found)


def claim(name: str, now: datetime, lease: timedelta) -> list[int]:
    """Take up to `BATCH` due messages for the postman of that name; their ids, people who wait for a link first.

    Never two of one booking and recipient, nor one while another is under way. A lost race means an empty list.
    """
    order = (Message.kind != "sign-in", Message.due_at, Message.id)
    # In a CTE, because PostgreSQL may run a plain subquery again and again, each time past the rows it has locked.
    chosen = (
        select(Message.id).where(_due(now), ~_must_wait(now)).order_by(*order).limit(BATCH)
        .with_for_update(skip_locked=True).cte("chosen")
    )  # fmt: skip
    take = (
        update(Message).where(Message.id.in_(select(chosen.c.id)))
        .values(state="sending", claimed_by=name, lease_until=now + lease)
        .returning(*order)
    )  # fmt: skip
    try:
        rows = db.session.execute(take, execution_options={"synchronize_session": False}).all()
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return []
    return [message for _later, _due_at, message in sorted((row[0], row[1], row[2]) for row in rows)]


def _due(now: datetime) -> ColumnElement[bool]:
    """It waits and its time has come, or whoever held it has been silent for longer than any attempt takes."""
    return or_(
        and_(Message.state == "waiting", Message.due_at <= now),
        and_(Message.state == "sending", Message.lease_until < now),
    )


def _must_wait(now: datetime) -> ColumnElement[bool]:
    """Another message of this booking to this recipient is under way, or is due and older.

    What a dead postman held waits for nothing: it is itself what is under way, and the others wait for it.
    """
    other = aliased(Message)
    before = exists().where(
        other.booking_id == Message.booking_id, other.to_email == Message.to_email, other.id != Message.id,
        or_(
            other.state == "sending",
            and_(other.state == "waiting", other.due_at <= now, other.id < Message.id),
        ),
    )  # fmt: skip
    return and_(Message.state == "waiting", before)
