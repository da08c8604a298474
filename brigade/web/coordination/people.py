"""Coordinators and experts, and inviting one more."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import people
from brigade.domain.rosters import gathering
from brigade.language import gettext as _
from brigade.queries import people as found
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.people import InviteForm

INVITE: dict[str, Callable[..., object]] = {
    "expert": people.add_expert, "organization": gathering.invite_organization, "coordinator": people.add_coordinator,
}  # fmt: skip


@bp.get("/people", endpoint="people")
@access.as_coordinator
def people_page() -> str:
    """Coordinators and experts, and the form that invites one more."""
    return _people(InviteForm(role="expert", language="fr"))


@bp.post("/people")
@access.as_coordinator
def invite() -> Response | tuple[str, int]:
    """Invite an expert, an organization or a coordinator by e-mail."""
    form, edition = InviteForm(), access.current_edition()
    if not form.validate():
        return _people(form), 422
    g.on_refusal = lambda _refusal, sentence: (_people(form, sentence), 409)
    typed = (form.email.data or "", form.name.data or "", form.language.data)
    INVITE[form.role.data](edition, *typed, by=access.current_person(), now=clock.now())
    flash(_("L’invitation est en route vers %(email)s.", email=form.email.data), "ok")
    db.session.commit()
    return redirect(url_for("coordination.people"), 303)


def _people(form: InviteForm, sentence: str = "") -> str:
    return render_template(
        "coordination/people.html", form=form, sentence=sentence, coordinators=found.coordinators(),
        experts=found.experts(access.current_edition()),
    )  # fmt: skip
