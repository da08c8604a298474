"""A table as a file: CSV, JSON and XLSX, written while its rows are read.

What a person typed must never run as a formula on the desk of whoever opens the file: in CSV such a cell begins with an
apostrophe (OWASP, "CSV injection"), in XLSX every text is written as text. CSV is what Excel expects where its reader
lives: a BOM, and semicolons in French. Discarded: openpyxl's and pandas' writers, which hold the whole sheet in memory.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from brigade.language import current, zone_name
from brigade.queries.exports.tables import Column, Table

Rows = Iterable[Sequence[Any]]
RUNS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula
BOM = "\ufeff"
CHUNK = 64 * 1024
LONGEST = 32_767  # characters of a cell, says Excel


class Sheet:
    """A table's headings and words in the reader's language, looked up before the first row: later nobody reads."""

    def __init__(self, table: Table, zone: str) -> None:
        self.zone, self.delimiter = zone, ";" if current() == "fr" else ","
        self.keys = [column.key for column in table.columns]
        self.headings = [_heading(column, zone) for column in table.columns]
        self.words = [{code: str(word) for code, word in column.words.items()} for column in table.columns]

    def lines(self, rows: Rows) -> Iterator[list[str | int]]:
        """The headings, then the rows, as words; counts stay numbers."""
        yield [*self.headings]
        for row in rows:
            yield [_word(words.get(str(value), value), self.zone) for words, value in zip(self.words, row, strict=True)]


def as_csv(sheet: Sheet, rows: Rows) -> Iterator[str]:
    """A heading, then a line for each row, in the reader's language and the edition's zone."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=sheet.delimiter)
    yield BOM
    for cells in sheet.lines(rows):
        writer.writerow([_harmless(cell) for cell in cells])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def as_json(sheet: Sheet, rows: Rows) -> Iterator[str]:
    """A list of objects with the columns' keys, codes as they are kept, times in the edition's zone (RFC 3339)."""
    mark = "["
    for row in rows:
        values = [_plain(value, sheet.zone) for value in row]
        yield mark + json.dumps(dict(zip(sheet.keys, values, strict=True)), ensure_ascii=False)
        mark = ",\n"
    yield "[]\n" if mark == "[" else "]\n"


def as_xlsx(sheet: Sheet, rows: Rows) -> Iterator[bytes]:
    """One sheet with its heading kept in sight; rows go to the disk as they come."""
    with TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True})
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        page.freeze_panes(1, 0)
        page.set_column(0, len(sheet.keys) - 1, 22)
        for number, cells in enumerate(sheet.lines(rows)):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    page.write_number(number, column, cell)
                else:
                    page.write_string(number, column, cell[:LONGEST], None if number else bold)
        book.close()
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _heading(column: Column, zone: str) -> str:
    """With the zone where it is a time: no time stands without it."""
    is_time = column.key == "at" or column.key.endswith("_at")
    return f"{column.label} ({zone_name(zone)})" if is_time else str(column.label)


def _word(value: Any, zone: str) -> str | int:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, int):
        return value
    return "" if value is None else str(value)


def _plain(value: Any, zone: str) -> Any:
    return value.astimezone(ZoneInfo(zone)).isoformat() if isinstance(value, datetime) else value


def _harmless(cell: str | int) -> str | int:
    return "'" + cell if isinstance(cell, str) and cell.startswith(RUNS) else cell
