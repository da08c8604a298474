"""Paper: each sheet says its version, and its code how many changes old it is; a day in one file needs no network."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.cli import caretaker
from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import changes
from brigade.models import Booking, Message, Person
from brigade.queries.paper import Press
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage
from tests.web.conftest import Open, SetClock

HOSTILE = "<script>x</script> “é” &amp; 🎭"


@pytest.fixture
def desk(app: Flask) -> Person:
    return make.make_person(is_coordinator=True)


@pytest.fixture
def booked(stage: Stage) -> Booking:
    stage.need.title = HOSTILE
    found = bookings.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    db.session.commit()
    return found


def address(app: Flask, stage: Stage, kind: str) -> str:
    """What the code of the first sheet of that kind stands for."""
    press = Press(stage.edition, NOW, public_url="", secret=str(app.secret_key))
    return press.pages(kind, stage.slots[0].day)[0].stamp.address


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["day", "board", "table", "expert", "organization"])
def test_each_kind_shows_the_session_and_its_version(
    booked: Booking, desk: Person, visit: Open, kind: str, language: str
) -> None:
    day = booked.slot.day
    page = visit(language).signed_in(desk).open(f"/coordination/paper/{kind}?day={day}")
    assert page.status == 200 and page.soup.select_one("svg") is not None, "its code"
    assert "<script>x" not in page.html
    assert booked.expert.name in page.words
    assert re.search(r"[Vv]ersion\s*\d+", page.words)


@pytest.mark.parametrize("kind", ["day", "board", "table", "expert", "organization"])
def test_a_sheet_counts_the_changes_since_it_was_printed(
    app: Flask, stage: Stage, booked: Booking, desk: Person, visit: Open, kind: str
) -> None:
    path, stranger = address(app, stage, kind), visit()
    first = stranger.open(path)
    assert first.status == 200 and booked.organization.name not in first.words, "whoever finds the sheet reads no more"
    changes.move(booked, stage.expert, stage.slots[1], by=desk, now=NOW)
    changes.cancel(booked, reason="Grippe", by=desk, now=NOW)
    db.session.commit()
    again = stranger.open(path)
    assert again.words != first.words and re.search(r"\b2\b", again.words)
    assert "Grippe" not in again.words
    assert stranger.open(path + "x").status == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pack_is_one_file_that_needs_nothing_else(
    stage: Stage, booked: Booking, desk: Person, visit: Open, language: str
) -> None:
    path, desk.language = f"/coordination/paper/pack?day={booked.slot.day}", language
    db.session.commit()
    answer = visit().signed_in(desk).client.get(path)
    text = answer.get_data(as_text=True)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert booked.expert.name in text and "<script" not in text
    assert not re.findall(r"""(?:src|<link[^>]*href|url\()=?["']?(?:https?:)?//""", text), "nothing is fetched"
    assert f'lang="{language}"' in text


def test_each_coordinator_gets_the_day_once_in_its_morning(
    app: Flask, booked: Booking, desk: Person, set_clock: SetClock
) -> None:
    make.make_person(is_coordinator=True)
    begins = booked.slot.starts_at
    db.session.commit()
    for hours, number in ((-24, 0), (-0.1, 2), (0, 2), (24 * 30, 2)):
        set_clock(begins + timedelta(hours=hours))
        for _twice in range(2):
            caretaker.packs(app)
        packs = db.session.scalars(select(Message.recipient_id).where(Message.kind == "pack")).all()
        db.session.rollback()  # on SQLite nobody else could write
        assert len(packs) == len(set(packs)) == number, hours
