"""An event that would be written wrong cannot be built."""

from datetime import UTC, datetime

import pytest

from tests.calendars.events import an_event

NAIVE = datetime(2026, 11, 18, 14, 30)
AWARE = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize("changes", [{"starts_at": NAIVE}, {"ends_at": NAIVE}, {"stamp": NAIVE}])
def test_a_time_without_zone_is_refused_because_readers_would_each_take_their_own(
    changes: dict[str, datetime],
) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        an_event(**changes)


def test_an_event_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="not after"):
        an_event(starts_at=AWARE, ends_at=AWARE)


@pytest.mark.parametrize(
    "uid", ["", "a b", "a\r\nSUMMARY:x", "é@example.org", "a,b", "a;b", "a\\b", "x" * 256]
)
def test_a_uid_that_calendars_would_write_differently_is_refused(uid: str) -> None:
    with pytest.raises(ValueError, match="not a UID"):
        an_event(uid=uid)


@pytest.mark.parametrize("uid", ["6b1d3c52-f0a9-4e1f@brigade.example.org", "!a:b[]~", "x" * 255])
def test_ordinary_uids_are_taken(uid: str) -> None:
    assert an_event(uid=uid).uid == uid


def test_a_sequence_is_never_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        an_event(sequence=-1)
