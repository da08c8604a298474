"""The only place that asks the machine what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, aware, UTC, to the second (calendars know no finer)."""
    return datetime.now(UTC).replace(microsecond=0)


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of a moment where the edition takes place."""
    return moment.astimezone(ZoneInfo(zone)).date()
