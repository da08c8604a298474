"""The coordinator's desk: one file per part of it. `sections` lists them all, as the navigation shows them."""

from brigade.web.coordination import (
    absence,
    answers,
    board,
    clinics,
    exports,
    journal,
    matching,
    messages,
    needs,
    opening,
    outbox,
    people,
    proposals,
    report,
    tools,
)
from brigade.web.coordination.blueprint import bp

__all__ = [
    "absence", "answers", "board", "bp", "clinics", "exports", "journal", "matching", "messages", "needs",
    "opening", "outbox", "people", "proposals", "report", "tools",
]  # fmt: skip
