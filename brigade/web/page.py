"""What every page and every answer share: the reader's language, the layout's values, and the security headers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, current_app, has_request_context, request

from brigade.database import set_reading
from brigade.domain import journal
from brigade.language import LANGUAGES, current
from brigade.mail import reasons
from brigade.queries import reach, told
from brigade.web import access, navigation
from brigade.web.back import here

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def init(app: Flask) -> None:
    """Hang the hooks on the app."""
    app.before_request(_say_whether_it_writes)
    app.after_request(_harden)
    app.context_processor(_layout)
    app.jinja_env.filters.update(told=told.sentence, why=reasons.sentence, rule=reach.short)
    app.jinja_env.globals.update(static_url=static_url, public_url=app.config["PUBLIC_URL"])


def takes(most: int) -> Callable[[View], View]:
    """A decorator that lets a view receive more than other pages do, in bytes."""

    def wear(view: View) -> View:
        view.takes = most  # type: ignore[attr-defined]
        return view

    return wear


def looks_first(view: View) -> View:
    """A view that only reads until its act claims the database: meanwhile, nobody waits for it."""
    view.looks_first = True  # type: ignore[attr-defined]
    return view


def reader_language() -> str:
    """The person's language; else what this browser chose; else what it prefers; else French."""
    if not has_request_context():
        return "fr"
    person = access.person()
    if person is not None:
        return person.language
    chosen = request.cookies.get("language")
    if chosen in LANGUAGES:
        return chosen
    # In the order of the browser: to `best_match`, "en-GB, fr;q=0.5" is French, for only "fr" is there as it stands.
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((tag for tag in wanted if tag in LANGUAGES), "fr")


@cache
def static_url(filename: str) -> str:
    """The address of a static file with its digest, so that browsers may keep it for a year."""
    digest = hashlib.sha256((Path(str(current_app.static_folder)) / filename).read_bytes()).hexdigest()
    return f"{current_app.static_url_path}/{filename}?v={digest[:12]}"


def _say_whether_it_writes() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    set_reading(request.method in SAFE_METHODS or hasattr(view, "looks_first"))
    if most := getattr(view, "takes", None):
        request.max_content_length = most  # before anything reads the form
    journal.from_where("page")


def _harden(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.endpoint == "static" and request.args.get("v"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _layout() -> dict[str, Any]:
    """The values that templates/_layouts/base.html asks for; a letter written by the postman has no visitor."""
    if not has_request_context():
        return {}
    entries, tabs = navigation.links()
    return {
        "locale": current(), "edition": access.edition(), "person": access.person(), "here": here(),
        "demo": access.in_demo_mode(), "navigation": entries, "tabs": tabs, "other_edition": access.other_edition(),
    }  # fmt: skip
