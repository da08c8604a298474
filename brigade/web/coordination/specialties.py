"""What can be helped with, and the words people use for it."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain.setup import specialties as acts
from brigade.language import gettext as _
from brigade.models import Specialty
from brigade.queries import editions
from brigade.queries import specialties as found
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.specialty import SpecialtyForm

Page = str | tuple[str, int]


@bp.get("/specialties", endpoint="specialties")
@access.as_coordinator
def specialty_list() -> str:
    """By domain."""
    return render_template("coordination/specialties.html", domains=editions.domains(), uses=found.uses())


@bp.get("/specialties/new", endpoint="new_specialty")
@access.as_coordinator
def new_specialty() -> str:
    """One more."""
    return _page(_form())


@bp.post("/specialties/new")
@access.as_coordinator
def add_specialty() -> Response | Page:
    """Keep it."""
    return _save(None)


@bp.get("/specialties/<slug>", endpoint="specialty")
@access.as_coordinator
def specialty(slug: str) -> str:
    """One of them."""
    row = _find(slug)
    return _page(_form(row), row)


@bp.post("/specialties/<slug>")
@access.as_coordinator
def save_specialty(slug: str) -> Response | Page:
    """Keep the changes."""
    return _save(_find(slug))


@bp.post("/specialties/<slug>/remove")
@access.as_coordinator
def remove_specialty(slug: str) -> Response:
    """Forget it, if nobody names it."""
    g.on_refusal = lambda _refusal, sentence: (_page(_form(_find(slug), shown=True), _find(slug), sentence), 409)
    acts.remove(_find(slug), by=access.current_person(), now=clock.now(), edition=access.edition())
    flash(_("La spécialité est retirée."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.specialties"), 303)


def _save(row: Specialty | None) -> Response | Page:
    form = _form(row)
    if not form.validate():
        return _page(form, row), 422
    acts.describe(form.wording(), by=access.current_person(), now=clock.now(), specialty=row, edition=access.edition())
    flash(_("La spécialité est à jour : les besoins la trouvent par ces mots."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.specialties"), 303)


def _find(slug: str) -> Specialty:
    return found.find(slug) or abort(404)


def _form(row: Specialty | None = None, *, shown: bool = False) -> SpecialtyForm:
    """`shown`: as it is kept, whatever was posted."""
    return SpecialtyForm(domains=editions.domains(), specialty=row, **({"formdata": None} if shown else {}))


def _page(form: SpecialtyForm, row: Specialty | None = None, sentence: str = "") -> str:
    return render_template("coordination/specialty.html", form=form, row=row, sentence=sentence)
