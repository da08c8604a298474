"""The organizations of the edition, and whether the programme is for them."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import eligibility
from brigade.language import gettext as _
from brigade.models import Organization
from brigade.queries import organizations as found
from brigade.web import access
from brigade.web.coordination.blueprint import bp, page_number
from brigade.web.forms import fields
from brigade.web.forms.organization import KINDS

LONGEST = 400


@bp.get("/organizations", endpoint="organizations")
@access.as_coordinator
def organization_list() -> str:
    """By name; the undecided, the accepted or the refused alone."""
    text, state = fields.one_line(request.args.get("q"))[:100], request.args.get("state", "")
    state, number = state if state in found.STATES else "", page_number()
    shown = found.page(access.current_edition(), text, state, number)
    return render_template(
        "coordination/organizations.html", found=shown, text=text, state=state, number=number,
        pages=max(1, -(-shown.total // found.PAGE)),
    )  # fmt: skip


@bp.get("/organizations/<uid>", endpoint="organization")
@access.as_coordinator
def organization(uid: str) -> str:
    """One of them, with what it needs and has."""
    return _page(_find(uid))


@bp.post("/organizations/<uid>")
@access.as_coordinator
def decide(uid: str) -> Response | tuple[str, int]:
    """Whether the programme is for them, and why not."""
    edition, row, by = access.current_edition(), _find(uid), access.current_person()
    reason = fields.one_line(request.form.get("reason"))
    if len(reason) > LONGEST:
        return _page(row, _("C’est trop long : %(count)s caractères au plus.", count=LONGEST), reason), 422
    g.on_refusal = lambda _refusal, sentence: (_page(_find(uid), sentence, reason), 409)
    if request.form.get("eligibility") == "accepted":
        eligibility.accept(edition, row, by=by, now=clock.now())
        flash(_("L’organisme est admis, et un courriel le lui dit."), "ok")
    else:
        eligibility.refuse(edition, row, reason, by=by, now=clock.now())
        flash(_("L’organisme est refusé, et un courriel lui dit pourquoi."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.organization", uid=uid), 303)


def _find(uid: str) -> Organization:
    return found.find(access.current_edition(), uid) or abort(404)


def _page(row: Organization, sentence: str = "", reason: str = "") -> str:
    return render_template(
        "coordination/organization.html", row=row, sentence=sentence, reason=reason, needs=found.needs_of(row),
        meetings=found.meetings_of(row), kinds=dict(KINDS), disciplines=dict(found.DISCIPLINES),
    )  # fmt: skip
