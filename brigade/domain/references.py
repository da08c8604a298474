"""Which columns of the whole schema refer to a table: asked for, not listed, so that a new table is never forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table

from brigade.database import Base


def to(kind: type[Base]) -> Iterator[tuple[Table, Column[Any]]]:
    """(table, column) of every plain reference to a row of that kind, in the order of the tables."""
    target = kind.__table__
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table is target for key in column.foreign_keys):
                yield table, column
