"""The demo on its first day: the hour that has most sessions began ten minutes ago, and it is about eleven there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from brigade import clock, create_app
from brigade.database import db
from brigade.models import Edition, Phase, Seat, Slot
from brigade.queries import editions

HOUR, BEGUN, AWAY = 11, timedelta(minutes=10), timedelta(days=3000)


def make_it_the_day(instance: Path) -> None:
    """Move the grid of that instance, and the zone, so that the day is now."""
    app = create_app({}, instance)
    with app.app_context():
        edition = editions.current()
        assert edition is not None
        move(edition, clock.now())
        db.session.commit()


def move(edition: Edition, now: datetime) -> None:
    """The phase first (its slots follow), then each slot, on a way on which no two are ever at one time."""
    offset = (HOUR - now.hour + 12) % 24 - 12
    edition.zone = f"Etc/GMT{-offset:+d}"
    slots = editions.slots(edition)
    first, today = slots[0].day, clock.local_day(now, edition.zone)
    by = now - BEGUN - _fullest(first).starts_at
    days = today - first
    phase = db.session.scalars(select(Phase).where(Phase.edition_id == edition.id, Phase.kind == "brigade")).one()
    phase.starts_on, phase.ends_on = min(first, today), max(phase.ends_on, phase.ends_on + days)
    db.session.flush()
    db.session.expire_all()
    for step in (AWAY, by - AWAY):
        for slot in db.session.scalars(select(Slot).where(Slot.edition_id == edition.id)):
            slot.starts_at, slot.ends_at = slot.starts_at + step, slot.ends_at + step
        db.session.flush()
    for slot in editions.slots(edition):
        slot.day += days


def _fullest(day: date) -> Slot:
    """The hour of that day in which most people meet."""
    rows = select(Slot).join(Seat, Seat.slot_id == Slot.id).where(Slot.day == day).group_by(Slot.id)
    return db.session.scalars(rows.order_by(func.count().desc(), Slot.starts_at).limit(1)).one()
