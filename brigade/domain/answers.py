"""What a mail that came back may change: one person's own answer, and nothing else. Anything else is held, visible.

A REPLY counts when the mail says it comes from the invited address and answers for that address, under the UID of that
invitation, about the version that its calendar was told, later than the answer before. What this proves: whoever wrote
it has seen the invite, because the UID is random. What it does not prove: that this person pressed the button. Anybody
can write a From, and the other side of the session knows the UID as well; so an answer cancels and moves nothing. It is
shown, and who declines is asked by mail and confirms with a POST. A delivery failure proves still less, and only marks
the invitation. Discarded: judging DKIM and DMARC here (the mailbox's own server does, and knows its neighbours).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from brigade.calendars.address import bare
from brigade.calendars.answer import Answer, Bounce, OutOfOffice, Reply, Unknown
from brigade.calendars.organizer import organizers
from brigade.calendars.reply import read
from brigade.calendars.text import one_line
from brigade.database import db
from brigade.domain import journal, trial
from brigade.language import gettext as _
from brigade.language import moment, own
from brigade.mail import outbox, telling
from brigade.models import Inbound, Invitation, Message

AHEAD = timedelta(days=1)  # how far a calendar's clock may be wrong: a later stamp would lock out every answer after it
RETURNS = timedelta(days=5)  # mail servers give up after that (RFC 5321, 4.5.4.1)
ACTS = {"accepted": "accept-invite", "tentative": "maybe-invite", "declined": "decline-invite"}
# What `reply.read` says of mail that is no answer, where a coordinator should see a difference.
UNREAD = {
    "no calendar answer": "written", "a delivery report without trouble": "delivered",
    "too large": "too-large", "too complicated": "too-large",
}  # fmt: skip


class _Held(Exception):
    """It has no effect; the argument is the reason's code."""

    def __init__(self, reason: str, part: Invitation | None = None) -> None:
        super().__init__(reason)
        self.reason, self.part = reason, part


def receive(raw: bytes, *, organizer: str, now: datetime) -> Inbound:
    """Apply or hold one mail, and keep what became of it; the same bytes a second time are the same row.

    `organizer` is the address that our invites come from. Whatever was sent, this is no error.
    """
    answer, digest = read(raw), sha256(raw).hexdigest()
    if known := db.session.scalar(select(Inbound).where(Inbound.digest == digest)):
        return known
    row = Inbound(digest=digest, received_at=now, state="applied", **_shown(answer))
    try:
        row.invitation = _apply(answer, raw, bare(organizer), now)
    except _Held as held:
        row.state, row.reason, row.invitation = "held", held.reason, held.part
    db.session.add(row)
    db.session.flush()
    return row


def standing(part: Invitation, sequence: int) -> str:
    """What this person's calendar says of that version; an answer to an older one was about another time or place."""
    return part.answer if part.answer_sequence == sequence else "needs-action"


def _apply(answer: Answer, raw: bytes, organizer: str, now: datetime) -> Invitation:
    if isinstance(answer, Bounce):
        return _bounced(answer, now)
    if isinstance(answer, OutOfOffice):
        raise _Held("away", _part_of(_sent_as(answer.message_id)))
    if isinstance(answer, Unknown):
        raise _Held(UNREAD.get(answer.why, "unclear"))
    part = _addressed(answer)
    if any(one != organizer for one in organizers(raw)):
        raise _Held("other-organizer", part)
    _hold_if_past(answer, part, now)
    _note(answer, part, now)
    (_answered_trial if part.booking is None else _answered)(answer, part, now)
    return part


def _addressed(answer: Reply) -> Invitation:
    """The invitation of that UID and sender, who answers for nobody else; locked until the transaction ends."""
    found = select(Invitation).where(Invitation.uid == answer.uid).with_for_update()
    parts = {part.email: part for part in db.session.scalars(found)}
    if not parts:
        raise _Held("unknown-uid")
    if answer.sender not in parts:
        raise _Held("other-sender", parts.get(answer.attendee))
    if answer.attendee != answer.sender:
        raise _Held("other-attendee", parts[answer.sender])
    return parts[answer.sender]


