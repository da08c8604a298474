"""Taking back the last act by hand while nothing has left: as if it had not been, and nobody hears of it.

Once a message left, people know: then it is refused, and the opposite act is the way, which tells them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select, update

from brigade.database import db
from brigade.domain import journal, places, seats
from brigade.domain.by_hand import standing
from brigade.domain.refusal import Refusal
from brigade.mail import reminders, telling
from brigade.models import Booking, Expert, FeedEvent, HandAct, Message, Person, Slot, WaitlistEntry

STAYS = places.SOFT | {"window-not-open", "absent"}  # what does not keep a session from where it was before


def undo(act: HandAct, *, by: Person, now: datetime) -> None:
    """All sessions of the act are where they were, and their messages are dropped. Twice is once."""
    seats.alone(act.edition_id)
    db.session.refresh(act)
    if act.undone_at is not None:
        return
    touched = [(_as_left(record), record) for record in act.before]
    was = [journal.place(booking) for booking, _record in touched]
    _refuse_if_told([booking.id for booking, _ in touched], act)
    for booking, _record in touched:
        seats.release(booking)
    for booking, record in touched:
        _withdraw(booking, record, now) if record["sequence"] is None else _back(booking, record, now)
    for (booking, _record), place in zip(touched, was, strict=True):
        _replan(booking, now)
        journal.about(booking, "take-back", at=now, by=by, was=place)
    act.undone_at = now


def may_undo(act: HandAct) -> bool:
    """Whether nothing has left yet, and nobody changed the sessions since."""
    return stands(act) and not has_left(act)


def stands(act: HandAct) -> bool:
    """Whether it was neither taken back nor changed since."""
    rows = db.session.execute(select(Booking.id, Booking.sequence).where(Booking.id.in_(_touched(act))))
    now_at = {row.id: row.sequence for row in rows}
    return act.undone_at is None and all(now_at.get(row["booking"]) == row["left"] for row in act.before)


def has_left(act: HandAct) -> bool:
    """Whether a message of it left, or may have: people know."""
    return _told(_touched(act), act)


def _touched(act: HandAct) -> list[int]:
    return [record["booking"] for record in act.before]


def _as_left(record: standing.Before) -> Booking:
    """The session, if it still is as the act left it."""
    booking = db.session.get_one(Booking, record["booking"], populate_existing=True)
    if booking.sequence != record["left"]:
        raise Refusal("changed-meanwhile")
    if booking.is_locked:
        raise Refusal("locked")
    return booking


def _refuse_if_told(ids: Sequence[int], act: HandAct) -> None:
    """Its waiting messages are locked first, so that no postman takes one up before they are dropped."""
    of_act = standing.messages(ids, act.at)
    db.session.execute(select(Message.id).where(*of_act, Message.state == "waiting").with_for_update())
    if _told(ids, act):
        raise Refusal("already-left")
    waiting = update(Message).where(*of_act, Message.state == "waiting")
    db.session.execute(waiting.values(state="dropped", key=Message.key + f":undone:{act.uid}"))


def _told(ids: Sequence[int], act: HandAct) -> bool:
    """Whether a message left, or may have."""
    may_have = or_(Message.state.not_in(("waiting", "dropped")), Message.message_id != "")
    return bool(db.session.scalar(select(exists().where(*standing.messages(ids, act.at), may_have))))


def _withdraw(booking: Booking, record: standing.Before, now: datetime) -> None:
    """A session that nobody heard of; its need waits again if it did."""
    booking.state, booking.changed_at, booking.sequence = "cancelled", now, booking.sequence + 1
    if record["waited"]:
        of_need = update(WaitlistEntry).where(WaitlistEntry.need_id == booking.need_id)
        db.session.execute(of_need.values(state="waiting"))
    db.session.flush()


def _back(booking: Booking, record: standing.Before, now: datetime) -> None:
    """The place and the version that calendars know; the guard may refuse what stands in the way by now."""
    expert, slot = db.session.get_one(Expert, record["expert"]), db.session.get_one(Slot, record["slot"])
    known = places.around(booking.need, expert, slot, now, booking, timedelta())
    if refusal := places.why_not(known, expert, slot, STAYS):
        raise refusal
    booking.state, booking.cancel_reason, booking.trouble = "live", "", record["trouble"]
    booking.expert_id, booking.slot_id, booking.table_id = expert.id, slot.id, record["table"]
    booking.sequence, booking.changed_at = record["sequence"], now
    db.session.execute(delete(FeedEvent).where(FeedEvent.booking_id == booking.id))  # its version comes again
    seats.take_again(booking)


def _replan(booking: Booking, now: datetime) -> None:
    parts = [part for part in telling.invitations(booking) if telling.takes_part(booking, part)]
    reminders.plan_anew(booking, parts, now=now)
