"""Who asks, over HTTP: blueprints by audience, and what every call and every page share.

A POST is one transaction, committed by its view on the last line before the redirect; a GET only reads. A `Refusal` is
handled here and nowhere else: rollback, its sentence, and a page that offers the next step.
"""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from brigade import language
from brigade.web import (
    access,
    account,
    booking,
    clinic,
    coordination,
    data,
    errors,
    expert,
    feeds,
    itinerary,
    mailbox,
    organization,
    page,
    public,
    screen,
    sheet,
)

csrf = CSRFProtect()


def init(app: Flask) -> None:
    """Hang hooks, errors and blueprints on the app."""
    if hops := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    page.init(app)  # before anything may touch the database
    csrf.init_app(app)
    language.init(app, page.reader_language)
    app.before_request(access.guard)
    errors.init(app)
    for room in (
        public, account, organization, itinerary, clinic, booking, expert, coordination, feeds, screen, sheet, data,
        mailbox,
    ):  # fmt: skip
        app.register_blueprint(room.bp)
    csrf.exempt("brigade.web.public.choose_language")
