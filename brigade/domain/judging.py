"""Saying how good a match is: coordinators by a verdict, those who met by their feedback once the session is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from brigade.database import db
from brigade.domain import journal
from brigade.domain.refusal import Refusal
from brigade.mail import outbox, telling
from brigade.models import Booking, Edition, Expert, Feedback, Invitation, Message, Need, Person, Slot, Verdict

ASKED_FOR = timedelta(days=1)  # after its end a session is asked about; later nobody remembers


def judge(need: Need, expert: Expert, is_good: bool | None, *, by: Person, now: datetime) -> None:
    """A coordinator's word on this match; None takes it back."""
    db.session.execute(delete(Verdict).where(Verdict.need_id == need.id, Verdict.expert_id == expert.id))
    if is_good is not None:
        db.session.add(Verdict(need_id=need.id, expert_id=expert.id, is_good=is_good, by_id=by.id, at=now))
    act = {True: "judge-good", False: "judge-bad", None: "judge-not"}[is_good]
    journal.record(act, at=now, by=by.id, edition=need.edition_id, expert=expert.name, title=need.title)


def may_tell(booking: Booking, now: datetime) -> bool:
    """Whether those who met may say how it was."""
    return booking.state == "live" and booking.outcome != "no-show" and booking.slot.ends_at <= now


def tell(booking: Booking, score: int, words: str, *, by: Person, now: datetime) -> None:
    """How useful it was, 1 to 4, in one's own words; said again, it replaces what was said."""
    if not may_tell(booking, now):
        raise Refusal("not-over")
    known = find(booking, by) or Feedback(booking_id=booking.id, person_id=by.id)
    known.score, known.words, known.at = score, words, now
    db.session.add(known)
    journal.about(booking, "tell-feedback", at=now, by=by)


def find(booking: Booking, person: Person) -> Feedback | None:
    """What this person said of the session."""
    mine = Feedback.booking_id == booking.id, Feedback.person_id == person.id
    return db.session.scalar(select(Feedback).where(*mine))


def ask_due(now: datetime) -> int:
    """Ask the organizations of sessions that have just ended, each once; how many. Experts say it on the page, or not:
    a mail for each of thirty sessions would be too much."""
    asked = exists().where(Message.invitation_id == Invitation.id, Message.kind == "feedback")
    parts: Sequence[Invitation] = db.session.scalars(
        telling.taking_part().join(Slot, Slot.id == Booking.slot_id)
        .where(
            Invitation.role == "organization", Slot.ends_at <= now, Slot.ends_at > now - ASKED_FOR,
            Booking.outcome != "no-show", ~asked,
        )
    ).all()  # fmt: skip
    outbox.post_once("feedback", parts, "", now=now)
    return len(parts)


def weigh(edition: Edition, weights: dict[str, float] | None, *, by: Person | None, now: datetime) -> None:
    """Matching uses these weights from now on; None: those it came with."""
    edition.weights = weights
    journal.record("weigh", at=now, by=by.id if by else None, edition=edition.id)
