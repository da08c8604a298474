"""Needs against the brigade, and asking for more time."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import more_time
from brigade.language import ngettext
from brigade.queries import gauge, hours
from brigade.web import access
from brigade.web.coordination.blueprint import bp


@bp.get("/gauge", endpoint="gauge")
@access.as_coordinator
def gauge_page() -> str:
    """Hours wanted against hours offered, by specialty and day; and where one more serves most."""
    edition = access.current_edition()
    found = gauge.gauge(edition)
    lines = {line.specialty.id: line for line in found.lines}
    return render_template("coordination/gauge.html", gauge=found, hours=hours.hours(edition), lines=lines)


@bp.post("/gauge/ask")
@access.as_coordinator
def ask_for_time() -> Response:
    """A letter to each expert who names the specialty among their others."""
    edition = access.current_edition()
    line = gauge.line(edition, request.form.get("specialty", "")) or abort(404)
    best = hours.find(edition, line.specialty)
    number = more_time.ask(
        edition, line.specialty, max(line.all.short, best.length if best else 0.0), best.slots if best else (),
        by=access.current_person(), now=clock.now(),
    )  # fmt: skip
    text = ngettext(
        "%(num)s personne est priée d’ouvrir plus d’heures.",
        "%(num)s personnes sont priées d’ouvrir plus d’heures.", number,
    )  # fmt: skip
    flash(text, "ok")
    db.session.commit()
    return redirect(url_for("coordination.gauge"), 303)
