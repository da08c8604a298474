"""Messages that come back: stored ones (mails/*.eml, as real programs write them) and ones made of a few
lines."""

from datetime import UTC, datetime
from pathlib import Path

from brigade.calendars.answer import Reply

MAILS = Path(__file__).parent / "mails"
NAMES = sorted(path.stem for path in MAILS.glob("*.eml"))
UID = "6b1d3c52f0a94e1f@brigade.example.org"
WHO = "direction@theatre.example.org"
OURS = "<6b1d3c52.2.theatre@brigade.example.org>"

ACCEPTED = Reply(
    method="REPLY",
    uid=UID,
    sequence=0,
    stamp=datetime(2026, 10, 2, 12, 0, tzinfo=UTC),
    attendee=WHO,
    partstat="ACCEPTED",
    sender=WHO,
    comment="",
)


def a_mail(name: str) -> bytes:
    """A stored message, with the line ends of the wire."""
    return (MAILS / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n")


def a_reply(*lines: str, sender: str = WHO, method: str = "REPLY") -> bytes:
    """A message whose only part is a calendar with one event of these lines."""
    event = ["BEGIN:VEVENT", *lines, "END:VEVENT"]
    calendar = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", f"METHOD:{method}", *event, "END:VCALENDAR", ""]
    headers = [
        f"From: {sender}",
        "Subject: x",
        "Content-Type: text/calendar; charset=utf-8; method=REPLY",
        "",
        "",
    ]
    return "\r\n".join(headers + calendar).encode()


PLAIN = (f"UID:{UID}", "DTSTAMP:20261002T120000Z", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WHO}")
