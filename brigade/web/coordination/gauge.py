"""Needs against the brigade, and asking for more time."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import more_time
from brigade.language import ngettext
from brigade.queries import gauge
from brigade.web import access
from brigade.web.coordination.blueprint import bp


@bp.get("/gauge", endpoint="gauge")
@access.as_coordinator
def gauge_page() -> str:
    """Hours wanted against hours offered, by specialty and day."""
    return render_template("coordination/gauge.html", gauge=gauge.gauge(access.current_edition()))


@bp.post("/gauge/ask")
@access.as_coordinator
def ask_for_time() -> Response:
    """A letter to each expert who names the specialty among their others."""
    edition = access.current_edition()
    line = gauge.line(edition, request.form.get("specialty", "")) or abort(404)
    number = more_time.ask(edition, line.specialty, line.all.short, by=access.current_person(), now=clock.now())
    text = ngettext(
        "%(num)s personne est priée d’ouvrir plus d’heures.",
        "%(num)s personnes sont priées d’ouvrir plus d’heures.", number,
    )  # fmt: skip
    flash(text, "ok")
    db.session.commit()
    return redirect(url_for("coordination.gauge"), 303)
