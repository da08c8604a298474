"""What the journal says of an act, of one and of several."""

from __future__ import annotations

import pytest
from flask import Flask

from brigade.language import force_locale
from brigade.models import Entry
from brigade.queries import told


@pytest.fixture
def engine() -> str:
    """Sentences ask no database."""
    return "sqlite"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("act", told.ONE)
def test_one_is_said_as_one(app: Flask, act: str, language: str) -> None:
    def said(number: int) -> str:
        facts = {"number": number, "subject": "S", "file": "F", "specialty": "T"}
        return told.sentence(Entry(act=act, facts=facts))

    with force_locale(language):
        one, two = said(1), said(2)
    assert "2" in two and "1" not in one and "%" not in one
    for plural in ("personnes", "people", "meetings", "tables", "lignes", "lines", "organizations", "rencontres"):
        assert plural not in one.split()
