"""The calendar that a program reads from an address by itself, again and again: events that exist already, joined.

What readers take from its head, as their makers say or their code shows:

- X-WR-CALNAME names the calendar in Google's, Apple's and Outlook's (MS-OXCICAL); NAME (RFC 7986) in none of them.
- REFRESH-INTERVAL is what Nextcloud follows; without it, it looks once a week. Google and Outlook keep a pace of their
  own (hours), Apple's and Thunderbird the one their owner sets. X-PUBLISHED-TTL would add nobody: MS-OXCICAL says to
  ignore it, and Nextcloud prefers the other.

A session that was cancelled is left out: at each reading every one of them shows what the file holds now, and nothing
else. With STATUS:CANCELLED Google removes it too, but Apple's, Nextcloud and Thunderbird keep it struck through for
ever, and Outlook shows it as if it took place. Nothing rings: the invite does already.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

import icalendar

from brigade.calendars.event import Event
from brigade.calendars.invite import PRODUCT, Text, vevent_of
from brigade.calendars.text import one_line
from brigade.calendars.zone import timezone

REFRESH = timedelta(hours=1)


def vevent(event: Event, *, free: bool = False) -> bytes:
    """One event of a feed, whoever `event.attendee` is; `free`: it takes none of its reader's time."""
    component = vevent_of(event, "CONFIRMED")
    if free:
        component.add("transp", "TRANSPARENT")
    raw: bytes = component.to_ical()
    return raw


def calendar(name: str, zone: str, span: tuple[datetime, datetime], vevents: Iterable[bytes]) -> bytes:
    """The whole feed; `span`: the first and the last moment (aware) for which its one VTIMEZONE must be right.

    That one is there without any event too: a calendar without a component is none (RFC 5545, 3.6).
    """
    return b"".join((_head(name, zone, *span), *vevents, b"END:VCALENDAR\r\n"))


@lru_cache(maxsize=256)
def _head(name: str, zone: str, first: datetime, last: datetime) -> bytes:
    """Everything before the events: the same at each reading."""
    head = icalendar.Calendar()
    head.add("prodid", PRODUCT)
    head.add("version", "2.0")
    head.add("method", "PUBLISH")
    head.add("x-wr-calname", Text(one_line(name)))
    head.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    head.add_component(timezone(zone, first, last))
    raw: bytes = head.to_ical()
    return raw.removesuffix(b"END:VCALENDAR\r\n")
