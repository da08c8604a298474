"""Files that are taken away: every row, in whole, harmless to whoever opens them, and read while they are written."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import pytest
from flask import Flask

from brigade.database import db
from brigade.domain import booking, clinics
from brigade.queries.exports import TABLES
from brigade.web.coordination.exports import FORMATS
from tests import factories as make
from tests.counting import counted
from tests.factories import NOW
from tests.stage import Stage, ticketing
from tests.web.browser import Browser
from tests.web.conftest import Open

HOSTILE = '=HYPERLINK("http://example.org";"x")'


@pytest.fixture
def desk(stage: Stage, visit: Open) -> Browser:
    stage.need.title = HOSTILE
    stage.organization.name = "@SUM(A1) É; \"guillemets\"\u2028<b>"
    booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    person = make.make_person(name="+1", is_coordinator=True)
    db.session.commit()
    return visit().signed_in(person)


def taken(desk: Browser, name: str) -> bytes:
    answer = desk.client.get(f"/coordination/exports/{name}", headers=desk.headers)
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return answer.data


def lines(raw: bytes, delimiter: str = ";") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_table_comes_in_every_format(desk: Browser, name: str, suffix: str) -> None:
    raw = taken(desk, f"{name}.{suffix}")
    if suffix == "json":
        assert all(set(row) == {column.key for column in TABLES[name].columns} for row in json.loads(raw))
    elif suffix == "csv":
        assert raw.startswith(b"\xef\xbb\xbf") and all(None not in row for row in lines(raw))
    else:
        assert zipfile.ZipFile(io.BytesIO(raw)).testzip() is None


def test_a_session_is_there_in_whole(stage: Stage, desk: Browser) -> None:
    row = json.loads(taken(desk, "sessions.json"))[0]
    assert row["need"] == HOSTILE and row["organization"] == stage.organization.name
    assert row["starts_at"] == "2026-12-01T09:00:00-05:00" and row["state"] == "live" and row["locked"] is False
    line = lines(taken(desk, "sessions.csv"))[0]
    assert line["État"] == "Confirmée" and line["Réponse de l’organisme"] == "Sans réponse"
    assert line["Début (heure de l’Est)"] == "2026-12-01 09:00" and line["Verrouillée"] == "Non"
    assert json.loads(taken(desk, "needs.json"))[0]["specialties"] == "Billetterie en ligne"


def test_english_readers_get_english_headings_and_commas(stage: Stage, desk: Browser, visit: Open) -> None:
    reader = visit("en").signed_in(make.make_person(is_coordinator=True, language="en"))
    db.session.commit()
    assert lines(taken(reader, "sessions.csv"), ",")[0]["State"] == "Confirmed"


def test_nothing_that_was_typed_runs_as_a_formula(desk: Browser) -> None:
    line = lines(taken(desk, "needs.csv"))[0]
    assert line["Besoin"] == "'" + HOSTILE and line["Organisme"].startswith("'@SUM")
    for name in TABLES:
        raw = taken(desk, f"{name}.csv").decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(raw, newline=""), delimiter=";") for cell in row]
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
        sheet = zipfile.ZipFile(io.BytesIO(taken(desk, f"{name}.xlsx"))).read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "<hyperlink" not in sheet


def test_only_what_is_listed_can_be_taken(desk: Browser) -> None:
    for name in ("person.csv", "sessions.exe", "sessions.csv.json", "sign_in_token.json"):
        assert desk.client.get(f"/coordination/exports/{name}").status_code == 404


def test_drafts_and_other_editions_are_left_out(stage: Stage, desk: Browser) -> None:
    stage.another_need(title="Brouillon", state="draft")
    db.session.commit()
    assert {row["need"] for row in json.loads(taken(desk, "needs.json"))} == {HOSTILE}
    make.make_meeting(title="Ailleurs")
    db.session.commit()
    assert {row["need"] for row in json.loads(taken(desk, "needs.json"))} == {"Ailleurs"}, "the newest edition runs"


def test_rows_are_read_while_the_file_is_written(app: Flask, stage: Stage, desk: Browser) -> None:
    """Two thousand rows: the first lines leave before the last are read, and one statement reads them all."""
    for number in range(2_000):
        make.make_need(organization=stage.organization, author=stage.member, title=f"Besoin {number}")
    db.session.commit()
    with counted() as statements:
        answer = desk.client.get("/coordination/exports/needs.csv", headers=desk.headers, buffered=False)
        parts = iter(answer.response)
        first = next(parts)
        rest = sum(1 for _ in parts)
    assert first in (b"\xef\xbb\xbf", "\ufeff") and rest == 2_002
    assert len([statement for statement in statements if "FROM need" in statement]) == 1


def test_the_whole_brigade_as_a_calendar(stage: Stage, desk: Browser) -> None:
    raw = taken(desk, "sessions.ics").decode()
    assert raw.count("BEGIN:VEVENT") == 1 and "METHOD:PUBLISH" in raw and "ATTENDEE" not in raw


def test_codes_and_subjects_are_words_of_the_reader(stage: Stage, desk: Browser, visit: Open) -> None:
    stage.organization.discipline, stage.expert.skills[0].specialty.name_en = "crafts", "Tickets online"
    english = make.make_person(is_coordinator=True, language="en")
    db.session.commit()
    assert lines(taken(desk, "organizations.csv"))[0]["Discipline"] == "Métiers d’art"
    assert lines(taken(desk, "experts.csv"))[0]["Spécialités principales"] == "Billetterie en ligne"
    reader = visit("en").signed_in(english)
    assert lines(taken(reader, "organizations.csv"), ",")[0]["Discipline"] == "Crafts"
    assert lines(taken(reader, "experts.csv"), ",")[0]["Main specialties"] == "Tickets online"
    stage.expert.skills[0].specialty.name_en = ""
    db.session.commit()
    assert lines(taken(reader, "experts.csv"), ",")[0]["Main specialties"] == "Billetterie en ligne"


def test_counts_are_numbers_that_add_up(stage: Stage, desk: Browser) -> None:
    missed = booking.book(stage.foreign_need(), stage.expert, stage.slots[1], by=stage.member, now=NOW)
    missed.outcome = "no-show"
    db.session.commit()
    files = [json.loads(taken(desk, f"{name}.json")) for name in ("organizations", "experts")]
    counts = [row["sessions"] for file in files for row in file]
    assert sorted(counts) == [0, 1, 1], "who did not come is not counted"
    sheet = zipfile.ZipFile(io.BytesIO(taken(desk, "experts.xlsx"))).read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<c r="H2"><v>1</v></c>', sheet), "a spreadsheet can sum it"


def test_small_groups_with_everybody_who_was_asked(stage: Stage, desk: Browser) -> None:
    needs = stage.another_need(), stage.foreign_need()
    group = clinics.offer(
        clinics.Idea(ticketing(), stage.expert, stage.slots[1], needs), "=2+2", by=stage.member, now=NOW
    )
    clinics.answer(group.seats[1], True, by=stage.member, now=NOW)
    db.session.commit()
    rows = lines(taken(desk, "groups.csv"))
    assert sorted(row["Réponse de l’organisme"] for row in rows) == ["Sans réponse", "Vient"]
    assert {row["Lieu"] for row in rows} == {"'=2+2"} and {row["Sujet"] for row in rows} == {"Billetterie en ligne"}
