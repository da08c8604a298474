"""What a message says at the moment it leaves.

A step of a session's life is written from what is true now, not from what was when it was posted: some calendars
(sabre: Nextcloud, Baïkal) do not look at SEQUENCE, and an older invite that comes late would win there. What the person
is owed, `telling` says; when that is nothing, the message is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from brigade.calendars.address import bare
from brigade.calendars.event import Event, Party
from brigade.calendars.invite import cancel, confirm
from brigade.clock import local_day
from brigade.database import db
from brigade.domain import judging, silence
from brigade.domain.answers import standing
from brigade.domain.arranging import objecting
from brigade.domain.sign_in import LIFE, token_for
from brigade.language import local, own
from brigade.mail import announcements, calling, invites, letters, notices, packs, telling, trial
from brigade.mail.letters import Letter, Role
from brigade.mail.mime import Envelope, build
from brigade.mail.postman import truth
from brigade.models import Booking, Edition, Expert, Invitation, Message, Need, Slot, Table
from brigade.queries import editions, offline, paper


@dataclass(frozen=True, slots=True)
class Told:
    """The invitation that a message carries: whether anything was tried before, and what its ledger says afterwards."""

    invitation: int
    tried: bool
    version: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that can leave. Its row said: `attempts` so far, and `earlier`, the Message-ID it may have left under.

    `secret` must not be in what is kept.
    """

    uid: str
    attempts: int
    earlier: str
    envelope: Envelope
    mime: EmailMessage
    told: Told | None = None
    secret: str = ""

    def kept(self, wire: bytes) -> bytes:
        """What the outbox remembers: the very bytes, or the same message without its secret."""
        if not self.secret:
            return wire
        text, html = (part.replace(self.secret, "…") for part in (self.envelope.text, self.envelope.html))
        return build(replace(self.envelope, text=text, html=html)).as_bytes()


class Dropped(Exception):
    """Nobody needs this message any more; the argument is the reason's code."""


# METHOD → the calendar object that goes with the letter; the kind of a letter about a live session → its words.
METHODS = {"REQUEST": confirm, "CANCEL": cancel}
REMINDERS = {
    "hour": notices.soon, "unanswered": notices.unanswered,
    "declined": notices.declined, "countered": notices.countered,
}  # fmt: skip
JUST_NOW = timedelta(days=1)  # an invite that left since then, after a long time without mail, is reminder enough
# Worth saying only while the person's calendar still says this of the newest version.
WHILE = {"unanswered": "needs-action", "declined": "declined", "countered": "tentative"}

EVERYTHING = (
    joinedload(Message.booking).options(
        joinedload(Booking.need), joinedload(Booking.organization), joinedload(Booking.table),
        joinedload(Booking.person), joinedload(Booking.slot).joinedload(Slot.edition),
        joinedload(Booking.expert).joinedload(Expert.person),
    ),
    joinedload(Message.invitation).joinedload(Invitation.person), joinedload(Message.sign_in_token),
    joinedload(Message.announcement), joinedload(Message.recipient), undefer(Message.text), undefer(Message.html),
)  # fmt: skip


