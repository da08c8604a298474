"""Who did what, when."""

from __future__ import annotations

from flask import render_template

from brigade.queries import journal
from brigade.web import access
from brigade.web.coordination.blueprint import bp, page_number


@bp.get("/journal", endpoint="journal")
@access.as_coordinator
def journal_page() -> str:
    """Who did what, when."""
    number = page_number()
    entries, pages = journal.page(access.current_edition(), number)
    return render_template("coordination/journal.html", entries=entries, number=number, pages=pages)
