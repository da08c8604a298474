"""The coordinator's desk: one file per part of it. `sections` lists them all, as the navigation shows them."""

from brigade.web.coordination import (
    answers,
    board,
    exports,
    journal,
    matching,
    messages,
    needs,
    outbox,
    people,
    report,
    tools,
)
from brigade.web.coordination.blueprint import bp

__all__ = [
    "answers", "board", "bp", "exports", "journal", "matching", "messages", "needs", "outbox", "people", "report",
    "tools",
]