def find(message: int) -> Message:
    """The message with all that is needed to write it, in one query."""
    return db.session.scalars(select(Message).where(Message.id == message).options(*EVERYTHING)).one()


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes messages as they should leave at `now`; `config` is the application's."""

    config: Mapping[str, Any]
    now: datetime

    def write(self, message: Message) -> Ready:
        """`Dropped` when it should not leave, ValueError when it cannot be written."""
        return WRITERS.get(message.kind, Writer.stored)(self, message)

    def step(self, message: Message) -> Ready:
        """What this person is owed now, whatever the step was for which the message was posted."""
        booking, part = message.booking, message.invitation
        assert booking is not None and part is not None
        owed = telling.owed(booking, part)
        if owed is None:
            raise Dropped("told" if part.tried or booking.state != "cancelled" else "cancelled")
        before = told_place(part) or notices.here(booking)
        letter = _letter(owed.letter, booking, part, before)
        version = f"{part.uid}:{booking.sequence}:{owed.method}:{message.to_email}"
        if message.kind == "again":  # the first one may have arrived, and its Message-ID would hide this one
            version = message.key
        envelope = self._envelope(message, letter, booking.slot.edition, version, part.person.language)
        place = before if owed.method == "CANCEL" else notices.here(booking)
        calendar = METHODS[owed.method](self._event(booking, part, place, envelope))
        told = Told(part.id, part.tried, _version(booking, owed.method))
        return _ready(message, replace(envelope, calendar=calendar, method=owed.method), told)

    def _event(self, booking: Booking, part: Invitation, place: notices.Place, envelope: Envelope) -> Event:
        event = invites.event(
            booking, part.person, organizer=envelope.sender, public_url=self.config["PUBLIC_URL"], stamp=self.now,
            uid=part.uid, place=place,
        )  # fmt: skip
        return replace(event, attendee=envelope.recipient)

    def reminder(self, message: Message) -> Ready:
        """Before a session, or about what a calendar answered or did not; only while there is something to say."""
        booking, part = message.booking, message.invitation
        assert booking is not None and part is not None
        if not telling.takes_part(booking, part) or self.now >= booking.slot.starts_at:
            raise Dropped("cancelled")
        said = standing(part, booking.sequence)
        if said != WHILE.get(message.kind, said):
            raise Dropped("answered")
        if message.kind == "unanswered" and (part.told_at is None or part.told_at > self.now - JUST_NOW):
            raise Dropped("told")
        person = part.person
        letter = REMINDERS[message.kind](booking, cast(Role, part.role), person.language, person.name)
        return _ready(message, self._envelope(message, letter, booking.slot.edition, message.key, person.language))

    def feedback(self, message: Message) -> Ready:
        """How was it? Only while there is something to ask: it was held, and nobody of that side has said yet."""
        booking, part = message.booking, message.invitation
        assert booking is not None and part is not None
        if not judging.may_tell(booking, self.now) or not telling.takes_part(booking, part):
            raise Dropped("cancelled")
        if judging.find(booking, part.person):
            raise Dropped("answered")
        letter = notices.how_was_it(booking, part.person.language, part.person.name)
        return _ready(message, self._envelope(message, letter, booking.slot.edition, message.key, part.person.language))

    def test(self, message: Message) -> Ready:
        """The test invite, or its withdrawal once it was answered."""
        part, edition = message.invitation, editions.current()
        assert part is not None and edition is not None
        owed = trial.owed(part)
        if owed is None:
            raise Dropped("told")
        version = f"{part.uid}:{owed.sequence}:{owed.method}:{message.to_email}"
        letter = trial.letter(part, owed, edition)
        envelope = self._envelope(message, letter, edition, version, part.person.language)
        event = trial.event(
            part, owed, edition, organizer=envelope.sender, public_url=self.config["PUBLIC_URL"], stamp=self.now
        )
        calendar = METHODS[owed.method](replace(event, attendee=envelope.recipient))
        told = Told(part.id, part.tried, {"told_sequence": owed.sequence, "told_method": owed.method})
        return _ready(message, replace(envelope, calendar=calendar, method=owed.method), told)

    def evening(self, message: Message) -> Ready:
        """All of the person's sessions of that day, as they are now; those that have begun are left out."""
        person, day = message.recipient, date.fromisoformat(message.key.rpartition(":")[2])
        assert person is not None
        meetings = [
            (part.booking, cast(Role, part.role)) for part in telling.parts_of(person)
            if part.booking is not None and part.booking.slot.day == day and part.booking.slot.starts_at > self.now
        ]  # fmt: skip
        if not meetings:
            raise Dropped("over")
        meetings.sort(key=lambda meeting: meeting[0].slot.starts_at)
        edition = meetings[0][0].slot.edition
        is_today = local_day(self.now, edition.zone) == day
        letter = notices.day_ahead(meetings, person.language, person.name, is_today=is_today)
        return _ready(message, self._envelope(message, letter, edition, message.key, person.language))

    def pack(self, message: Message) -> Ready:
        """The day in one file, as it is now; nobody needs it once the day is over, or without being a coordinator."""
        person, edition = message.recipient, editions.current()
        day = date.fromisoformat(message.key.split(":")[1])
        if edition is None or person is None or not person.is_coordinator or local_day(self.now, edition.zone) > day:
            raise Dropped("over")
        url, secret = self.config["PUBLIC_URL"], self.config["SECRET_KEY"]
        with own(person.language):
            found = offline.pack(paper.Press(edition, self.now, public_url=url, secret=secret), day)
        letter = packs.letter(found, person.language, person.name)
        envelope = self._envelope(message, letter, edition, message.key, person.language)
        return _ready(message, replace(envelope, attachments=(packs.file(found, person.language),)))

    def link(self, message: Message) -> Ready:
        """The sign-in link, with the token that exists only here."""
        token = message.sign_in_token
        assert token is not None
        if self.now >= token.expires_at:
            raise Dropped("expired")
        need = db.session.get(Need, token.need_id) if token.need_id else None
        edition = need.edition if need else editions.current()
        raw = token_for(token.uid, self.config["SECRET_KEY"])
        minutes = int(LIFE.total_seconds() // 60)
        letter = letters.sign_in(message.language, raw, message.to_name, minutes=minutes, edition=edition)
        return _ready(message, self._envelope(message, letter, edition, message.key, message.language), secret=raw)

    def announcement(self, message: Message) -> Ready:
        """What a coordinator wrote to many, with this reader's greeting; its words are final."""
        row = message.announcement
        assert row is not None
        edition = db.session.get(Edition, row.edition_id)
        letter = announcements.announced(row, edition, message.language, message.to_name)
        return _ready(message, self._envelope(message, letter, edition, message.key, message.language))

    def call(self, message: Message) -> Ready:
        """An invitation into the edition, or a reminder to whoever has not answered it; dropped once they have."""
        group, where, person = calling.read_key(message.key)
        edition = db.session.get(Edition, where)
        if edition is None or (message.kind == "nudged" and not silence.is_silent(group, where, person)):
            raise Dropped("answered" if edition else "over")
        letter = calling.called(calling.Call(message.kind, group, edition), message.language, message.to_name)
        return _ready(message, self._envelope(message, letter, edition, message.key, message.language))

    def stored(self, message: Message) -> Ready:
        """A letter whose words were final when it was posted; dropped when they are no longer true."""
        if not message.subject:
            raise ValueError(f"nothing is said by a message of the kind {message.kind}")
        if not truth.holds(message, self.now):
            raise Dropped("over")
        letter = Letter(message.subject, message.text, message.html)
        return _ready(message, self._envelope(message, letter, editions.current(), message.key, message.language))

    def _envelope(
        self, message: Message, letter: Letter, edition: Edition | None, seed: str, language: str
    ) -> Envelope:
        """Who writes to whom. The same `seed` gives the same Message-ID: a second try is recognised as a duplicate."""
        organizer = bare(self.config["ORGANIZER"])
        return Envelope(
            sender=Party(self.config["ORGANIZER_NAME"] or _name(edition, language), organizer),
            recipient=Party(message.to_name, message.to_email),
            subject=letter.subject, text=letter.text, html=letter.html,
            message_id=f"<{sha256(seed.encode()).hexdigest()[:32]}@{organizer.rpartition('@')[2]}>",
            date=self.now, language=language,
        )  # fmt: skip


# How each kind of message is written; any other brings its own words.
WRITERS: dict[str, Callable[[Writer, Message], Ready]] = {
    "sign-in": Writer.link,
    "announcement": Writer.announcement,
    **dict.fromkeys(calling.KINDS, Writer.call),
    "evening": Writer.evening,
    "pack": Writer.pack,
    "feedback": Writer.feedback,
    "test": Writer.test,
    **dict.fromkeys((*telling.WHO, "again"), Writer.step),
    **dict.fromkeys(REMINDERS, Writer.reminder),
}


def told_place(part: Invitation) -> notices.Place | None:
    """Where the session was when this person's calendar was last told; None when it never was."""
    if part.told_expert_id is None:
        return None
    expert = db.session.get_one(Expert, part.told_expert_id)
    return notices.Place(
        expert, db.session.get_one(Slot, part.told_slot_id), db.session.get_one(Table, part.told_table_id)
    )


def _letter(name: str, booking: Booking, part: Invitation, before: notices.Place) -> Letter:
    """The letter of that name, for the person whose part it is."""
    role, reader = cast(Role, part.role), part.person
    letters_of: dict[str, Callable[[], Letter]] = {
        "booked": lambda: letters.booked(booking, role, reader.language, reader.name),
        "moved": lambda: notices.moved(
            booking, role, before, reader.language, reader.name,
            may_object=role == "organization" and objecting.may_object(booking),
        ),
        "cancelled": lambda: notices.cancelled(booking, role, before, reader.language, reader.name),
        "replaced": lambda: notices.replaced(booking, before, reader.language, reader.name),
    }
    return letters_of[name]()


def _version(booking: Booking, method: str) -> dict[str, Any]:
    return {
        "told_sequence": booking.sequence, "told_method": method, "told_slot_id": booking.slot_id,
        "told_expert_id": booking.expert_id, "told_table_id": booking.table_id,
    }  # fmt: skip


def _ready(message: Message, envelope: Envelope, told: Told | None = None, secret: str = "") -> Ready:
    return Ready(message.uid, message.attempts, message.message_id, envelope, build(envelope), told, secret)


def _name(edition: Edition | None, language: str) -> str:
    if edition is None:
        return ""
    with own(language):
        return local(edition, "name")
