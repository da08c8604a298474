"""Small groups: where needs without a place share a question and an hour, offer one; call one off."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import clinics
from brigade.domain.refusal import Refusal
from brigade.language import gettext as _
from brigade.language import ngettext
from brigade.queries import clinics as found
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms import fields

MOST_PLACE = 80


@bp.get("/proposals/clinics", endpoint="clinics")
@access.as_coordinator
def clinic_list() -> str:
    """What could be offered, and what was."""
    edition, now = access.current_edition(), clock.now()
    return render_template(
        "coordination/clinics.html", ideas=clinics.ideas(edition, now), clinics=found.every(edition), now=now
    )


@bp.post("/proposals/clinics")
@access.as_coordinator
def offer_clinic() -> Response:
    """Offer the one whose specialty, expert and hour are posted, as it is now."""
    edition, now = access.current_edition(), clock.now()
    wanted = tuple(request.form.get(name, "") for name in ("specialty", "expert", "slot"))
    idea = next((each for each in clinics.ideas(edition, now) if _key(each) == wanted), None)
    if idea is None:
        raise Refusal("clinic-taken")
    place = fields.one_line(request.form.get("place"))[:MOST_PLACE] or _("À l’accueil")
    number = len(clinics.offer(idea, place, by=access.current_person(), now=now).seats)
    flash(ngettext("%(num)s organisme est invité.", "%(num)s organismes sont invités.", number), "ok")
    db.session.commit()
    return redirect(url_for("coordination.clinics"), 303)


@bp.post("/proposals/clinics/<uid>/cancel")
@access.as_coordinator
def cancel_clinic(uid: str) -> Response:
    """It does not take place."""
    clinic = found.find(access.current_edition(), uid) or abort(404)
    clinics.cancel(clinic, by=access.current_person(), now=clock.now())
    flash(_("Le groupe est annulé ; ceux qui devaient venir sont avertis."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.clinics"), 303)


def _key(idea: clinics.Idea) -> tuple[str, str, str]:
    return idea.specialty.slug, idea.expert.slug, str(idea.slot.id)
