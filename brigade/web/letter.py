"""A message as a mail program shows it: for the demo's mailbox, and for coordinators in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from brigade import clock
from brigade.calendars import card
from brigade.language import gettext as _
from brigade.language import hour, moment, short_day, typeset
from brigade.mail import folder, letters
from brigade.models import Message
from brigade.queries import editions
from brigade.web import linked

Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Invite:
    """What a mail program shows of the calendar object."""

    cancelled: bool
    title: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Letter:
    """Headers, the words with links to press, and the invite if it brings one."""

    subject: str
    headers: Facts
    text: Markup
    invite: Invite | None = None


def of_row(row: Message) -> Letter | None:
    """As it was received; as it will be while it waits, if its words are final; None where they are not yet written."""
    if row.sent_bytes:
        return of_mail(folder.read(row.uid, row.sent_bytes))
    if row.text:
        return Letter(row.subject, [(_("À"), _address(row.to_email))], linked.text(row.text))
    return None


def of_words(written: letters.Letter) -> Letter:
    """As it will read, before anybody gets it."""
    return Letter(written.subject, [], linked.text(written.text))


def of_mail(mail: folder.Mail) -> Letter:
    """As it was received."""
    headers = [(_("De"), _address(mail.sender)), (_("À"), _address(mail.recipient)), (_("Date"), typeset(when(mail)))]
    return Letter(mail.subject, headers, linked.text(mail.text), _invite(mail.calendar) if mail.calendar else None)


def when(mail: folder.Mail) -> str:
    """Its date, on the edition's clock."""
    at, zone = datetime.fromisoformat(mail.date), _zone()
    return f"{short_day(clock.local_day(at, zone))}, {hour(at, zone)}"


def when_in_short(mail: folder.Mail) -> str:
    """As lists of mail write it: the hour today, the day before."""
    at, zone = datetime.fromisoformat(mail.date), _zone()
    day = clock.local_day(at, zone)
    return hour(at, zone) if day == clock.local_day(clock.now(), zone) else short_day(day)


def _address(text: str) -> Markup:
    """With a place before the @ where a narrow line may end."""
    return escape(text).replace("@", Markup("<wbr>@"))


def _invite(calendar: bytes) -> Invite:
    found, zone = card.read(calendar), _zone()
    facts = [
        (_("Quand"), typeset(f"{moment(found.starts_at, zone)} – {hour(found.ends_at, zone)}")),
        (_("Où"), found.location), (_("De"), _address(found.organizer)), (_("Pour"), _address(found.attendee)),
        (_("Version"), str(found.sequence)),
    ]  # fmt: skip
    return Invite(found.method == "CANCEL", found.summary, facts)


def _zone() -> str:
    edition = editions.current()
    return edition.zone if edition else "UTC"
