"""The coordinator's desk: one file per part of it. `sections` lists them all, as the navigation shows them."""

from brigade.web.coordination import (
    answers,
    board,
    checklist,
    duplicates,
    editions,
    exports,
    gauge,
    grid,
    journal,
    messages,
    needs,
    organizations,
    outbox,
    people,
    report,
    rosters,
    setup,
    silent,
    specialties,
    tables,
    tools,
)
from brigade.web.coordination.blueprint import bp

__all__ = [
    "answers", "board", "bp", "checklist", "duplicates", "editions", "exports", "gauge", "grid", "journal", "messages",
    "needs", "organizations", "outbox", "people", "report", "rosters", "setup", "silent", "specialties", "tables",
    "tools",
]
