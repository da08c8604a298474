"""A feed's lines, and what two programs that are not ours read in it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from brigade.calendars.event import Event
from brigade.calendars.feed import calendar, vevent
from brigade.calendars.invite import download
from tests.calendars.events import an_event
from tests.calendars.receivers import Reading, read_with_ics, read_with_vobject, without_zone_names

Reader = Callable[[bytes], Reading]
READERS = (read_with_vobject, read_with_ics)
JULY, NOVEMBER = datetime(2026, 7, 15, 18, 0, tzinfo=UTC), datetime(2026, 11, 18, 19, 0, tzinfo=UTC)
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))


def feed(*events: Event, name: str = "Mes rencontres", zone: str = "America/Toronto") -> bytes:
    return calendar(name, zone, YEAR, [vevent(event) for event in events])


def test_a_feed_line_by_line() -> None:
    text = feed(an_event(sequence=3)).decode()
    assert text.partition("BEGIN:VTIMEZONE")[0] == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Brigade//Invites//EN\r\nMETHOD:PUBLISH\r\n"
        "X-WR-CALNAME:Mes rencontres\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
    )
    assert text.partition("END:VTIMEZONE\r\n")[2] == (
        "BEGIN:VEVENT\r\n"
        "SUMMARY:Billetterie en ligne : Théâtre de l'Île et Ana Roy\r\n"
        "DTSTART;TZID=America/Toronto:20261118T093000\r\n"
        "DTEND;TZID=America/Toronto:20261118T100000\r\n"
        "DTSTAMP:20261001T120000Z\r\n"
        "UID:6b1d3c52f0a94e1f@brigade.example.org\r\n"
        "SEQUENCE:3\r\n"
        "DESCRIPTION:Votre besoin : vendre des billets en ligne.\\nTable 4\r\n"
        "LOCATION:Maison de la littérature\\, table 4\r\n"
        'ORGANIZER;CN="Accélérateur numérique":mailto:brigade@example.org\r\n'
        "STATUS:CONFIRMED\r\n"
        "URL:https://brigade.example.org/bookings/6b1d3c52f0a94e1f\r\n"
        "END:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )


def test_it_invites_nobody_and_rings_for_nobody() -> None:
    event = an_event()
    assert event.attendee is not None
    assert not re.search(b"ATTENDEE|VALARM|theatre.example", feed(event))


def test_whoever_only_looks_on_stays_free() -> None:
    assert b"\r\nTRANSP:TRANSPARENT\r\n" in vevent(an_event(), free=True)
    assert b"TRANSP" not in vevent(an_event())


def test_the_same_events_are_the_same_bytes() -> None:
    events = an_event(uid="a"), an_event(uid="b", sequence=2)
    assert feed(*events) == feed(*events)


def test_a_feed_and_the_file_of_a_session_agree() -> None:
    """Line by line, but for the file's alarm."""
    event = an_event(attendee=None)
    lines = download(event).decode().partition("BEGIN:VEVENT")[2].partition("BEGIN:VALARM")[0].split("\r\n")
    assert set(lines) <= set(vevent(event).decode().replace("BEGIN:VEVENT", "").split("\r\n"))


def blindly(raw: bytes) -> Reading:
    """With nothing but our VTIMEZONE to tell the hour."""
    return read_with_vobject(without_zone_names(raw))


@pytest.mark.parametrize("read", [*READERS, blindly])
def test_one_zone_serves_summer_and_winter(read: Reader) -> None:
    for uid, starts_at in (("july", JULY), ("november", NOVEMBER)):
        other = an_event(uid="other", starts_at=NOVEMBER if starts_at == JULY else JULY)
        raw = feed(an_event(uid=uid, starts_at=starts_at), other)
        assert raw.count(b"BEGIN:VTIMEZONE") == 1
        reading = read(raw)
        assert reading["uids"] == sorted((uid, "other"))
        assert (reading["uid"], reading["starts_at"]) == (uid, starts_at)
        assert reading["ends_at"] == starts_at + timedelta(minutes=30)


@pytest.mark.parametrize("read", READERS)
def test_readers_find_what_was_published(read: Reader) -> None:
    reading = read(feed(an_event(summary='Théâtre, « Lune » ; 50 % "citation" 🎭', sequence=7)))
    assert (reading["method"], reading["sequence"], reading["status"]) == ("PUBLISH", 7, "CONFIRMED")
    assert reading["summary"] == 'Théâtre, « Lune » ; 50 % "citation" 🎭'
    assert (reading["attendees"], reading["alarms"]) == ([], 0)


def test_an_empty_feed_is_a_calendar_all_the_same() -> None:
    """A calendar without any component is none (RFC 5545, 3.6)."""
    raw = feed()
    assert raw.count(b"BEGIN:VTIMEZONE") == 1 and b"VEVENT" not in raw
    assert raw.endswith(b"END:VTIMEZONE\r\nEND:VCALENDAR\r\n")


def test_a_zone_without_changes_has_its_vtimezone_too() -> None:
    raw = feed(an_event(zone="UTC"), zone="UTC")
    assert raw.count(b"BEGIN:VTIMEZONE") == 1 and b"\r\nDTSTART:20261118T143000Z\r\n" in raw


def test_a_typed_name_adds_no_line() -> None:
    raw = feed(name="Théâtre\r\nMETHOD:REQUEST; a, b\\" + "é" * 80)
    lines = raw.replace(b"\r\n ", b"").split(b"\r\n")
    assert [line for line in lines if line.startswith(b"METHOD")] == [b"METHOD:PUBLISH"]
    assert f"X-WR-CALNAME:Théâtre METHOD:REQUEST\\; a\\, b\\\\{'é' * 80}".encode() in lines
    assert max(map(len, raw.split(b"\r\n"))) <= 75
