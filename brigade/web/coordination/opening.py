"""The first of two rounds: one session for each organization, and equals turned by a draw that anybody can repeat."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain.arranging import draw, runs
from brigade.domain.refusal import Refusal
from brigade.solver import engines
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.proposal import OpeningForm

SECONDS = 60


@bp.get("/proposals/opening", endpoint="opening")
@access.as_coordinator
def opening_page() -> str:
    """What will happen, who takes part, and the seed."""
    return _page(OpeningForm(seed=draw.new_seed()))


@bp.post("/proposals/opening")
@access.as_coordinator
def open_first_round() -> Response | tuple[str, int]:
    """Ask for one session each; the list is kept as it is now, with the seed."""
    form, edition = OpeningForm(), access.current_edition()
    if not form.validate():
        return _page(form), 422
    g.on_refusal = lambda _refusal, sentence: (_page(form, sentence), 409)
    if engines.missing():
        raise Refusal("no-solver")
    parameters = {"seed": form.seed.data, "list": sorted(draw.code(each) for each in draw.entrants(edition))}
    run = runs.ask(edition, "opening", parameters, seconds=SECONDS, by=access.current_person(), now=clock.now())
    uid = run.uid
    db.session.commit()
    return redirect(url_for("coordination.run", uid=uid), 303)


def _page(form: OpeningForm, sentence: str = "") -> str:
    edition = access.current_edition()
    closes = edition.needs_close_at
    return render_template(
        "coordination/opening.html", form=form, sentence=sentence, missing=engines.missing(), closes=closes,
        entrants=len(draw.entrants(edition)), is_early=closes is not None and clock.now() < closes,
    )  # fmt: skip
