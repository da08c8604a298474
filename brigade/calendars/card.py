"""An invite's bytes as the few values that a person reads on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import icalendar


@dataclass(frozen=True, slots=True)
class Card:
    """Times are aware, UTC; `method` as written; `attendee` without "mailto:"."""

    method: str
    uid: str
    sequence: int
    summary: str
    starts_at: datetime
    ends_at: datetime
    location: str
    organizer: str
    attendee: str


def read(raw: bytes) -> Card:
    """The first event of a calendar that we made; ValueError for anything else."""
    calendar = icalendar.Calendar.from_ical(raw)
    event = next(iter(calendar.walk("VEVENT")), None)
    if event is None:
        raise ValueError("no event in this calendar")
    return Card(
        method=str(calendar.get("METHOD", "")), uid=str(event["UID"]), sequence=int(event.get("SEQUENCE", 0)),
        summary=str(event.get("SUMMARY", "")), location=str(event.get("LOCATION", "")),
        starts_at=event.decoded("DTSTART").astimezone(UTC), ends_at=event.decoded("DTEND").astimezone(UTC),
        organizer=_address(event.get("ORGANIZER", "")), attendee=_address(event.get("ATTENDEE", "")),
    )  # fmt: skip


def _address(value: object) -> str:
    return str(value).lower().removeprefix("mailto:")
