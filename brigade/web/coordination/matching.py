"""How matching weighs, what it may learn from, and a coordinator's word on one match."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock, matching
from brigade.database import db
from brigade.domain import fit, judging
from brigade.language import gettext as _
from brigade.language import lazy_gettext as _l
from brigade.matching import fitting
from brigade.queries import brigade, needs
from brigade.queries import judging as found
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms import fields

MEANINGS = {
    "specialty": _l("La spécialité, principale : ce pour quoi la personne est là."),
    "words": _l("Les mots du besoin que son profil emploie aussi."),
    "topics": _l("Les mots de rencontres déjà données."),
    "language": _l("La langue de la rencontre."),
    "load": _l("Peu de rencontres encore : départage des presque égaux."),
    "secondary": _l("Part de la spécialité quand elle est secondaire."),
    "beside_chosen": _l("Part de ce que les mots suggèrent, quand l’organisme a coché lui-même."),
}
SAID = {"good": True, "bad": False, "none": None}


@bp.get("/matching", endpoint="matching")
@access.as_coordinator
def weights_page() -> str:
    """The one table of weights, and how much was said."""
    edition = access.current_edition()
    now, origin = fitting.as_table(fit.weights(edition)), fitting.as_table(matching.DEFAULT)
    rows = [(name, MEANINGS[name], now[name], origin[name]) for name in fitting.names()]
    return render_template("coordination/matching.html", rows=rows, heard=found.heard(edition))


@bp.post("/needs/<uid>/verdict")
@access.as_coordinator
def judge(uid: str) -> Response:
    """Good, bad, or nothing any more."""
    person, said = access.current_person(), request.form.get("verdict", "")
    need = needs.opened(person, uid) or abort(404)
    expert = brigade.find_row(need.edition, fields.one_line(request.form.get("expert"))) or abort(404)
    if said not in SAID:
        abort(400)
    judging.judge(need, expert, SAID[said], by=person, now=clock.now())
    flash(_("C’est noté. Le jumelage apprendra de cet avis quand on le lui demandera."), "ok")
    db.session.commit()
    return redirect(url_for("organization.need", uid=uid), 303)
