"""A small calendar, written from RFC 5545 and RFC 5546 alone: it obeys what arrives, in the order in which it arrives.

Like sabre's (Nextcloud, Baïkal) it never looks at SEQUENCE: a REQUEST puts the event where it says (RFC 5546, 3.2.2), a
CANCEL takes it away (3.2.5). So whatever it shows at the end is what the order of arrival alone made of it. It shares
no code with the product: not even the engine that wrote the lines reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT as it arrived, and the method with which it came."""

    method: str
    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    summary: str
    location: str
    url: str
    status: str
    attendee: str
    organizer: str

    @property
    def booking(self) -> str:
        """The uid of the session, from the address of its page."""
        return self.url.rpartition("/")[2]


@dataclass(slots=True)
class Calendar:
    """What one person sees, by UID; and everything that ever arrived, oldest first."""

    events: dict[str, Event] = field(default_factory=dict)
    heard: list[Event] = field(default_factory=list)

    def receive(self, mail: EmailMessage) -> Event | None:
        """Apply the invite that the mail carries, if it carries one."""
        part = next((part for part in mail.walk() if part.get_content_type() == "text/calendar"), None)
        if part is None:
            return None
        event = read(part.get_payload(decode=True).decode())  # type: ignore[union-attr]
        assert part.get_param("method") == event.method, "RFC 6047, 2.4: both name the same method"
        self.heard.append(event)
        if event.method == "CANCEL":
            self.events.pop(event.uid, None)
        else:
            self.events[event.uid] = event
        return event


def read(text: str) -> Event:
    """The one event of a calendar object."""
    lines = re.sub("\r\n[ \t]", "", text).split("\r\n")
    method = next(line.partition(":")[2] for line in lines if line.startswith("METHOD:"))
    first, last = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT")
    assert lines.count("BEGIN:VEVENT") == 1
    found: dict[str, tuple[str, str]] = {}
    depth = 0
    for line in lines[first + 1 : last]:
        depth += line.startswith("BEGIN:") - line.startswith("END:")
        name, parameters, value = _split(line)
        if not depth and name != "END":
            assert name not in found, f"{name} stands twice"
            found[name] = (parameters, value)
    return Event(
        method=method, uid=found["UID"][1], sequence=int(found["SEQUENCE"][1]), stamp=_moment(*found["DTSTAMP"]),
        starts_at=_moment(*found["DTSTART"]), summary=_text(found["SUMMARY"][1]), location=_text(found["LOCATION"][1]),
        url=found["URL"][1], status=found["STATUS"][1], attendee=_address(found["ATTENDEE"][1]),
        organizer=_address(found["ORGANIZER"][1]),
    )  # fmt: skip


def _split(line: str) -> tuple[str, str, str]:
    """Name, parameters and value; a quoted parameter may hold a colon (RFC 5545, 3.1)."""
    match = re.fullmatch(r'([A-Z-]+)((?:;[^=:;]+=(?:"[^"]*"|[^":;]*))*):(.*)', line, re.DOTALL)
    assert match, f"not a content line: {line!r}"
    return match[1], match[2], match[3]


def _moment(parameters: str, value: str) -> datetime:
    """In UTC, or on the clock of the zone that the parameter names."""
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    zone = re.fullmatch(r";TZID=([\w/]+)", parameters)
    assert zone, f"a time that floats: {value}"
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo(zone[1])).astimezone(UTC)


def _text(value: str) -> str:
    return re.sub(r"\\(.)", lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], value)


def _address(value: str) -> str:
    assert value.startswith("mailto:"), value
    return value.removeprefix("mailto:")
