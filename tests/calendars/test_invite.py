"""The three calendar objects of a booking: their lines, and what two programs that are not ours read in
them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st

from brigade.calendars.event import Event, Party
from brigade.calendars.invite import cancel, confirm, download
from brigade.calendars.text import many_lines, one_line
from tests.calendars.events import an_event
from tests.calendars.receivers import Reading, read_with_ics, read_with_vobject, without_zone_names

Maker = Callable[[Event], bytes]
Reader = Callable[[bytes], Reading]
MAKERS = (confirm, cancel, download)
READERS = (read_with_vobject, read_with_ics)

HARD = 'Théâtre, « Lune » ; 50 % \\o/ "citation" 🎭'
# Every night on which programs differ, in Québec: (what it is, start in UTC, as written on the line).
NIGHTS = [
    pytest.param(
        datetime(2026, 7, 15, 18, 0, tzinfo=UTC), ";TZID=America/Toronto:20260715T140000", id="July"
    ),
    pytest.param(
        datetime(2026, 11, 18, 19, 0, tzinfo=UTC), ";TZID=America/Toronto:20261118T140000", id="November"
    ),
    pytest.param(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), ":20261101T053000Z", id="1 November 01:30, first"),
    pytest.param(
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC), ":20261101T063000Z", id="1 November 01:30, second"
    ),
    pytest.param(
        datetime(2027, 3, 14, 7, 15, tzinfo=UTC), ";TZID=America/Toronto:20270314T031500", id="14 March 03:15"
    ),
]


def unfolded(raw: bytes) -> list[str]:
    return raw.decode().replace("\r\n ", "").split("\r\n")


def names(raw: bytes) -> list[str]:
    return [re.split("[;:]", line)[0] for line in unfolded(raw)]


def test_an_invite_line_by_line() -> None:
    event = an_event(sequence=3, attendee=Party("Roy, Ana", "Ana.Roy@Example.org"))
    text = confirm(event).decode()
    assert text.partition("BEGIN:VTIMEZONE")[0] == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Brigade//Invites//EN\r\nMETHOD:REQUEST\r\n"
    )
    assert text.partition("END:VTIMEZONE\r\n")[2] == (
        "BEGIN:VEVENT\r\n"
        "SUMMARY:Billetterie en ligne : Théâtre de l'Île et Ana Roy\r\n"
        "DTSTART;TZID=America/Toronto:20261118T093000\r\n"
        "DTEND;TZID=America/Toronto:20261118T100000\r\n"
        "DTSTAMP:20261001T120000Z\r\n"
        "UID:6b1d3c52f0a94e1f@brigade.example.org\r\n"
        "SEQUENCE:3\r\n"
        'ATTENDEE;CN="Roy, Ana";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRU\r\n'
        " E:mailto:ana.roy@example.org\r\n"
        "DESCRIPTION:Votre besoin : vendre des billets en ligne.\\nTable 4\r\n"
        "LOCATION:Maison de la littérature\\, table 4\r\n"
        'ORGANIZER;CN="Accélérateur numérique":mailto:brigade@example.org\r\n'
        "STATUS:CONFIRMED\r\n"
        "URL:https://brigade.example.org/bookings/6b1d3c52f0a94e1f\r\n"
        "BEGIN:VALARM\r\n"
        "ACTION:DISPLAY\r\n"
        "DESCRIPTION:Billetterie en ligne : Théâtre de l'Île et Ana Roy\r\n"
        "TRIGGER:-PT30M\r\n"
        "END:VALARM\r\n"
        "END:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )


def test_a_cancellation_differs_from_the_invite_in_three_things_only() -> None:
    event = an_event(sequence=4)
    asked, withdrawn = confirm(event).decode(), cancel(event).decode()
    alarm = re.search("BEGIN:VALARM.*END:VALARM\r\n", asked, re.DOTALL)
    assert alarm
    asked = asked.replace(alarm[0], "").replace("METHOD:REQUEST", "METHOD:CANCEL")
    assert withdrawn == asked.replace("STATUS:CONFIRMED", "STATUS:CANCELLED")


def test_a_download_differs_from_the_invite_in_two_things_only() -> None:
    event = an_event()
    attendee = re.search("ATTENDEE(.|\r\n )*\r\n", confirm(event).decode())
    assert attendee
    asked = confirm(event).decode().replace(attendee[0], "")
    assert download(event).decode() == asked.replace("METHOD:REQUEST", "METHOD:PUBLISH")


@pytest.mark.parametrize("maker", [confirm, cancel])
def test_an_invite_needs_its_one_attendee(maker: Maker) -> None:
    with pytest.raises(ValueError, match="one attendee"):
        maker(an_event(attendee=None))


def test_a_download_needs_none() -> None:
    assert download(an_event(attendee=None)) == download(an_event())


@pytest.mark.parametrize("maker", MAKERS)
def test_the_same_event_gives_the_same_bytes(maker: Maker) -> None:
    elsewhere = timezone(timedelta(hours=9))
    event = an_event()
    moved = {name: getattr(event, name).astimezone(elsewhere) for name in ("starts_at", "ends_at", "stamp")}
    assert maker(event) == maker(an_event()) == maker(an_event(**moved))


@pytest.mark.parametrize("maker", MAKERS)
def test_nothing_that_no_reader_needs(maker: Maker) -> None:
    raw = maker(an_event())
    assert not [name for name in names(raw) if name.startswith("X-") or name == "RDATE"]
    assert b"SENT-BY" not in raw


def test_empty_words_leave_no_empty_lines() -> None:
    mute = cancel(
        an_event(summary=" ", description="", location="\n", url="", organizer=Party("", "a@example.org"))
    )
    assert not {"SUMMARY", "DESCRIPTION", "LOCATION", "URL"} & set(names(mute))
    assert "ORGANIZER:mailto:a@example.org" in unfolded(mute)


def test_utc_needs_no_zone() -> None:
    raw = confirm(an_event(zone="UTC"))
    assert b"VTIMEZONE" not in raw
    assert b"\r\nDTSTART:20261118T143000Z\r\nDTEND:20261118T150000Z\r\n" in raw


@pytest.mark.parametrize(("starts_at", "written"), NIGHTS)
def test_an_hour_the_clock_shows_twice_is_written_in_utc_and_every_other_on_the_clock(
    starts_at: datetime, written: str
) -> None:
    raw = confirm(an_event(starts_at=starts_at))
    on_the_clock = "TZID" in written
    assert f"DTSTART{written}" in unfolded(raw)
    assert (b"\r\nDTEND;TZID=" in raw) == (b"VTIMEZONE" in raw) == on_the_clock


@pytest.mark.parametrize(("starts_at", "written"), NIGHTS)
@pytest.mark.parametrize("reader", READERS)
def test_two_other_programs_read_the_booking(reader: Reader, starts_at: datetime, written: str) -> None:
    event = an_event(
        starts_at=starts_at,
        sequence=2,
        summary=HARD,
        location=HARD,
        description=HARD + "\nLigne deux\n\nLigne quatre",
        organizer=Party("Accélérateur, numérique : « A »", "Brigade@Example.org"),
        attendee=Party(HARD, "Direction@théâtre.Example.org"),
    )
    assert reader(confirm(event)) == {
        "method": "REQUEST",
        "uid": event.uid,
        "uids": [event.uid],
        "sequence": 2,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "stamp": event.stamp,
        "status": "CONFIRMED",
        "summary": HARD,
        "description": HARD + "\nLigne deux\n\nLigne quatre",
        "location": HARD,
        "url": event.url,
        "organizer": {
            "address": "mailto:brigade@example.org",
            "name": "Accélérateur, numérique : « A »",
            "partstat": "",
        },
        "attendees": [
            {
                "address": "mailto:direction@xn--thtre-4qa2c.example.org",
                "name": "Théâtre, « Lune » ; 50 % o/ 'citation' 🎭",
                "partstat": "NEEDS-ACTION",
            }
        ],
        "alarms": 1,
    }


@pytest.mark.parametrize("reader", READERS)
def test_two_other_programs_read_a_cancellation_and_a_download(reader: Reader) -> None:
    event = an_event(sequence=5)
    invited = reader(confirm(event))
    assert reader(cancel(event)) == invited | {"method": "CANCEL", "status": "CANCELLED", "alarms": 0}
    assert reader(download(event)) == invited | {"method": "PUBLISH", "attendees": []}


@pytest.mark.parametrize(
    "name", ["America/Toronto", "America/Vancouver", "Europe/Paris", "Africa/Casablanca"]
)
@pytest.mark.parametrize("month", [7, 11])
def test_a_program_that_knows_no_zone_names_reads_the_right_hour(name: str, month: int) -> None:
    event = an_event(zone=name, starts_at=datetime(2026, month, 18, 14, 30, tzinfo=UTC))
    assert read_with_vobject(without_zone_names(confirm(event)))["starts_at"] == event.starts_at


@pytest.mark.parametrize("reader", READERS)
def test_line_breaks_in_names_and_titles_become_spaces(reader: Reader) -> None:
    event = an_event(
        summary="Titre\r\nATTENDEE:mailto:x@example.org\nSTATUS:CANCELLED",
        location="Salle\u2028B\x85C",
        attendee=Party("Nom\r\nX-EVIL:1\x00\x07", "a@example.org"),
    )
    read = reader(confirm(event))
    assert read["summary"] == "Titre ATTENDEE:mailto:x@example.org STATUS:CANCELLED"
    assert read["location"] == "Salle B C"
    assert [one["name"] for one in read["attendees"]] == ["Nom X-EVIL:1"]
    assert read["status"] == "CONFIRMED"


TYPED = st.text(st.characters(exclude_categories=())) | st.text(
    st.sampled_from('\r\n\t ,;:"^\\nN\x00\x85\u2028é🎭')
)


@settings(max_examples=120, deadline=None)
@example(name="\\N ^n ^' \"", words="C:\\Nouveau\\n\\\\N;,", long="é" * 500)
@given(name=TYPED, words=TYPED, long=st.text(max_size=300))
def test_whatever_is_typed_arrives_or_is_cleaned(name: str, words: str, long: str) -> None:
    event = an_event(
        zone="UTC",
        summary=words,
        location=name,
        description=words + long,
        organizer=Party(name, "brigade@example.org"),
        attendee=Party(words, "a@example.org"),
    )
    raw = confirm(event)
    read = vobject.readOne(raw.decode()).vevent
    assert read.getChildValue("summary", "") == one_line(words)
    assert read.getChildValue("location", "") == one_line(name)
    assert read.getChildValue("description", "") == many_lines(words + long)
    assert read.attendee.value == "mailto:a@example.org"
    assert read.organizer.value == "mailto:brigade@example.org"


@settings(max_examples=120, deadline=None)
@given(name=TYPED, words=TYPED, long=st.text(max_size=300))
def test_whatever_is_typed_the_lines_stay_the_same(name: str, words: str, long: str) -> None:
    event = an_event(
        summary="x" + words,
        location="x" + name,
        description="x" + words + long,
        organizer=Party("x" + name, "brigade@example.org"),
        attendee=Party("x" + words + long, "a@example.org"),
    )
    raw = confirm(event)
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    for line in raw.split(b"\r\n"):
        line.decode()  # raises on a fold inside a character
    assert names(raw) == names(confirm(an_event()))
