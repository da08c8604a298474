"""Links that open "new event" in a calendar of the web, already filled in.

For people whose mail hides invites. They make a copy that follows no later change, which is why the page
offers them after the invite and the file. No service documents these addresses; the parameters are the ones
all their makers use. Times are in UTC, so that the zone of the reader's account does not matter.
"""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from brigade.calendars.event import Event
from brigade.calendars.text import many_lines, one_line

_LONGEST_TEXT = 1000  # percent-encoded it may grow sixfold, and browsers agree on 8,000 characters a link


def google(event: Event) -> str:
    """Google Calendar, personal and professional accounts alike."""
    times = f"{event.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}/{event.ends_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return _link(
        "https://calendar.google.com/calendar/render",
        {
            "action": "TEMPLATE",
            "text": one_line(event.summary),
            "dates": times,
            "ctz": event.zone,
            "details": many_lines(event.description)[:_LONGEST_TEXT],
            "location": one_line(event.location),
        },
    )


def outlook(event: Event) -> str:
    """Outlook.com, the personal accounts (hotmail.com, live.com, outlook.com)."""
    return _microsoft("https://outlook.live.com/calendar/0/deeplink/compose", event)


def office365(event: Event) -> str:
    """Outlook on the web, the accounts of workplaces and schools."""
    return _microsoft("https://outlook.office.com/calendar/0/deeplink/compose", event)


def _microsoft(page: str, event: Event) -> str:
    return _link(
        page,
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": one_line(event.summary),
            "startdt": _iso(event.starts_at),
            "enddt": _iso(event.ends_at),
            "body": many_lines(event.description)[:_LONGEST_TEXT],
            "location": one_line(event.location),
        },
    )


def _iso(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _link(page: str, fields: dict[str, str]) -> str:
    """Spaces as %20: Outlook shows the plus signs of the usual form encoding."""
    return f"{page}?{urlencode(fields, quote_via=quote)}"
