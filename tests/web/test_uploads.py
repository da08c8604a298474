"""Files as people send them, and as somebody who means harm does."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from brigade.domain.refusal import Refusal
from brigade.web import uploads


@pytest.fixture
def engine() -> str:
    """No database is asked."""
    return "sqlite"


ROWS = [["Nom", "Courriel"], ["Théâtre d’été", "été@exemple.org"]]


def csv(delimiter: str = ";", end: str = "\r\n") -> str:
    return "".join(delimiter.join(row) + end for row in ROWS)


def xlsx(*rows: list[object]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        csv().encode("cp1252"),  # French Excel
        csv().encode("utf-8-sig"),  # "CSV UTF-8"
        csv(",", "\n").encode(),  # everybody else
        csv("\t").encode("utf-16"),  # "Unicode text"
        ("sep=;\r\n" + csv()).encode("utf-8"),
        csv().encode() + b";;\r\n" * 3,
        xlsx(*ROWS),
    ],
)
def test_what_programs_write_is_read(raw: bytes) -> None:
    found = uploads.table(raw)
    assert [row[:2] for row in found[:2]] == ROWS and len(found) == 2


def test_cells_of_a_sheet_are_read_as_a_person_would_write_them() -> None:
    assert uploads.table(xlsx(["Nom", "N"], ["x", 12.0], ["y", None], ["z", True])) == [
        ["Nom", "N"], ["x", "12"], ["y"], ["z", "True"],
    ]  # fmt: skip


def test_formulas_are_not_worked_out() -> None:
    assert uploads.table(xlsx(["Nom", "Courriel"], ['=HYPERLINK("http://x")', "a@b.org"]))[1] == ["", "a@b.org"]
    assert uploads.table(b"Nom;Courriel\n=1+1;a@b.org\n")[1][0] == "=1+1"


def test_a_quoted_line_break_and_a_huge_cell_stay_in_their_cell() -> None:
    found = uploads.table(b'Nom;Courriel\n"a\nb";x@y.org\n' + b"N" * 1_000_000 + b";z@y.org\n")
    assert found[1] == ["a\nb", "x@y.org"] and len(found[2][0]) == uploads.LONGEST_CELL and found[2][1] == "z@y.org"


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def bomb() -> bytes:
    return packed(**{"xl/worksheets/sheet1.xml": b"0" * (uploads.UNPACKED + 1)})


def laughing() -> bytes:
    """A sheet whose entities would grow to gigabytes."""
    good, file = io.BytesIO(xlsx(*ROWS)), io.BytesIO()
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bad = f'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY l0 "ha">{lol}]><worksheet>&l11;</worksheet>'
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            target.writestr(name, bad if name.endswith("sheet1.xml") else source.read(name))
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "file-empty"),
        (lambda: b"Nom;Courriel\n", "file-empty"),
        (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file-unreadable"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "file-unreadable"),  # .xls of 1997
        (lambda: b"PK\x03\x04 not a zip", "file-unreadable"),
        (lambda: packed(a=b"no sheet"), "file-unreadable"),
        (bomb, "file-unreadable"),
        (laughing, "file-unreadable"),
        (lambda: packed(**{f"f{n}": b"" for n in range(600)}), "file-unreadable"),
        (lambda: b"N" * (uploads.LARGEST + 1), "file-too-big"),
        (lambda: b"Nom\n" + b"x\n" * (uploads.MOST_ROWS + 1), "file-too-many-rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        uploads.table(make())
    assert caught.value.code == code


def test_a_sheet_that_claims_to_be_endless_is_read_for_what_it_holds() -> None:
    good, file = io.BytesIO(xlsx(*ROWS)), io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, text.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert uploads.table(file.getvalue()) == ROWS
