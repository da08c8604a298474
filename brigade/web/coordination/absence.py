"""Somebody or something is missing: ask for a proposal that seats those concerned elsewhere."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain.arranging import runs
from brigade.domain.refusal import Refusal
from brigade.language import short_moment
from brigade.queries import brigade, editions, rooms
from brigade.solver import engines
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.proposal import AbsenceForm, hour_choices

SECONDS = 15  # everybody waits for the answer


@bp.get("/proposals/absence", endpoint="absence")
@access.as_coordinator
def absence_page() -> str:
    """Who or what, from when to when."""
    return _page(_form(what="expert"))


@bp.post("/proposals/absence")
@access.as_coordinator
def seat_anew() -> Response | tuple[str, int]:
    """Ask; nothing changes before the proposal was approved."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    g.on_refusal = lambda _refusal, sentence: (_page(form, sentence), 409)
    if engines.missing():
        raise Refusal("no-solver")
    run = runs.ask(
        access.current_edition(), "absence", _parameters(form), seconds=SECONDS, by=access.current_person(),
        now=clock.now(),
    )  # fmt: skip
    uid = run.uid
    db.session.commit()
    return redirect(url_for("coordination.run", uid=uid), 303)


def _parameters(form: AbsenceForm) -> dict[str, Any]:
    """What the run keeps: the slots, and the row of the expert or of the table."""
    edition, found = access.current_edition(), {"slots": form.slots(), "stability": 1.0}
    if form.what.data == "expert":
        expert = brigade.find_expert(edition, form.expert.data)
        return found | {"expert": expert.id if expert else 0}
    return found | ({"table": int(form.table.data)} if form.what.data == "table" else {})


def _form(**values: Any) -> AbsenceForm:
    edition = access.current_edition()
    return AbsenceForm(
        experts=[(expert.slug, expert.name) for expert in brigade.experts(edition)],
        tables=[(str(table.id), table.name) for table in rooms.tables(edition)],
        hours=hour_choices(editions.slots(edition), edition, short_moment), **values,
    )  # fmt: skip


def _page(form: AbsenceForm, sentence: str = "") -> str:
    return render_template("coordination/absence.html", form=form, sentence=sentence, missing=engines.missing())
