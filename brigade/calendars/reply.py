"""What came back: a calendar's answer, a delivery report, a note that somebody is away, or none of these.

Reading never fails and never acts. Google, Outlook, Apple and Thunderbird differ in what they leave out
(Outlook the ORGANIZER) and in letters (MAILTO, Accepted), so only what an answer needs is asked for: one
event, its UID, one attendee with a known answer, and the moment it was given. RFC 5546, 3.2.3 and 3.2.7.
"""

import re
from datetime import UTC, datetime
from email.message import Message
from typing import Any
from urllib.parse import unquote

import icalendar

from brigade.calendars.answer import ACCEPTED, DECLINED, TENTATIVE, Answer, OutOfOffice, Reply, Unknown
from brigade.calendars.bounce import bounce
from brigade.calendars.incoming import Held, address, headers, message_id, opened, sender, subject, words_of
from brigade.calendars.text import many_lines, one_line

_LONGEST_COMMENT = 1000
_MOST_COMPONENTS = 40
_AWAY = re.compile(r"(automatic reply|réponse automatique|out of office|absence du bureau)\b", re.IGNORECASE)


def read(raw: bytes) -> Answer:
    """What the message says. Never an error: what cannot be read, or is not an answer, is Unknown."""
    who, what = "", ""
    try:
        head = headers(raw)
        who, what = sender(head), subject(head)
        return _read(opened(raw), who, what)
    except Held as held:
        return Unknown(str(held), who, what)
    except Exception as problem:  # two parsers, fed by strangers: whatever they stumble over is held as well
        return Unknown(f"unreadable ({type(problem).__name__})", who, what)


def _read(message: Message, who: str, what: str) -> Answer:
    """A report comes first, because it may carry a calendar; the calendar next, because programs send it."""
    if message.get_content_type() == "multipart/report":
        return bounce(message)
    calendar = _calendar_part(message)
    if calendar:
        return _reply(calendar, who)
    if _is_from_a_program(message, what):
        return OutOfOffice(who, what, message_id(str(message.get("In-Reply-To", ""))))
    raise Held("no calendar answer")


def _calendar_part(message: Message) -> str:
    """The first calendar in the message; Google sends the same one twice, as a part and as a file."""
    for part in message.walk():
        if part.get_content_type() in {"text/calendar", "application/ics"}:
            return words_of(part)
    return ""


def _is_from_a_program(message: Message, what: str) -> bool:
    """RFC 3834, 5, and what Exchange writes instead."""
    submitted = one_line(str(message.get("Auto-Submitted", "no"))).lower()
    named = any(name in message for name in ("X-Autoreply", "X-Autorespond"))
    return submitted.startswith("auto-replied") or named or bool(_AWAY.match(what))


def _reply(text: str, who: str) -> Reply:
    if text.upper().count("BEGIN:") > _MOST_COMPONENTS:
        raise Held("a calendar that is too complicated")
    calendar = icalendar.Calendar.from_ical(text)
    method = one_line(str(calendar.get("METHOD", ""))).upper()
    if method not in {"REPLY", "COUNTER"}:
        raise Held(f"a calendar with method {method[:20]!r}")
    event = _only(calendar.walk("VEVENT"), "event")
    attendee = _only(_all(event, "ATTENDEE"), "attendee")
    return Reply(
        method=method,
        uid=one_line(str(_only(_all(event, "UID"), "UID")))[:255],
        sequence=_sequence(event),
        stamp=_moment(event, "DTSTAMP"),
        attendee=_address(attendee),
        partstat=_partstat(attendee) if method == "REPLY" else TENTATIVE,
        sender=who,
        comment=_comment(event, attendee),
        proposed_start=_moment(event, "DTSTART") if method == "COUNTER" else None,
    )


def _all(event: icalendar.Component, name: str) -> list[Any]:
    """Every value of a property; the engine gives one value, or a list when there are several."""
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _only(things: list[Any], name: str) -> Any:
    if len(things) != 1:
        raise Held(f"{len(things)} times {name} instead of once")
    return things[0]


def _sequence(event: icalendar.Component) -> int:
    """Left out, it is 0 (RFC 5546, 3.2.3)."""
    written = str(_only(_all(event, "SEQUENCE") or [0], "SEQUENCE"))
    if not re.fullmatch("[0-9]{1,9}", written):
        raise Held("a sequence that is no number")
    return int(written)


def _moment(event: icalendar.Component, name: str) -> datetime:
    value = getattr(_only(_all(event, name), name), "dt", None)
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise Held(f"{name} is no moment")
    return value.astimezone(UTC)


def _address(attendee: Any) -> str:
    found = address(unquote(re.sub("^mailto:", "", str(attendee).strip(), flags=re.IGNORECASE)))
    if not found:
        raise Held("an attendee without address")
    return found


def _partstat(attendee: Any) -> str:
    partstat = str(attendee.params.get("PARTSTAT", "")).upper()
    if partstat not in {ACCEPTED, TENTATIVE, DECLINED}:
        raise Held(f"an answer that says {partstat[:20]!r}")
    return partstat


def _comment(event: icalendar.Component, attendee: Any) -> str:
    """What the person wrote with the answer: a property by the standard, a parameter by Google."""
    words = _all(event, "COMMENT") or [attendee.params.get("X-RESPONSE-COMMENT", "")]
    return many_lines("\n".join(map(str, words))).strip()[:_LONGEST_COMMENT]
