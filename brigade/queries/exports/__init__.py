"""Everything that the desk shows, as tables to take away: each is a statement whose columns have a key and a heading.

Rows are read a few hundred at a time over a connection of their own, so that an edition of any size is handed on while
it is read, after the page's own transaction is over. Discarded: Flask's `stream_with_context`, which keeps the call's
contexts alive over the whole download and loses them where the answer is read elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, CursorResult, Row

from brigade.database import db
from brigade.language import current
from brigade.models import Edition
from brigade.queries.exports.tables import TABLES, Table

__all__ = ["TABLES", "Table", "begin"]
AT_ONCE = 500


def begin(table: Table, edition: Edition) -> tuple[Connection, Iterator[Row[Any]]]:
    """The table's rows, in the order of its columns, and their connection, for whoever stops before the end."""
    statement = table.statement.with_only_columns(*(column.what.label(column.key) for column in table.columns))
    connection = db.engine.connect().execution_options(yield_per=AT_ONCE)
    bound = {"edition": edition.id, "language": current()}
    return connection, _to_the_end(connection, connection.execute(statement, bound))


def _to_the_end(connection: Connection, rows: CursorResult[Any]) -> Iterator[Row[Any]]:
    with connection:
        yield from rows
