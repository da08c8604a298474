"""The day in one file, by mail to every coordinator in the morning: it opens without a network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from brigade.clock import local_day
from brigade.database import db
from brigade.domain import journal
from brigade.mail import outbox
from brigade.models import Edition, Message, Person, Slot

MORNING = time(6)


def due(edition: Edition, now: datetime) -> tuple[date, Sequence[Person]]:
    """Today, and the coordinators for whom no pack of today was posted yet; nobody outside the days' hours."""
    day = local_day(now, edition.zone)
    last = db.session.scalar(select(func.max(Slot.ends_at)).where(Slot.edition_id == edition.id, Slot.day == day))
    if last is None or not datetime.combine(day, MORNING, ZoneInfo(edition.zone)) <= now < last:
        return day, []
    posted = set(db.session.scalars(select(Message.key).where(Message.key.startswith(f"pack:{day}:"))))
    people = db.session.scalars(select(Person).where(Person.is_coordinator).order_by(Person.id))
    return day, [person for person in people if outbox.pack_key(day, person) not in posted]


def post_due(edition: Edition, *, now: datetime) -> int:
    """Post what is due, each person's once whatever number of processes does so; how many."""
    day, people = due(edition, now)
    if people:
        outbox.post_packs(day, people, now=now)
        journal.record("send-packs", at=now, by=None, edition=edition.id, number=len(people), day=day.isoformat())
    return len(people)
