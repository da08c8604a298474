"""Events for the tests, each differing from the ordinary one by what the test is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from brigade.calendars.event import Event, Party

ORGANIZER = Party("Accélérateur numérique", "brigade@example.org")
ATTENDEE = Party("Théâtre de l'Île", "direction@theatre.example.org")


def an_event(**changes: Any) -> Event:
    """Half an hour in Québec on 18 November 2026; `ends_at` follows `starts_at` unless given."""
    values: dict[str, Any] = {
        "uid": "6b1d3c52f0a94e1f@brigade.example.org",
        "sequence": 0,
        "starts_at": datetime(2026, 11, 18, 14, 30, tzinfo=UTC),
        "zone": "America/Toronto",
        "summary": "Billetterie en ligne : Théâtre de l'Île et Ana Roy",
        "description": "Votre besoin : vendre des billets en ligne.\nTable 4",
        "location": "Maison de la littérature, table 4",
        "url": "https://brigade.example.org/bookings/6b1d3c52f0a94e1f",
        "organizer": ORGANIZER,
        "attendee": ATTENDEE,
        "stamp": datetime(2026, 10, 1, 12, 0, tzinfo=UTC),
    } | changes
    values.setdefault("ends_at", values["starts_at"] + timedelta(minutes=30))
    return Event(**values)
