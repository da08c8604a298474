"""What calendars answered, and the test that shows whether they can."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import trial
from brigade.language import ngettext
from brigade.queries import inbound
from brigade.web import access
from brigade.web.coordination.blueprint import bp, page_number


@bp.get("/answers", endpoint="answers")
@access.as_coordinator
def answers_page() -> str:
    """What calendars answered, and who has not."""
    edition, now, number = access.current_edition(), clock.now(), page_number()
    shown, counts = request.args.get("show", ""), inbound.counts(edition, now)
    shown = shown if shown in inbound.LISTS else next((name for name, count in counts if count), inbound.LISTS[0])
    return render_template(
        "coordination/answers.html", shown=shown, counts=counts, rows=inbound.page(shown, edition, now, number),
        number=number, pages=-(-dict(counts)[shown] // inbound.PAGE), kinds=inbound.KINDS, reasons=inbound.REASONS,
    )  # fmt: skip


@bp.post("/answers/test")
@access.as_coordinator
def send_tests() -> Response:
    """A test invite for everybody who has not answered one."""
    asked = trial.ask_everybody(access.current_edition(), by=access.current_person(), now=clock.now())
    flash(ngettext("L’essai part vers %(num)s personne.", "L’essai part vers %(num)s personnes.", asked), "ok")
    db.session.commit()
    return redirect(url_for("coordination.answers", show="untested"), 303)
