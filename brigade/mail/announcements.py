"""A coordinator's own words to many, as each of them reads it: in their language, or in the one that was written."""

from __future__ import annotations

import re

from brigade.calendars.text import many_lines, one_line
from brigade.mail.letters import Letter, compose
from brigade.models import Announcement, Edition


def announced(row: Announcement, edition: Edition | None, language: str, name: str) -> Letter:
    """Greeting, paragraphs as they were typed, addresses as links."""
    tongue = written(row, language)
    text = many_lines(getattr(row, f"text_{tongue}")).strip()
    return compose(
        "announcement", tongue, edition, subject=one_line(getattr(row, f"subject_{tongue}")), name=one_line(name),
        paragraphs=[part for part in re.split(r"\n{2,}", text) if part.strip()],
    )  # fmt: skip


def written(row: Announcement, language: str) -> str:
    """The language in which somebody who reads `language` gets it."""
    other = "fr" if language == "en" else "en"
    return language if getattr(row, f"text_{language}") else other
