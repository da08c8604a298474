"""One message as it goes over the wire, from plain values to the standard library's EmailMessage.

`multipart/alternative` of text, HTML and, for invites, the calendar: no attachment beside it, because Outlook
then shows a file instead of the buttons, and Gmail two invites. Other letters may bring files (`multipart/mixed`).
Everything is ASCII, so no server on the way re-encodes it. The same values give the same bytes, boundary included: a
retry after a crash is a duplicate that can be recognised.

Names and subjects are encoded here and handed over as they are. Leaving it to `email.policy` was discarded: a
person whose name is typed as `=?utf-8?q?x=0D=0AEvil:_1?=` gets a header line of their own out of Python 3.11.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from hashlib import sha256

from brigade.calendars.address import bare
from brigade.calendars.event import Party
from brigade.calendars.text import many_lines, one_line

# 76: the longest line of an encoded part (RFC 2045, 6.7). The headers below are folded already.
WIRE = SMTP.clone(max_line_length=76, refold_source="none")
_SHORT = 60  # fits on the line of its header
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r$", re.MULTILINE)


@dataclass(frozen=True)
class Attachment:
    """A file beside the letter; `subtype` is that of its text, such as "html"."""

    name: str
    subtype: str
    data: bytes


@dataclass(frozen=True)
class Envelope:
    """What one message says to one person.

    `sender` is the mailbox that is read, the ORGANIZER of the invite; `message_id` has its angle brackets;
    `date` is aware; `language` is that of the words, such as "fr". `calendar` and its `method` (REQUEST,
    CANCEL) come together or not at all, and without attachments.
    """

    sender: Party
    recipient: Party
    subject: str
    text: str
    html: str
    message_id: str
    date: datetime
    language: str
    calendar: bytes | None = None
    method: str | None = None
    attachments: tuple[Attachment, ...] = ()


def build(envelope: Envelope) -> EmailMessage:
    """The message, ready for `as_bytes()`.

    ValueError, with a sentence, when an address has no ASCII form, or when Message-ID, language, date or
    method are not what they must be; whatever a person typed is cleaned instead.
    """
    _check(envelope)
    message = EmailMessage(policy=WIRE)
    message.set_raw("From", _mailbox(envelope.sender))
    message.set_raw("To", _mailbox(envelope.recipient))
    message.set_raw("Subject", _words(one_line(envelope.subject)))
    message.set_raw("Date", format_datetime(envelope.date))
    message.set_raw("Message-ID", envelope.message_id)
    # Out-of-office programs stay silent (RFC 3834, 5); calendars look at the parts and show the invite.
    message.set_raw("Auto-Submitted", "auto-generated")
    _fill(message, envelope)
    # After the parts are there: before, every Content- header moves into the first of them.
    message.set_raw("Content-Language", envelope.language)
    return message


def _check(envelope: Envelope) -> None:
    if not _MESSAGE_ID.fullmatch(envelope.message_id):
        raise ValueError(f"not a Message-ID: {envelope.message_id[:80]!r}")
    if not _LANGUAGE.fullmatch(envelope.language):
        raise ValueError(f"not a language: {envelope.language[:80]!r}")
    if envelope.date.utcoffset() is None:
        raise ValueError("date has no time zone")
    written = _METHOD.search(envelope.calendar) if envelope.calendar else None
    if (written and written[1].decode()) != envelope.method:
        raise ValueError(f"the calendar's METHOD is not {envelope.method!r}")
    if envelope.calendar and envelope.attachments:
        raise ValueError("an invite brings no other file")


def _mailbox(party: Party) -> str:
    """`"Name" <address>`; the address on a line of its own when the name is encoded (RFC 5322, 3.4)."""
    name, address = one_line(party.name), bare(party.email)
    if not name:
        return address
    if _is_plain(name):
        return f'"{quote(name)}" <{address}>'
    return f"{_encoded(name)}\r\n <{address}>"


def _words(text: str) -> str:
    return text if _is_plain(text) else _encoded(text)


def _is_plain(text: str) -> bool:
    """Short, ASCII, and not what a reader would take for an encoded word (RFC 2047, 2) and decode."""
    return len(text) <= _SHORT and text.isascii() and "=?" not in text


def _encoded(text: str) -> str:
    return Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _fill(message: EmailMessage, envelope: Envelope) -> None:
    message.set_content(many_lines(envelope.text), cte="quoted-printable")
    message.add_alternative(many_lines(envelope.html), subtype="html", cte="quoted-printable")
    if envelope.calendar and envelope.method:
        message.add_alternative(
            envelope.calendar, "text", "calendar", params={"charset": "UTF-8", "method": envelope.method}
        )
    for file in envelope.attachments:
        message.add_attachment(file.data, "text", file.subtype, filename=file.name, params={"charset": "UTF-8"})
    # "=_" stands in no quoted-printable or base64 line, so no text can contain the boundary.
    for depth, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary("=_" + sha256(f"{depth or ''}{envelope.message_id}".encode()).hexdigest()[:32])
    for part in list(message.walk())[1:]:
        del part["MIME-Version"]  # belongs to the whole message (RFC 2045, 4)
