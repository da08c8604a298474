"""What happens on the day itself: who arrived, who is late, who did not come, and which expert runs behind.

A place that nobody came for is free again at once, and given away only by a press: to who waits, or to a walk-in
(`walk_in`). The notice cut-off is for people who have to travel; on the day, whoever is there may take what is free.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from brigade.clock import local_day
from brigade.database import db
from brigade.domain import journal, seats, waitlist
from brigade.domain.refusal import Refusal
from brigade.language import moment
from brigade.mail import telling
from brigade.models import Booking, Delay, Expert, Person, Slot
from brigade.models.delay import LONGEST

ACTS = {"arrived": "check-in", "late": "say-late", "": "unsay-arrival"}


def note(booking: Booking, outcome: str, *, by: Person, now: datetime) -> None:
    """The organization "arrived", is "late", or "": nothing is said of it any more. The same twice is once."""
    _take_up(booking, now)
    if booking.outcome == outcome:
        return
    booking.outcome, booking.outcome_at = outcome, now if outcome else None
    journal.about(booking, ACTS[outcome], at=now, by=by)


def no_show(booking: Booking, *, by: Person, now: datetime) -> None:
    """Nobody came. While time is left the place is free again, and the session leaves both calendars."""
    if booking.outcome == "no-show":
        return
    _take_up(booking, now)
    if now < booking.slot.starts_at:
        raise Refusal("not-begun")
    booking.outcome, booking.outcome_at = "no-show", now
    if now < booking.slot.ends_at:
        booking.state, booking.changed_at, booking.trouble = "cancelled", now, ""
        booking.sequence += 1
        db.session.flush()
        seats.release(booking)
        telling.tell(booking, "cancelled", now=now)
    journal.about(booking, "no-show", at=now, by=by, frees=booking.state == "cancelled")


def offer(expert: Expert, slot: Slot, *, now: datetime) -> None:
    """Hold a free place of today for whoever of the waitlist has its turn, and ask them."""
    seats.alone(expert.edition_id)
    if not waitlist.fill([(expert, slot)], now=now, notice=notice(slot, now)):
        raise Refusal("nobody-waits")


def run_late(expert: Expert, minutes: int, *, by: Person, now: datetime) -> None:
    """The expert's session that is not over yet begins that much later; 0: on time again. Calendars stay."""
    if not 0 <= minutes <= LONGEST:
        raise Refusal("bad-delay", most=LONGEST)
    seats.alone(expert.edition_id)
    today = local_day(now, expert.edition.zone)
    if not db.session.scalar(select(exists().where(Slot.edition_id == expert.edition_id, Slot.day == today))):
        raise Refusal("no-day-today")
    delay = db.session.get(Delay, (expert.id, today), populate_existing=True)
    if delay is None and not minutes:
        return
    if minutes:
        delay = delay or Delay(expert_id=expert.id, day=today)
        delay.minutes, delay.said_at, delay.by_id = minutes, now, by.id
        db.session.add(delay)
    else:
        db.session.delete(delay)
    act = "run-late" if minutes else "on-time"
    journal.record(act, at=now, by=by.id, edition=expert.edition_id, expert=expert.name, minutes=minutes)


def notice(slot: Slot, now: datetime) -> timedelta:
    """The cut-off on the day: none, also while the hour runs; refused once it is over."""
    if slot.ends_at <= now:
        raise Refusal("slot-over")
    return min(timedelta(), slot.starts_at - now)


def _take_up(booking: Booking, now: datetime) -> None:
    """The session as it is now, of today and not cancelled; nobody else changes it meanwhile."""
    seats.alone(booking.edition_id)
    db.session.refresh(booking)
    if booking.state != "live":
        raise Refusal("not-live")
    zone = booking.slot.edition.zone
    if local_day(now, zone) != booking.slot.day:
        raise Refusal("not-today", when=moment(booking.slot.starts_at, zone))
