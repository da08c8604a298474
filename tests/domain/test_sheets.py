"""What a printed sheet knows of itself: the code that it bears, and which acts make it old."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brigade.domain.sheets import KINDS, Printing, Sheet, concerned, read, sign

DAYS = {1: date(2026, 11, 17), 2: date(2026, 11, 18)}
HERE, THERE = [7, 1, 3, 9], [8, 2, 4, 9]  # expert, slot, table, organization
printings = st.builds(
    Printing, edition=st.integers(1, 10**6), changes=st.integers(0, 10**5), revision=st.integers(0, 10**9),
    sheet=st.builds(Sheet, st.sampled_from(KINDS), st.integers(0, 10**6), st.one_of(st.none(), st.dates())),
    at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
        lambda at: at.replace(microsecond=0)
    ),
)  # fmt: skip


@settings(deadline=None)  # a busy machine is no failure
@given(printings)
def test_a_code_says_what_was_printed(printing: Printing) -> None:
    assert read(sign(printing, "secret"), "secret") == printing


@settings(deadline=None)  # a busy machine is no failure
@given(printings, st.text(max_size=40))
def test_a_code_that_was_not_made_here_says_nothing(printing: Printing, text: str) -> None:
    code = sign(printing, "secret")
    assert read(code, "another") is None
    assert read(text, "secret") is None
    assert read(code[:-1] + ("A" if code[-1] != "A" else "B"), "secret") is None or code[-1] in "AB"


@pytest.mark.parametrize("act", ["move", "swap", "take-back"])
def test_who_changes_places_makes_both_sheets_old(act: str) -> None:
    found = concerned(act, {"place": HERE, "was": THERE}, DAYS)
    assert {Sheet("expert", 7, DAYS[1]), Sheet("expert", 8, DAYS[2]), Sheet("table", 4, DAYS[2])} <= found
    assert {Sheet("organization", 9), Sheet("day", 0, DAYS[1]), Sheet("board", 0, DAYS[2])} <= found


def test_an_hour_that_opens_is_news_for_the_board_alone() -> None:
    assert concerned("set-availability", {"hours": [2]}, DAYS) == {Sheet("board", 0, DAYS[2])}


def test_an_absence_that_frees_nothing_leaves_the_paper_as_it_is() -> None:
    assert concerned("no-show", {"place": HERE, "frees": False}, DAYS) == set()
