"""The VTIMEZONE against zoneinfo, as two readers that are not ours understand it.

dateutil is what vobject and ics read zones with; the second reader is a dozen lines written from RFC 5545,
3.6.5, for the tests alone. The moments are those where programs differ: around every change of the clocks.
"""

import io
import zoneinfo
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import tzical
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Timezone

from brigade.calendars import zone as zones
from brigade.calendars.zone import timezone

NAMED = (
    "America/Toronto",
    "America/St_Johns",
    "America/Vancouver",
    "America/Halifax",
    "America/Phoenix",
    "America/Sao_Paulo",
    "Europe/Paris",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Jerusalem",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "UTC",
)
HALF_AN_HOUR = timedelta(minutes=30)
MOMENTS = st.datetimes(datetime(2006, 1, 1), datetime(2045, 1, 1), timezones=st.just(UTC))
REAL_PLACES = sorted(
    name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")
)


@pytest.fixture(autouse=True)
def current_tables() -> Iterator[None]:
    """The zone tables that are installed with the application, as it runs with them; the machine's may be
    old."""
    before = zoneinfo.TZPATH
    read_zones_from(())
    yield
    read_zones_from(before)


def read_zones_from(path: Sequence[str]) -> None:
    zoneinfo.reset_tzpath(path)
    ZoneInfo.clear_cache()
    zones._yearly.cache_clear()


def as_dateutil_reads(component: Timezone, moment: datetime, clock: ZoneInfo) -> timedelta | None:
    text = "BEGIN:VCALENDAR\r\n" + component.to_ical().decode() + "END:VCALENDAR\r\n"
    return moment.astimezone(clock).replace(tzinfo=tzical(io.StringIO(text)).get()).utcoffset()


def as_the_standard_reads(component: Timezone, moment: datetime) -> timedelta:
    """The TZOFFSETTO of the latest onset at or before `moment`; onsets are on the clock of TZOFFSETFROM."""
    onsets: list[tuple[datetime, timedelta]] = []
    for observance in component.subcomponents:
        wall = moment.replace(tzinfo=None) + observance.TZOFFSETFROM
        rule = observance.get("RRULE")
        first = observance.DTSTART.replace(tzinfo=None)
        dates = rrulestr(rule.to_ical().decode(), dtstart=first) if rule else None
        onset = dates.before(wall, inc=True) if dates else first if first <= wall else None
        if onset:
            onsets.append((onset - observance.TZOFFSETFROM, observance.TZOFFSETTO))
    return max(onsets)[1]


def is_shown_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def check(name: str, first: datetime, last: datetime, moment: datetime) -> None:
    component, clock = timezone(name, first, last), ZoneInfo(name)
    local = moment.astimezone(clock)
    assert as_the_standard_reads(component, moment) == local.utcoffset(), (name, moment)
    if not is_shown_twice(local):  # those are written in UTC, see test_invite
        assert as_dateutil_reads(component, moment, clock) == local.utcoffset(), (name, moment)


def changes(name: str, year: int) -> list[datetime]:
    """The half-hours of the year at which the offset is no longer what it was, found by trying them all."""
    clock, new_year = ZoneInfo(name), datetime(year, 1, 1, tzinfo=UTC)
    moments = [new_year + halves * HALF_AN_HOUR for halves in range(366 * 48)]
    offsets = [moment.astimezone(clock).utcoffset() for moment in moments]
    return [moment for moment, old, new in zip(moments[1:], offsets, offsets[1:], strict=False) if old != new]


@pytest.mark.parametrize("name", NAMED)
def test_every_half_hour_around_the_changes_of_two_years(name: str) -> None:
    for change in changes(name, 2026) + changes(name, 2027):
        for halves in range(-4, 5):
            moment = change + halves * HALF_AN_HOUR
            check(name, moment, moment + HALF_AN_HOUR, moment)


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("day", [(2026, 7, 15), (2026, 11, 18), (2027, 1, 1), (2027, 3, 14)])
def test_ordinary_days(name: str, day: tuple[int, int, int]) -> None:
    moment = datetime(*day, 14, 30, tzinfo=UTC)
    check(name, moment, moment + HALF_AN_HOUR, moment)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(REAL_PLACES), MOMENTS)
def test_any_place_at_any_time(name: str, moment: datetime) -> None:
    check(name, moment, moment + HALF_AN_HOUR, moment)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMED), MOMENTS, st.timedeltas(timedelta(), timedelta(days=800)), st.floats(0, 1))
def test_any_moment_of_a_long_feed(name: str, first: datetime, length: timedelta, part: float) -> None:
    check(name, first, first + length, first + length * part)


def test_fractions_of_a_second_do_not_matter() -> None:
    first = datetime(2026, 2, 1, 0, 0, 0, 700_000, tzinfo=UTC)
    check("Africa/Casablanca", first, first + timedelta(days=30, microseconds=5), first + timedelta(days=20))


def lines(name: str, moment: datetime) -> list[str]:
    raw: bytes = timezone(name, moment, moment + HALF_AN_HOUR).to_ical()
    return raw.decode().splitlines()


def test_two_yearly_rules_where_the_clocks_change_every_year() -> None:
    assert lines("America/Toronto", datetime(2026, 11, 18, 14, 30, tzinfo=UTC)) == [
        "BEGIN:VTIMEZONE",
        "TZID:America/Toronto",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250309T020000",
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "TZNAME:EDT",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0400",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20251102T020000",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
        "TZNAME:EST",
        "TZOFFSETFROM:-0400",
        "TZOFFSETTO:-0500",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def test_the_last_sunday_is_not_mistaken_for_the_fourth() -> None:
    rules = [
        line for line in lines("Europe/Paris", datetime(2026, 7, 15, tzinfo=UTC)) if line.startswith("RRULE")
    ]
    assert rules == ["RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"]


def test_one_standard_where_no_yearly_rule_fits_because_outlook_reads_only_one() -> None:
    """British Columbia changed its clocks for the last time in March 2026: no hour more in November."""
    assert lines("America/Vancouver", datetime(2026, 11, 18, 17, 30, tzinfo=UTC)) == [
        "BEGIN:VTIMEZONE",
        "TZID:America/Vancouver",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZNAME:MST",
        "TZOFFSETFROM:-0700",
        "TZOFFSETTO:-0700",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


@pytest.mark.parametrize("name", NAMED)
def test_an_invite_never_has_more_than_one_standard_and_one_daylight(name: str) -> None:
    for month in range(1, 13):
        found = lines(name, datetime(2026, month, 18, 14, 30, tzinfo=UTC))
        assert found.count("BEGIN:STANDARD") == 1
        assert found.count("BEGIN:DAYLIGHT") <= 1
        assert not any(line.startswith("RDATE") for line in found)
