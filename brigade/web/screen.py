"""The big screen in the room: now, next and at which table, for everybody who stands before it. Nobody signs in.

It names an organization only if that one agreed; any other finds itself by its table, its hour and the start of its
session's id, which stands on its page.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from brigade import clock
from brigade.domain import screens
from brigade.models import Edition
from brigade.queries import day as days
from brigade.web import access
from brigade.web.coordination.day import unchanged_or

bp = Blueprint("screen", __name__, url_prefix="/screen")


@bp.get("/<token>")
@access.secret
def page(token: str) -> str:
    """Today, or the next day to come."""
    edition, now = _edition(token), clock.now()
    _dates, day = days.wanted_day(edition, None, now)
    found = days.of(edition, day, now) if day else None
    return render_template(
        "screen/page.html", shown=edition, found=found, now=now, token=token, version=days.version(edition)
    )


@bp.get("/<token>/version")
@access.secret
def version(token: str) -> Response:
    """Changes when the screen has something new to show; 304 while it has not."""
    return unchanged_or(days.version(_edition(token)))


def _edition(token: str) -> Edition:
    return screens.opened_by(token) or abort(404)
