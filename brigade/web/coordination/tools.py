"""Keys for the council's own tools: made here, shown once, revoked one by one."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from brigade import clock
from brigade.database import db
from brigade.domain import data_keys
from brigade.language import gettext as _
from brigade.queries import data
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.data_key import SCOPES, DataKeyForm

GIVEN = "data-key"  # in the cookie, until the key was shown


@bp.get("/tools", endpoint="tools")
@access.as_coordinator
def tool_list() -> ResponseReturnValue:
    """Which tools have a key; the key that was just made, this once."""
    given = session.pop(GIVEN, "")
    page = _page(DataKeyForm(scope="places"), given)
    return page, {"Cache-Control": "no-store"} if given else {}


@bp.post("/tools")
@access.as_coordinator
def give_key() -> ResponseReturnValue:
    """Make a key."""
    form = DataKeyForm()
    if not form.validate():
        return _page(form), 422
    edition, person = access.current_edition(), access.current_person()
    session[GIVEN] = data_keys.give(edition, form.name.data, form.scope.data, by=person, now=clock.now())
    db.session.commit()
    return redirect(url_for("coordination.tools"), 303)


@bp.post("/tools/<uid>/revoke")
@access.as_coordinator
def revoke_key(uid: str) -> ResponseReturnValue:
    """The tool reads nothing from here on."""
    data_keys.revoke(access.current_edition(), uid, by=access.current_person(), now=clock.now())
    flash(_("La clé est révoquée : l’outil ne lit plus rien."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.tools"), 303)


def _page(form: DataKeyForm, given: str = "") -> str:
    return render_template(
        "coordination/tools.html", form=form, keys=data.keys(), given=given, scopes=SCOPES,
        address=f"{current_app.config['PUBLIC_URL']}/data/v1/editions",
    )  # fmt: skip
