"""The calendar objects of a booking: the invite, its withdrawal, and the file a person downloads.

RFC 5545 for the lines, RFC 5546 for what each method must and must not carry. The three functions share one
table of properties, so that a booking says the same in all of them. There is no X- property: none of the
readers tried here needs one. The engine is `icalendar`, used part by part: its `Calendar.new()` invents a
UID, and its TEXT escaping turns a typed backslash followed by N into a line break.
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from brigade.calendars.address import mailto
from brigade.calendars.event import Event, Party
from brigade.calendars.text import many_lines, one_line
from brigade.calendars.zone import timezone

PRODUCT = "-//Brigade//Invites//EN"
# Outlook rings only for an invite that brings its own alarm (MS-OXCICAL 2.1.3.1.1.20.62).
RINGS_BEFORE = timedelta(minutes=30)
_ESCAPED = re.compile(r"[\\;,]")


def confirm(event: Event) -> bytes:
    """The invite: a new session, or its newest time and place. ValueError without `event.attendee`."""
    component = vevent_of(event, "CONFIRMED")
    component.add("attendee", _attendee(event))
    component.add_component(_alarm(event))
    return _calendar("REQUEST", event, component)


def cancel(event: Event) -> bytes:
    """Its withdrawal; the caller has raised `event.sequence`. ValueError without `event.attendee`."""
    component = vevent_of(event, "CANCELLED")
    component.add("attendee", _attendee(event))
    return _calendar("CANCEL", event, component)


def download(event: Event) -> bytes:
    """The file offered on the booking's page.

    The same UID, so that it never stands beside the invite as a second event; no attendee, so that opening it
    asks for no answer (RFC 5546, 3.2.1).
    """
    component = vevent_of(event, "CONFIRMED")
    component.add_component(_alarm(event))
    return _calendar("PUBLISH", event, component)


def _calendar(method: str, event: Event, component: icalendar.Event) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if "TZID" in component["DTSTART"].params:
        calendar.add_component(timezone(event.zone, event.starts_at, event.ends_at))
    calendar.add_component(component)
    raw: bytes = calendar.to_ical()
    return raw


def vevent_of(event: Event, status: str) -> icalendar.Event:
    """What the invite and every feed say of the session, but for whom it is and what rings."""
    component = icalendar.Event()
    starts, ends = _times(event)
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.stamp.astimezone(UTC))
    component.add("dtstart", starts)
    component.add("dtend", ends)
    component.add("status", status)
    component.add("organizer", _party(event.organizer))
    for name in ("summary", "location"):
        _say(component, name, one_line(getattr(event, name)))
    _say(component, "description", many_lines(event.description))
    if event.url:
        component.add("url", one_line(event.url))
    return component


def _times(event: Event) -> tuple[datetime, datetime]:
    """Both ends on the zone's clock, or in UTC when that clock shows one of them twice that night.

    Of two such hours readers take the first (RFC 5545, 3.3.5), so the second could not be written otherwise.
    """
    clock = ZoneInfo(event.zone)
    starts, ends = event.starts_at.astimezone(clock), event.ends_at.astimezone(clock)
    if event.zone == "UTC" or _is_shown_twice(starts) or _is_shown_twice(ends):
        return event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
    return starts, ends


def _is_shown_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _say(component: icalendar.Event | icalendar.Alarm, name: str, words: str) -> None:
    if words:
        component.add(name, Text(words))


def _attendee(event: Event) -> icalendar.vCalAddress:
    if event.attendee is None:
        raise ValueError("an invite has exactly one attendee")
    address = _party(event.attendee)
    address.params.update(ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="TRUE")
    return address


def _party(party: Party) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(mailto(party.email))
    name = _parameter(party.name)
    if name:
        address.params["CN"] = name
    return address


def _parameter(name: str) -> str:
    """A parameter cannot hold a double quote, and the escapes for it (RFC 6868) are read by few programs."""
    return one_line(name).replace('"', "'").replace("^", "").replace("\\", "")


def _alarm(event: Event) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -RINGS_BEFORE)
    _say(alarm, "description", one_line(event.summary) or "-")
    return alarm


class Text(icalendar.vText):
    """TEXT escaped by the four rules of RFC 5545, 3.3.11, and no others."""

    def to_ical(self) -> bytes:
        return _ESCAPED.sub(r"\\\g<0>", self).replace("\n", r"\n").encode()
