"""The coordinator's desk: one file per part of it. `sections` lists them all, as the navigation shows them."""

from brigade.web.coordination import (
    absence,
    answers,
    board,
    clinics,
    day,
    exports,
    journal,
    matching,
    messages,
    needs,
    opening,
    outbox,
    paper,
    people,
    proposals,
    report,
    screen,
    tools,
    walk_in,
)
from brigade.web.coordination.blueprint import bp

__all__ = [
    "absence", "answers", "board", "bp", "clinics", "day", "exports", "journal", "matching", "messages", "needs",
    "opening", "outbox", "paper", "people", "proposals", "report", "screen", "tools", "walk_in",
]  # fmt: skip