def _hold_if_past(answer: Reply, part: Invitation, now: datetime) -> None:
    """Only the version that this calendar knows, only while it matters, and only in the order in which it was said."""
    booking = part.booking
    told = part.told_sequence if part.told_sequence is not None else booking.sequence if booking else 0
    rules: tuple[tuple[str, bool], ...] = (
        ("not-told", not part.tried),
        ("cancelled", part.told_method == "CANCEL" or (booking is not None and not telling.takes_part(booking, part))),
        ("over", booking is not None and now >= booking.slot.starts_at),
        ("old-version", answer.sequence < told),
        ("unknown-version", booking is not None and answer.sequence > booking.sequence),
        ("future", answer.stamp > now + AHEAD),
        ("replay", part.answer_stamp is not None and answer.stamp <= part.answer_stamp),
    )
    for reason, applies in rules:
        if applies:
            raise _Held(reason, part)


def _note(answer: Reply, part: Invitation, now: datetime) -> None:
    """The answer and its words; an answer is also proof that the invite arrived."""
    part.answer, part.answer_sequence = answer.partstat.lower(), answer.sequence
    part.answer_stamp, part.answered_at = answer.stamp, now
    part.note = _words(answer, part)[:400]
    part.bounced_at, part.bounce_reason = None, ""


def _answered(answer: Reply, part: Invitation, now: datetime) -> None:
    """The journal's line; who declines or asks for another time is shown where to say so for good."""
    booking = part.booking
    assert booking is not None
    counters = answer.method == "COUNTER"
    journal.about(booking, "counter-invite" if counters else ACTS[part.answer], at=now, by=part.person)
    ask = "countered" if counters else "declined" if part.answer == "declined" else ""
    if ask and answer.sequence == booking.sequence:
        outbox.post_once(ask, [part], str(booking.sequence), now=now)


def _answered_trial(_answer: Reply, part: Invitation, now: datetime) -> None:
    """Whatever the answer was: it came back."""
    trial.finish(part, now=now)


def _words(answer: Reply, part: Invitation) -> str:
    """The comment; for a COUNTER after the time it asks for, in the person's language."""
    comment = one_line(answer.comment)
    if answer.proposed_start is None or part.booking is None:
        return comment
    with own(part.person.language):
        asked = moment(answer.proposed_start, part.booking.slot.edition.zone)
        return _("%(when)s : %(comment)s", when=asked, comment=comment) if comment else asked


def _bounced(bounce: Bounce, now: datetime) -> Invitation:
    """Mark the invitation whose mail came back; the message stays in the ledger as what was sent."""
    message = _sent_as(bounce.message_id) or _sent_to(bounce.recipient, now)
    if message is None:
        raise _Held("unknown-message")
    part = _part_of(message)
    if part is None:
        raise _Held("no-invite")
    if bounce.recipient != part.email:
        raise _Held("other-address", part)
    if not bounce.is_final:
        raise _Held("delayed", part)
    part.bounced_at, part.bounce_reason = now, one_line(bounce.reason or bounce.status)[:300]
    if part.booking is not None:
        journal.about(part.booking, "bounce", at=now, by=None, email=part.email)
    return part


def _part_of(message: Message | None) -> Invitation | None:
    return message.invitation if message else None


def _sent_as(message_id: str) -> Message | None:
    """Our message of that Message-ID, the newest if it was sent again."""
    return _newest(Message.message_id == message_id) if message_id else None


def _sent_to(recipient: str, now: datetime) -> Message | None:
    """The newest invite that left for this address lately: some servers return no Message-ID, or not ours."""
    recent = Message.sent_at > now - RETURNS
    return _newest(Message.to_email == recipient, recent, Message.invitation_id.is_not(None)) if recipient else None


def _newest(*where: Any) -> Message | None:
    return db.session.scalar(select(Message).where(*where).order_by(Message.id.desc()).limit(1))


def _shown(answer: Answer) -> dict[str, str]:
    """The columns by which a coordinator recognises a mail. `kind`: accepted tentative declined counter bounce away
    other."""
    columns: dict[type, Callable[[Any], tuple[str, str, str]]] = {
        Reply: lambda reply: (_kind(reply), reply.sender, reply.comment),
        Bounce: lambda bounce: ("bounce", bounce.recipient, bounce.reason or bounce.status),
        OutOfOffice: lambda away: ("away", away.sender, away.subject),
        Unknown: lambda other: ("other", other.sender, other.subject),
    }
    kind, sender, excerpt = columns[type(answer)](answer)
    return {"kind": kind, "sender": sender[:254], "excerpt": one_line(excerpt)[:400]}


def _kind(reply: Reply) -> str:
    return "counter" if reply.method == "COUNTER" else reply.partstat.lower()
