"""Time zones as a calendar file carries them: a VTIMEZONE short enough to be read right by everybody.

Two yearly rules where the zone has two yearly changes. Where its changes follow no yearly rule (Casablanca,
Cairo, Vancouver's last change of 2026), the offset of the moment as one STANDARD and only the changes on the
way: Outlook reads one STANDARD of several (MS-OXCICAL 2.1.3.1.1.19.2). The engine's own list of dates
(`Calendar.add_missing_timezones`) was discarded: ical.js and vobject read it an hour wrong in summer.

Changes are found by asking `zoneinfo`, the same authority the pages print from, so page and invite cannot
disagree.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SECOND = timedelta(seconds=1)
_YEARS_AHEAD = 9  # enough to tell "the fourth Sunday" from "the last Sunday"
Rule = dict[str, object] | None


@dataclass(frozen=True)
class Change:
    """The clocks of a zone go from one offset to another; `wall` is what they showed at that moment."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str


def timezone(zone: str, first: datetime, last: datetime) -> Timezone:
    """The VTIMEZONE of the IANA `zone`, right for every moment from `first` to `last` (aware)."""
    clock = ZoneInfo(zone)
    first, last = first.replace(microsecond=0), last.replace(microsecond=0)
    component = Timezone()
    component.add("tzid", zone)
    years = first.astimezone(clock).year, last.astimezone(clock).year
    for change, rule in _yearly(zone, *years) or _listed(clock, first, last):
        component.add_component(_observance(change, rule))
    return component


@lru_cache(maxsize=256)
def _yearly(zone: str, first_year: int, last_year: int) -> list[tuple[Change, Rule]]:
    """The first change of each kind with its yearly rule; empty when a kind has none, or nothing changes."""
    # A whole year before, so that the offset in force on the first day has its change among them.
    years = range(first_year - 1, last_year + _YEARS_AHEAD)
    kinds: dict[tuple[timedelta, timedelta, str], list[Change]] = {}
    for change in _changes(ZoneInfo(zone), _new_year(years.start), _new_year(years.stop)):
        kinds.setdefault((change.before, change.after, change.name), []).append(change)
    rules = [(same[0], _rule([change.wall for change in same], years)) for same in kinds.values()]
    return rules if all(rule for _, rule in rules) else []


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)


def _rule(walls: list[datetime], years: range) -> Rule:
    """The RRULE that gives exactly these dates, one in each of the years, or None."""
    one = walls[0]
    if [wall.year for wall in walls] != list(years) or len({_date(wall) for wall in walls}) > 1:
        return None
    for week in (_week, _week_from_end):
        if len({week(wall) for wall in walls}) == 1:
            return {"freq": "yearly", "bymonth": one.month, "byday": f"{week(one)}{_DAYS[one.weekday()]}"}
    return None


def _date(wall: datetime) -> tuple[int, int, time]:
    return wall.month, wall.weekday(), wall.time()


def _week(wall: datetime) -> int:
    return (wall.day - 1) // 7 + 1


def _week_from_end(wall: datetime) -> int:
    return -((monthrange(wall.year, wall.month)[1] - wall.day) // 7 + 1)


def _listed(clock: ZoneInfo, first: datetime, last: datetime) -> list[tuple[Change, Rule]]:
    """The offset in force at `first`, as if it had always been, then each change up to `last` by its own
    date."""
    offset = _offset(clock, first)
    always = Change(datetime(1970, 1, 1), offset, offset, _name(clock, first))
    return [(change, None) for change in (always, *_changes(clock, first, last))]


def _changes(clock: ZoneInfo, day: datetime, end: datetime) -> Iterator[Change]:
    """Every change of offset until `end`, found day by day and then narrowed down to the second."""
    while day < end:
        following = min(day + timedelta(days=1), end)
        if _offset(clock, day) != _offset(clock, following):
            at = _first_after(clock, day, following)
            before = _offset(clock, at - _SECOND)
            yield Change((at + before).replace(tzinfo=None), before, _offset(clock, at), _name(clock, at))
        day = following


def _first_after(clock: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second that no longer has the offset of `before`; both are whole seconds, or it would never
    end."""
    old = _offset(clock, before)
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if _offset(clock, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(clock: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(clock).utcoffset() or timedelta()


def _name(clock: ZoneInfo, moment: datetime) -> str:
    return moment.astimezone(clock).tzname() or ""


def _observance(change: Change, rule: Rule) -> TimezoneDaylight | TimezoneStandard:
    """DAYLIGHT is the greater offset, whatever the law calls it: readers expect Dublin's winter to be
    STANDARD."""
    component = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    component.add("dtstart", change.wall)
    component.add("tzoffsetfrom", change.before)
    component.add("tzoffsetto", change.after)
    component.add("tzname", change.name)
    if rule:
        component.add("rrule", rule)
    return component
