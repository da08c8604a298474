"""An invite's answer, as a calendar program writes it (RFC 5546, 3.2.3): what the demo's buttons send."""

from datetime import UTC, datetime

import icalendar

from brigade.calendars.address import mailto
from brigade.calendars.card import Card
from brigade.calendars.text import one_line

PRODUCT = "-//Brigade//Demo//EN"


def reply(card: Card, partstat: str, *, stamp: datetime) -> bytes:
    """METHOD:REPLY of the card's one attendee; `partstat` as calendars.answer names it, `stamp` aware."""
    event = icalendar.Event()
    event.add("uid", card.uid)
    event.add("sequence", card.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", card.starts_at)
    event.add("dtend", card.ends_at)
    event.add("summary", one_line(card.summary))
    event.add("organizer", icalendar.vCalAddress(mailto(card.organizer)))
    attendee = icalendar.vCalAddress(mailto(card.attendee))
    attendee.params["PARTSTAT"] = partstat
    event.add("attendee", attendee)
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "REPLY")
    calendar.add_component(event)
    raw: bytes = calendar.to_ical()
    return raw
