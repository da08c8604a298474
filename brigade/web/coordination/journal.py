"""Who did what, when, from where."""

from __future__ import annotations

from flask import render_template, request

from brigade.queries import journal, told
from brigade.web import access
from brigade.web.coordination.blueprint import bp, page_number
from brigade.web.forms import fields


@bp.get("/journal", endpoint="journal")
@access.as_coordinator
def journal_page() -> str:
    """Everything, newest first, or what the reader looks for."""
    number, asked = page_number(), request.args
    wanted = journal.Wanted(
        fields.one_line(asked.get("q"))[:100], asked.get("kind", ""), fields.one_line(asked.get("booking"))[:36]
    )
    entries, pages = journal.page(access.current_edition(), number, wanted)
    return render_template(
        "coordination/journal.html", entries=entries, number=number, pages=pages, wanted=wanted, kinds=told.KINDS,
        sources=told.SOURCES,
    )  # fmt: skip
