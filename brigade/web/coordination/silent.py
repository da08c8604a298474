"""Who has not answered, and reminding them."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import silence
from brigade.language import ngettext
from brigade.queries import rosters as found
from brigade.web import access
from brigade.web.coordination.blueprint import bp


@bp.get("/silent", endpoint="silent")
@access.as_coordinator
def silent_page() -> str:
    """Experts without hours, organizations without a need."""
    edition = access.current_edition()
    groups = [(group, found.silent(edition, group)) for group in silence.GROUPS]
    return render_template("coordination/silent.html", groups=groups)


@bp.post("/silent/<group>")
@access.as_coordinator
def remind(group: str) -> Response:
    """A letter to each of the group who got none today."""
    if group not in silence.GROUPS:
        abort(404)
    number = silence.remind(group, access.current_edition(), by=access.current_person(), now=clock.now())
    flash(ngettext("%(num)s rappel est en route.", "%(num)s rappels sont en route.", number), "ok")
    db.session.commit()
    return redirect(url_for("coordination.silent"), 303)
