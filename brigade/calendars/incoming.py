"""A stranger's message, taken apart without trusting it.

The limits are checked on the bytes, before any parser sees them: the standard library's is slow on thousands
of parts and gives up on deep nesting, and so does the calendar engine. Ordinary answers stay far below every
one of them.
"""

import re
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from brigade.calendars.address import bare
from brigade.calendars.text import one_line

LARGEST = 256 * 1024
_LONGEST_HEAD = 32 * 1024
# How often each may stand in a message, in any case of letters: the first two nest, the others multiply.
_MOST = ((rb"boundary", 30), (rb"message/", 15), (rb"\n--", 400), (rb"\n[!-9;-~]+:", 2000))
_MAILBOX = re.compile(r"(?:[^<>]*<)?\s*([^\s<>,;:\"()]+@[^\s<>,;:\"()]+)\s*>?(?:\s*\([^()]*\))?\s*")


class Held(Exception):
    """The message says nothing that may have an effect; the text says why."""


def headers(raw: bytes) -> Message:
    """The headers alone, so that even a message that stays closed has a sender and a subject."""
    return BytesHeaderParser(policy=compat32).parsebytes(raw[:_LONGEST_HEAD])


def opened(raw: bytes) -> Message:
    """The parsed message; Held when it is too large or too complicated to be an answer."""
    if len(raw) > LARGEST:
        raise Held("too large")
    for pattern, most in _MOST:
        if len(re.findall(pattern, raw, re.IGNORECASE)) > most:
            raise Held("too complicated")
    return message_from_bytes(raw, policy=compat32)


def sender(message: Message) -> str:
    """The bare address of From, or an empty text when there is not exactly one that can be read."""
    written = message.get_all("From", [])
    found = _MAILBOX.fullmatch(_unfolded(written[0])) if len(written) == 1 else None
    return address(found[1]) if found else ""


def address(written: str) -> str:
    """`written` as a bare address, or an empty text when it is none."""
    try:
        return bare(written)
    except ValueError:
        return ""


def subject(message: Message) -> str:
    """The words of Subject, at most 200 characters."""
    written = _unfolded(message.get("Subject", ""))
    try:
        words = str(make_header(decode_header(written)))
    except (MessageError, LookupError, ValueError):
        words = written
    return one_line(words)[:200]


def message_id(text: str) -> str:
    """The first Message-ID in a header's value, angle brackets included, or an empty text."""
    found = re.search(r"<[!-;=?-~]{1,250}>", text)
    return found[0] if found else ""


def words_of(part: Message) -> str:
    """The text of a part, decoded as well as it can be."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(str(part.get_param("charset") or "utf-8"), "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _unfolded(header: object) -> str:
    return re.sub(r"\r?\n[ \t]+", " ", str(header))
