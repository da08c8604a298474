"""The coordinator's desk: one file per part of it. `sections` lists them all, as the navigation shows them."""

from brigade.web.coordination import (
    absence,
    answers,
    board,
    by_hand,
    checklist,
    clinics,
    day,
    duplicates,
    editions,
    exports,
    gauge,
    grid,
    journal,
    matching,
    messages,
    needs,
    opening,
    organizations,
    outbox,
    paper,
    people,
    proposals,
    report,
    rosters,
    screen,
    setup,
    silent,
    specialties,
    tables,
    tools,
    walk_in,
)
from brigade.web.coordination.blueprint import bp

__all__ = [
    "absence", "answers", "board", "bp", "by_hand", "checklist", "clinics", "day", "duplicates", "editions", "exports",
    "gauge", "grid", "journal", "matching", "messages", "needs", "opening", "organizations", "outbox", "paper",
    "people", "proposals", "report", "rosters", "screen", "setup", "silent", "specialties", "tables", "tools",
    "walk_in",
]  # fmt: skip
