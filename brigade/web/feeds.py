"""Feeds: the addresses that calendar programs read by themselves, and the page where their owner makes and ends them.

The address is the key: whoever has it reads, nobody signs in. An unchanged feed is answered (304) before any session is
looked at. Each encoding has an ETag of its own (RFC 9110, 8.8.3.3), and a reader who names one that it holds, and that
it still accepts, is answered for that one.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from brigade import clock
from brigade.database import db
from brigade.domain import feeds
from brigade.domain.published import Press
from brigade.language import gettext as _
from brigade.queries import feeds as found
from brigade.web import access

bp = Blueprint("feeds", __name__)
LEVEL = 3  # of gzip: 5,000 sessions in 12 ms and 4 % of their size; level 6 takes twice as long for a tenth less
GIVEN = "feed"  # in the cookie, until the address was shown


@bp.get("/feeds/<token>.ics")
@access.secret
def feed(token: str) -> Response:
    """The sessions, as a calendar; 304 where the reader has them already."""
    press = Press.of(current_app.config)
    known = found.find(token, press) or abort(404)
    tags = {f"{known.version}{suffix}": encoding for suffix, encoding in _encodings()}
    held = next((tag for tag in tags if request.if_none_match.contains_weak(tag)), None)
    tag = held or next(iter(tags))
    answer = Response(status=304) if held else _calendar(found.body(known, press), tags[tag])
    answer.set_etag(tag)
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _encodings() -> Iterator[tuple[str, str]]:
    """(end of the ETag, Content-Encoding) of what this reader accepts, best first."""
    if request.accept_encodings.quality("gzip") > 0:
        yield "-gzip", "gzip"
    yield "", ""


def _calendar(raw: bytes, encoding: str) -> Response:
    """Without a date in it, the same calendar is compressed to the same bytes."""
    answer = Response(gzip.compress(raw, LEVEL, mtime=0) if encoding else raw)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'inline; filename="brigade.ics"'  # no copy is named by its key
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    return answer


@bp.get("/account/feeds")
@access.signed_in
def page() -> ResponseReturnValue:
    """Which feeds this person has; the address that was just made, this once."""
    scope, raw = session.pop(GIVEN, ("", ""))
    address = f"{current_app.config['PUBLIC_URL']}/feeds/{raw}.ics"
    shown = render_template("feeds/page.html", lines=_lines(), given=scope, address=address)
    return shown, {"Cache-Control": "no-store"} if scope else {}


@bp.post("/account/feeds/<scope>")
@access.signed_in
def give(scope: str) -> ResponseReturnValue:
    """Make the address, or another in its place."""
    if scope not in {line.scope for line in _lines()}:
        abort(404)
    session[GIVEN] = scope, feeds.give(access.current_person(), scope, now=clock.now())
    db.session.commit()
    return redirect(url_for("feeds.page", _anchor=scope), 303)


@bp.post("/account/feeds/<scope>/revoke")
@access.signed_in
def revoke(scope: str) -> ResponseReturnValue:
    """The address is worth nothing from here on."""
    feeds.revoke(access.current_person(), scope, now=clock.now())
    flash(_("Cette adresse ne sert plus. Les agendas qui la suivaient n’y lisent plus rien."), "ok")
    db.session.commit()
    return redirect(url_for("feeds.page"), 303)


def _lines() -> list[found.Line]:
    return found.lines(access.current_person(), access.current_edition())
