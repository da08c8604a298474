"""A file that somebody sent → the rows of its table, as texts. CSV as any program writes it, and XLSX.

French Excel writes `;` and Windows-1252, the others write UTF-8 with or without a mark at its start. An XLSX is a ZIP:
its sizes are read off its table of contents before anything is unpacked. Formulas are never worked out; what a program
left as their result is read. Discarded: guessing encodings by statistics (a wrong guess is worse than a question).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from brigade.domain.refusal import Refusal

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 10_000, 40, 5_000
LARGEST = 4_000_000  # bytes of the file
UNPACKED = 30_000_000  # bytes of everything in an XLSX: ten thousand rows of ten columns are a fifth of that
Table = list[list[str]]

csv.field_size_limit(LARGEST)


def table(raw: bytes) -> Table:
    """Every row of the first sheet, each cell a text; refused when that cannot be had."""
    if len(raw) > LARGEST:
        raise Refusal("file-too-big", most=LARGEST // 1_000_000)
    rows = _xlsx(raw) if raw.startswith(b"PK") else _csv(raw)
    found = [_filled([cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]) for row in islice(rows, MOST_ROWS + 2)]
    while found and not found[-1]:  # rows that only have a format
        found.pop()
    if len(found) > MOST_ROWS + 1:
        raise Refusal("file-too-many-rows", most=MOST_ROWS)
    if len(found) < 2:
        raise Refusal("file-empty")
    return found


def _filled(row: list[str]) -> list[str]:
    """Without the empty cells at its end."""
    while row and not row[-1].strip():
        row.pop()
    return row


def _csv(raw: bytes) -> Iterable[Sequence[str]]:
    text = _text(raw)
    first, _, rest = text.partition("\n")
    if first.strip().lower() in ("sep=;", "sep=,", "sep=\t"):  # Excel's own note to itself
        text, first = rest, rest.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _text(raw: bytes) -> str:
    """UTF-8, UTF-16 where a mark says so, else Windows-1252; no text has zero bytes."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refusal("file-unreadable")


def _xlsx(raw: bytes) -> Iterable[Sequence[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED or len(packed.infolist()) > 500:
                raise Refusal("file-unreadable")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what it claims to hold may be a lie
        rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        return [[_cell(value) for value in row] for row in rows]
    except Refusal:
        raise
    except Exception as error:  # whatever a broken file makes of a parser: to the person it is one thing
        raise Refusal("file-unreadable") from error


def _cell(value: Any) -> str:
    """As a person would write it."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
