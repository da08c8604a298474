"""The big screen's address: made here, shown once, renewed or revoked."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import screens
from brigade.language import gettext as _
from brigade.web import access
from brigade.web.coordination.blueprint import bp

GIVEN = "screen"  # in the cookie, until the address was shown


@bp.get("/screen", endpoint="screen")
@access.as_coordinator
def screen_page() -> ResponseReturnValue:
    """Whether there is one; the address that was just made, this once."""
    raw = session.pop(GIVEN, "")
    page = render_template(
        "coordination/screen.html", token=screens.find(access.current_edition()),
        address=f"{current_app.config['PUBLIC_URL']}/screen/{raw}" if raw else "",
    )  # fmt: skip
    return page, {"Cache-Control": "no-store"} if raw else {}


@bp.post("/screen")
@access.as_coordinator
def give_screen() -> Response:
    """Make the address, or another in its place."""
    session[GIVEN] = screens.give(access.current_edition(), by=access.current_person(), now=clock.now())
    db.session.commit()
    return redirect(url_for("coordination.screen"), 303)


@bp.post("/screen/revoke")
@access.as_coordinator
def revoke_screen() -> Response:
    """The screen shows nothing any more."""
    screens.revoke(access.current_edition(), by=access.current_person(), now=clock.now())
    flash(_("L’adresse ne mène plus nulle part."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.screen"), 303)
