"""Every need, and who waits for a place."""

from __future__ import annotations

from flask import render_template, request

from brigade.queries import needs, waitlist
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms import fields


@bp.get("/needs", endpoint="needs")
@access.as_coordinator
def need_list() -> str:
    """Every need, those without a place first."""
    text, state = fields.one_line(request.args.get("q"))[:100], request.args.get("state", "")
    lines = needs.lines(access.current_edition(), text, state)
    return render_template("coordination/needs.html", lines=lines, text=text, state=state)


@bp.get("/waitlist", endpoint="waitlist")
@access.as_coordinator
def waitlist_page() -> str:
    """Who waits, and the chain of offers."""
    return render_template("coordination/waitlist.html", lines=waitlist.lines(access.current_edition()))
