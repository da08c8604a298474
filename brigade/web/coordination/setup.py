"""The edition's own values, and its three phases."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain.setup import editions as acts
from brigade.language import gettext as _
from brigade.queries import editions
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.setup import EditionForm, PhaseForm

Page = str | tuple[str, int]


@bp.get("/edition", endpoint="edition")
@access.as_coordinator
def edition_page() -> str:
    """Names, place, people, limits and windows."""
    return _edition(EditionForm(edition=access.current_edition()))


@bp.post("/edition")
@access.as_coordinator
def save_edition() -> Response | Page:
    """Keep them."""
    edition = access.current_edition()
    form = EditionForm(edition=edition)
    if not form.validate():
        return _edition(form), 422
    g.on_refusal = lambda _refusal, sentence: (_edition(form, sentence), 409)
    acts.describe(edition, form.facts(), by=access.current_person(), now=clock.now())
    flash(_("L’édition est à jour."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.edition"), 303)


@bp.get("/phases", endpoint="phases")
@access.as_coordinator
def phases_page() -> str:
    """The three parts of the programme."""
    return _phases()


@bp.post("/phases/<kind>")
@access.as_coordinator
def save_phase(kind: str) -> Response | Page:
    """Keep one of them."""
    edition = access.current_edition()
    if kind not in acts.KINDS:
        abort(404)
    form = _phase_form(kind)
    if not form.validate():
        return _phases(form, kind), 422
    acts.describe_phase(edition, kind, form.facts(), by=access.current_person(), now=clock.now())
    flash(_("La phase est à jour."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.phases"), 303)


def _edition(form: EditionForm, sentence: str = "") -> str:
    return render_template(
        "coordination/edition.html", form=form, sentence=sentence, is_new=False, action="/coordination/edition"
    )


def _phases(bad: PhaseForm | None = None, kind: str = "") -> str:
    """Each with its form; the one that was sent as it was sent."""
    forms = [(each, bad if bad and each == kind else _phase_form(each, empty=bad is not None)) for each in acts.KINDS]
    return render_template("coordination/phases.html", phases=forms)


def _phase_form(kind: str, *, empty: bool = False) -> PhaseForm:
    """`empty`: shown beside another that was posted, so what was posted is not read into it."""
    edition = access.current_edition()
    has_grid = kind == "brigade" and bool(editions.slots(edition))
    given = {"formdata": None} if empty else {}
    return PhaseForm(phase=acts.phase_of(edition, kind), has_grid=has_grid, prefix=f"{kind}-", **given)
