"""A small group, for an organization that was asked: come, or pass."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import clinics
from brigade.language import gettext as _
from brigade.models import ClinicSeat
from brigade.queries import clinics as found
from brigade.web import access

bp = Blueprint("clinic", __name__, url_prefix="/clinics")


@bp.get("/<uid>", endpoint="page")
@access.signed_in
def clinic_page(uid: str) -> str:
    """On what, with whom, when, where."""
    seat = _find(uid)
    is_over = seat.clinic.state != "open" or seat.clinic.slot.starts_at <= clock.now()
    return render_template("organization/clinic.html", seat=seat, clinic=seat.clinic, is_over=is_over)


@bp.post("/<uid>/answer")
@access.signed_in
def answer_clinic(uid: str) -> Response:
    """Coming, or not."""
    coming = request.form.get("answer") == "coming"
    clinics.answer(_find(uid), coming, by=access.current_person(), now=clock.now())
    flash(_("Vous êtes attendu·e.") if coming else _("C’est noté. Votre besoin attend toujours sa rencontre."), "ok")
    db.session.commit()
    return redirect(url_for("clinic.page", uid=uid), 303)


def _find(uid: str) -> ClinicSeat:
    return found.seat(access.current_person(), uid) or abort(404)
