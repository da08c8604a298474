"""What happens to a session between "booked" and "held": moved, handed to another expert, cancelled.

The old place is released and the new one taken in the same transaction, and the freed one is offered to who waits.
Until the notice cut-off each side acts alone; after it, "I cannot come" goes to the coordinators, never to a dead end.
Every act first has the edition's places for itself and reads the session again (`_take_up`): what the page showed, and
what was read before another act was waited for, may be old.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from brigade.database import db, new_uid
from brigade.domain import availability, journal, places, seats, sign_in, waitlist
from brigade.domain.refusal import Refusal
from brigade.mail import notices, outbox, reminders, telling
from brigade.models import Booking, Expert, Invitation, Message, Person, ProposedMove, Slot


def too_late(booking: Booking, now: datetime) -> bool:
    """The notice cut-off has passed: only a coordinator changes this session now."""
    return now > booking.slot.starts_at - timedelta(hours=booking.slot.edition.notice_hours)


def notice(booking: Booking, by: Person) -> timedelta:
    """How long before an hour this person may still take it; a coordinator may take any that has not begun."""
    return timedelta() if by.is_coordinator else timedelta(hours=booking.slot.edition.notice_hours)


def move(
    booking: Booking, expert: Expert, slot: Slot, *, by: Person, now: datetime, despite: Collection[str] = ()
) -> None:
    """Give the session another time, another expert, or both; its calendar entries follow.

    `despite`: rules that a coordinator sets aside.
    """
    _take_up(booking)
    _refuse_if_closed(booking, by, now)
    if (expert.id, slot.id) == (booking.expert_id, booking.slot_id):
        return
    former, freed, was = booking.expert, (booking.expert, booking.slot), journal.place(booking)
    known = _refuse_place(booking, expert, slot, by, now, despite)
    booking.expert_id, booking.slot_id = expert.id, slot.id
    booking.table_id = places.table_for(known, expert, slot) or booking.table_id  # the guard found one
    _changed(booking, now)
    seats.follow(booking)
    drop_proposals(booking)
    journal.about(booking, "move", at=now, by=by, was=was)
    if former.id == expert.id:
        telling.tell(booking, "moved", now=now)
    else:
        telling.hand_over(booking, former, now=now)
    waitlist.fill([freed], now=now)


def cancel(booking: Booking, *, reason: str, by: Person, now: datetime, closes: bool = False) -> None:
    """The session will not take place; the other side reads the reason. Twice is once.

    `closes`: the expert cannot be there, so the hour is closed as well instead of being offered to who waits.
    """
    _take_up(booking)
    if booking.state == "cancelled":
        return
    _refuse_if_closed(booking, by, now)
    booking.state, booking.cancel_reason = "cancelled", reason
    _changed(booking, now)
    db.session.flush()
    seats.release(booking)
    drop_proposals(booking)
    journal.about(booking, "cancel", at=now, by=by, reason=reason)
    telling.tell(booking, "cancelled", now=now)
    if closes and (by.is_coordinator or by.id == booking.expert.person_id):
        availability.close(booking.expert, booking.slot, by=by, now=now)
    else:
        waitlist.fill([(booking.expert, booking.slot)], now=now)


def cannot_come(booking: Booking, *, reason: str, by: Person, now: datetime) -> None:
    """Too late to cancel alone: the coordinators are told, and the board shows it. The same twice is once."""
    _take_up(booking)
    if booking.state != "live":
        raise Refusal("not-live")
    said = reason or "–"
    if booking.trouble == said:
        return
    booking.trouble = said
    journal.about(booking, "cannot-come", at=now, by=by, reason=reason)
    coordinators = select(Person).where(Person.is_coordinator, Person.id != by.id)
    for person in db.session.scalars(coordinators):
        letter = notices.cannot_come(booking, by, reason, person.language)
        outbox.post(letter, person, key=f"cannot-come:{new_uid()}", kind="cannot-come", now=now, booking=booking)


def propose_move(booking: Booking, slot: Slot, *, by: Person, now: datetime) -> ProposedMove:
    """The expert asks for another time; the organization is asked to agree, and nothing moves until it does.

    The same twice is once.
    """
    _take_up(booking)
    _refuse_if_closed(booking, by, now)
    if slot.id == booking.slot_id:
        raise Refusal("own-time")
    _refuse_place(booking, booking.expert, slot, by, now)
    if (known := _open_proposal(booking)) and known.slot_id == slot.id:
        return known
    drop_proposals(booking)
    proposed = ProposedMove(booking_id=booking.id, slot_id=slot.id, by_id=by.id, proposed_at=now)
    db.session.add(proposed)
    db.session.flush()
    letter = notices.proposed_move(booking, slot, booking.person.language)
    key = f"proposed-move:{proposed.id}"
    outbox.post(letter, booking.person, key=key, kind="proposed-move", now=now, booking=booking)
    journal.about(booking, "propose-move", at=now, by=by)
    return proposed


def agree(proposed: ProposedMove, *, by: Person, now: datetime) -> None:
    """The organization takes the time that the expert proposed."""
    _refuse_unless_open(proposed)
    proposed.state = "accepted"
    db.session.flush()
    move(proposed.booking, proposed.booking.expert, proposed.slot, by=by, now=now)


def keep(proposed: ProposedMove, *, by: Person, now: datetime) -> None:
    """The organization keeps the old time, and the expert reads so."""
    _refuse_unless_open(proposed)
    proposed.state = "declined"
    booking, expert = proposed.booking, proposed.booking.expert.person
    letter = notices.kept_time(booking, expert.language)
    outbox.post(letter, expert, key=f"kept-time:{proposed.id}", kind="kept-time", now=now, booking=booking)
    journal.about(booking, "keep-time", at=now, by=by)


def send_again(part: Invitation, *, email: str, by: Person, now: datetime) -> None:
    """The newest invite once more; with another address, a coordinator corrects where it goes from now on."""
    booking = part.booking
    if booking is None:
        raise Refusal("not-live")
    _take_up(booking)
    if not telling.takes_part(booking, part):
        raise Refusal("not-live")
    if email and by.is_coordinator:
        _correct(part.person, part.email, sign_in.normalise(email))
    elif _is_on_its_way(part):
        return
    part.told_method, part.told_sequence, part.bounced_at, part.bounce_reason = "", None, None, ""
    db.session.flush()
    outbox.post_invitations(booking, "again", [part], now=now, again=f":{new_uid()}")
    journal.about(booking, "send-again", at=now, by=by, email=part.email)


def set_hour_reminder(person: Person, wanted: bool, *, now: datetime) -> None:
    """Whether this person is reminded one hour before; what is booked already follows."""
    person.wants_hour_reminder = wanted
    db.session.flush()
    for invitation in telling.parts_of(person):
        reminders.plan_for(invitation, now=now)


def _take_up(booking: Booking) -> None:
    """From here on nobody else changes this session or shares out a place of its edition."""
    seats.alone(booking.edition_id)
    db.session.refresh(booking)


def _changed(booking: Booking, now: datetime) -> None:
    """One more version: what calendars must learn of (RFC 5546, 2.1.4)."""
    booking.sequence += 1
    booking.changed_at, booking.trouble = now, ""


def _refuse_if_closed(booking: Booking, by: Person, now: datetime) -> None:
    if booking.state != "live":
        raise Refusal("not-live")
    if too_late(booking, now) and not by.is_coordinator:
        raise Refusal("too-late-to-change", hours=booking.slot.edition.notice_hours)


def _refuse_place(
    booking: Booking, expert: Expert, slot: Slot, by: Person, now: datetime, despite: Collection[str] = ()
) -> places.Known:
    """What is known around the new place, once the guard has let it pass."""
    known = places.around(booking.need, expert, slot, now, besides=booking, notice=notice(booking, by))
    if refusal := places.why_not(known, expert, slot, despite):
        raise refusal
    return known


def _refuse_unless_open(proposed: ProposedMove) -> None:
    _take_up(proposed.booking)
    db.session.refresh(proposed)
    if proposed.state != "open" or proposed.booking.state != "live":
        raise Refusal("proposal-stale")


def _open_proposal(booking: Booking) -> ProposedMove | None:
    return db.session.scalar(
        select(ProposedMove).where(ProposedMove.booking_id == booking.id, ProposedMove.state == "open")
    )


def drop_proposals(booking: Booking) -> None:
    """A proposal speaks of the session as it was."""
    of_booking = update(ProposedMove).where(ProposedMove.booking_id == booking.id, ProposedMove.state == "open")
    db.session.execute(of_booking.values(state="stale"))


def _correct(person: Person, wrong: str, right: str) -> None:
    """Whatever went, or would go, to the wrong address goes to the right one from now on.

    The person also signs in with it, unless that address is somebody else's account.
    """
    if db.session.scalar(select(Person.id).where(Person.email == right, Person.id != person.id)) is None:
        person.email = right
    parts = update(Invitation).where(Invitation.person_id == person.id, Invitation.email == wrong)
    db.session.execute(parts.values(email=right))
    waiting = update(Message).where(
        Message.recipient_id == person.id, Message.to_email == wrong, Message.state == "waiting"
    )
    db.session.execute(waiting.values(to_email=right))


def _is_on_its_way(part: Invitation) -> bool:
    """It was asked for again a moment ago, and has not left yet."""
    again = exists().where(Message.invitation_id == part.id, Message.kind == "again", Message.state == "waiting")
    return bool(db.session.scalar(select(again)))
