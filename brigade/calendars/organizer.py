"""Whose event an answer says it is about.

Outlook leaves ORGANIZER out of its answers, so its absence says nothing; one that names another mailbox belongs to an
event of somebody else's. Kept apart from `reply.read`, which asks only for what every answer has.
"""

import re
from email.message import Message
from urllib.parse import unquote

import icalendar

from brigade.calendars.incoming import address, opened, words_of


def organizers(raw: bytes) -> list[str]:
    """The bare address of each ORGANIZER in the message's first calendar, "" for one that is no address.

    Only for a message in which `reply.read` has found an answer: any other may be an error.
    """
    calendar = icalendar.Calendar.from_ical(_first_calendar(opened(raw)))
    found = [event.get("ORGANIZER", []) for event in calendar.walk("VEVENT")]
    return [_address(one) for each in found for one in (each if isinstance(each, list) else [each])]


def _first_calendar(message: Message) -> str:
    kinds = ("text/calendar", "application/ics")
    return next((words_of(part) for part in message.walk() if part.get_content_type() in kinds), "")


def _address(written: object) -> str:
    return address(unquote(re.sub("^mailto:", "", str(written).strip(), flags=re.IGNORECASE)))
