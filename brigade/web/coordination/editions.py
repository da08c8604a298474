"""All editions: a new one, a copy of a past one, and giving up what is being prepared."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain.setup import copies
from brigade.domain.setup import editions as acts
from brigade.language import gettext as _
from brigade.models import Edition
from brigade.queries import editions
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.setup import CopyForm, EditionForm

Page = str | tuple[str, int]


@bp.get("/editions", endpoint="editions")
@access.as_coordinator
def edition_list() -> str:
    """Past, running, in preparation."""
    return render_template("coordination/editions.html", editions=editions.every(), found=editions.newest())


@bp.get("/editions/new", endpoint="new_edition")
@access.as_coordinator
def new_edition() -> str:
    """The first one, or one that is like no other."""
    person = access.current_person()
    form = EditionForm(
        zone="America/Toronto", organization_cap=3, expert_day_cap=10, notice_hours=2, contact_name=person.name,
        contact_email=person.email,
    )  # fmt: skip
    return _new_page(form)


@bp.post("/editions/new")
@access.as_coordinator
def begin_edition() -> Response | Page:
    """Keep it, in preparation."""
    form = EditionForm()
    if not form.validate():
        return _new_page(form), 422
    g.on_refusal = lambda _refusal, sentence: (_new_page(form, sentence), 409)
    beside = access.edition()
    made = acts.begin(
        form.facts(), is_demo=bool(beside and beside.is_demo), by=access.current_person(), now=clock.now()
    )
    return _prepare(made)


@bp.get("/editions/<slug>/copy", endpoint="copy_edition")
@access.as_coordinator
def copy_page(slug: str) -> str:
    """What is taken over, and when it begins."""
    old = editions.find(slug) or abort(404)
    return _copy_page(CopyForm(name_fr=old.name_fr, name_en=old.name_en, with_experts=True), old)


@bp.post("/editions/<slug>/copy")
@access.as_coordinator
def make_copy(slug: str) -> Response | Page:
    """Make it, in preparation."""
    old, form = editions.find(slug) or abort(404), CopyForm()
    if not form.validate():
        return _copy_page(form, old), 422
    g.on_refusal = lambda _refusal, sentence: (_copy_page(form, editions.find(slug) or abort(404), sentence), 409)
    first_day = form.first_day.data
    assert first_day is not None
    made = copies.copy(
        old, name_fr=form.name_fr.data or "", name_en=form.name_en.data or form.name_fr.data or "",
        first_day=first_day, with_experts=form.with_experts.data, by=access.current_person(),
        now=clock.now(),
    )  # fmt: skip
    return _prepare(made)


@bp.post("/editions/<slug>/discard")
@access.as_coordinator
def discard_edition(slug: str) -> Response:
    """Give it up; nothing of it stays."""
    acts.discard(editions.find(slug) or abort(404), by=access.current_person(), now=clock.now())
    flash(_("L’édition en préparation est abandonnée."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.editions"), 303)


def _prepare(made: Edition) -> Response:
    """From here on this coordinator sees what is being prepared."""
    access.see_edition(made)
    flash(_("L’édition est en préparation : vous seul·e la voyez, avec la coordination et sa brigade."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.checklist"), 303)


def _new_page(form: EditionForm, sentence: str = "") -> str:
    return render_template(
        "coordination/edition.html", form=form, sentence=sentence, is_new=True, action=request.path
    )


def _copy_page(form: CopyForm, old: Edition, sentence: str = "") -> str:
    return render_template("coordination/copy_edition.html", form=form, old=old, sentence=sentence)
