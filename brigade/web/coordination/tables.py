"""The tables in the room, and who sits where."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain.setup import tables
from brigade.language import gettext as _
from brigade.language import ngettext
from brigade.models import Table
from brigade.queries import tables as found
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms import fields

Page = str | tuple[str, int]
LONGEST, SEAT = 40, "seat-"


@bp.get("/tables", endpoint="tables")
@access.as_coordinator
def table_list() -> str:
    """Every table; every expert with theirs."""
    return _page()


@bp.post("/tables")
@access.as_coordinator
def add_tables() -> Response | Page:
    """One table a line."""
    text = fields.many_lines(request.form.get("names"))
    names = fields.text_lines(text)
    if not names or len(names) > 500 or any(len(name) > LONGEST for name in names):
        return _page(_("Écrivez une table par ligne, de %(most)s caractères au plus.", most=LONGEST), typed=text), 422
    number = tables.add(access.current_edition(), names, by=access.current_person(), now=clock.now())
    flash(ngettext("%(num)s table ajoutée.", "%(num)s tables ajoutées.", number), "ok")
    db.session.commit()
    return redirect(url_for("coordination.tables"), 303)


@bp.post("/tables/rename")
@access.as_coordinator
def rename_table() -> Response | Page:
    """Call it something else."""
    row, name = _table(), fields.one_line(request.form.get("name"))
    if not name or len(name) > LONGEST:
        return _page(_("Écrivez un nom, de %(most)s caractères au plus.", most=LONGEST)), 422
    g.on_refusal = lambda _refusal, sentence: (_page(sentence), 409)
    tables.rename(access.current_edition(), row, name, by=access.current_person(), now=clock.now())
    db.session.commit()
    return redirect(url_for("coordination.tables"), 303)


@bp.post("/tables/remove")
@access.as_coordinator
def remove_table() -> Response:
    """Take it away."""
    row = _table()
    g.on_refusal = lambda _refusal, sentence: (_page(sentence), 409)
    tables.remove(access.current_edition(), row, by=access.current_person(), now=clock.now())
    flash(_("La table est retirée."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.tables"), 303)


@bp.post("/tables/seats")
@access.as_coordinator
def seat_experts() -> Response:
    """Who sits where; what was not sent stays."""
    places = {
        key.removeprefix(SEAT): fields.one_line(value)[:LONGEST]
        for key, value in request.form.items() if key.startswith(SEAT)
    }  # fmt: skip
    g.on_refusal = lambda _refusal, sentence: (_page(sentence, places=places), 409)
    tables.seat(access.current_edition(), places, by=access.current_person(), now=clock.now())
    flash(_("Les places sont notées."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.tables"), 303)


def _table() -> Table:
    return found.find(access.current_edition(), fields.one_line(request.form.get("table"))) or abort(404)


def _page(sentence: str = "", typed: str = "", places: dict[str, str] | None = None) -> str:
    edition = access.current_edition()
    return render_template(
        "coordination/tables.html", tables=found.lines(edition), seats=found.seats(edition, places or {}),
        sentence=sentence, typed=typed,
    )  # fmt: skip
