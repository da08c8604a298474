"""The grid: what the form would make of it is shown first, then made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain.setup import editions as acts
from brigade.domain.setup import grid
from brigade.language import gettext as _
from brigade.language import hour
from brigade.models import Edition
from brigade.queries import editions
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.setup import GridForm

Page = str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Hour:
    """One slot of the preview: its hour, and whether it is "kept", "new" or "stays" though it does not fit."""

    label: str
    state: str


@bp.get("/grid", endpoint="grid")
@access.as_coordinator
def grid_page() -> str:
    """The grid as it is, in the form that makes it."""
    return _page(_form())


@bp.post("/grid")
@access.as_coordinator
def make_grid() -> Response | Page:
    """Show what would change; make it once that was seen."""
    form, edition, person = _form(), access.current_edition(), access.current_person()
    if not form.validate():
        return _page(form), 422
    g.on_refusal = lambda refusal, sentence: (_page(form, sentence, look=refusal.code == "grid-changed"), 409)
    seen = request.form.get("seen", "")
    if not seen:
        return _page(form, look=True)
    found = grid.make(edition, form.wanted(), seen=seen, by=person, now=clock.now())
    number = len(found.kept) + len(found.made) + len(found.stays)
    flash(_("La grille est faite : %(number)s plages.", number=number), "ok")
    db.session.commit()
    return redirect(url_for("coordination.grid"), 303)


def _form() -> GridForm:
    edition = access.current_edition()
    phase, slots = acts.phase_of(edition, "brigade"), editions.slots(edition)
    begins = {"first_day": phase.starts_on} if phase and not slots else {}
    return GridForm(slots=slots, zone=edition.zone, **begins)


def _page(form: GridForm, sentence: str = "", look: bool = False) -> str:
    edition = access.current_edition()
    plan = grid.plan(edition, form.wanted()) if look else None
    return render_template(
        "coordination/grid.html", form=form, sentence=sentence, plan=plan, preview=_preview(edition, plan),
        has_phase=acts.phase_of(edition, "brigade") is not None, days=editions.days(edition),
    )  # fmt: skip


def _preview(edition: Edition, plan: grid.Plan | None) -> list[tuple[date, list[Hour]]]:
    """Day by day, what there would be."""
    if plan is None:
        return []
    spans = [((slot.starts_at, slot.ends_at), "kept") for slot in plan.kept]
    spans += [(span, "new") for span in plan.made]
    spans += [((slot.starts_at, slot.ends_at), "stays") for slot, _number in plan.stays]
    found: defaultdict[date, list[Hour]] = defaultdict(list)
    for (first, last), state in sorted(spans):
        label = f"{hour(first, edition.zone)} – {hour(last, edition.zone)}"
        found[clock.local_day(first, edition.zone)].append(Hour(label, state))
    return sorted(found.items())
