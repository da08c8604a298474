"""What people type, before it goes into a calendar line or a mail header."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brigade.calendars.text import many_lines, one_line

ANYTHING = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('Théâtre, « Lune » ; 50 % \\o/ "x"', 'Théâtre, « Lune » ; 50 % \\o/ "x"'),
        ("  deux \t mots \r\n ", "deux mots"),
        ("nom\r\nATTENDEE:mailto:x@example.org", "nom ATTENDEE:mailto:x@example.org"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg", "a b c d e f g"),
        ("nul\x00 sonnerie\x07 échappement\x1b supprimé\x7f", "nul sonnerie échappement supprimé"),
        ("ordre \u202einversé\u202c", "ordre inversé"),
        ("\ufeffdébut", "début"),
        ("moitié \ud83d", "moitié"),
        ("À qui\u00a0?", "À qui\u00a0?"),
        ("👩‍🎨🎭", "👩‍🎨🎭"),
        ("", ""),
    ],
)
def test_one_line(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


def test_many_lines_keep_their_breaks_and_tabs() -> None:
    assert many_lines("un\r\ndeux\rtrois\n\n\tquatre\u2028cinq\x00") == "un\ndeux\ntrois\n\n\tquatre\ncinq"


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_nothing_that_ends_a_line_or_cannot_be_written_gets_through(typed: str) -> None:
    line, lines = one_line(typed), many_lines(typed)
    assert len(line.splitlines()) <= 1
    assert f"{lines}|".splitlines() == f"{lines}|".split("\n")
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in line)
    (line + lines).encode()  # raises on what UTF-8 cannot write


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    assert one_line(one_line(typed)) == one_line(typed)
    assert many_lines(many_lines(typed)) == many_lines(typed)
