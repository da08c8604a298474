"""When the answer is no: one sentence in the person's language, and a way out."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, ServiceUnavailable

from brigade.database import db, set_reading
from brigade.domain.refusal import Refusal
from brigade.language import gettext as _

Answer = Any
MOST_READ = 32_000_000  # of a body that is refused, in bytes


def init(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DataError, nonsense)
    app.register_error_handler(IntegrityError, crowded)
    app.register_error_handler(OperationalError, crowded)


def take_back() -> None:
    """Nothing of the act stays, and the page that says so only reads: on SQLite, others may write meanwhile."""
    db.session.rollback()
    set_reading(True)


def refused(refusal: Refusal) -> Answer:
    """Take everything back; show the sentence on the page that the view named with `g.on_refusal`, else on its own."""
    take_back()
    sentence = refusal.sentence()
    if "on_refusal" in g:
        return g.on_refusal(refusal, sentence)
    return _page(_("Ce n’est pas possible"), sentence), 409


def stale_form(error: CSRFError) -> Answer:
    """The page was opened before signing in or out: nothing was changed, and going back keeps what was typed."""
    take_back()
    sentence = _(
        "Cette page était ouverte depuis trop longtemps. Revenez en arrière, rechargez-la et recommencez : "
        "rien n’a été changé."
    )
    return _page(_("Page à recharger"), sentence), 400


def nonsense(_error: DataError) -> Answer:
    """A value that no row could hold (only PostgreSQL says so): in an address it leads nowhere."""
    return http_error(NotFound() if request.method == "GET" else BadRequest())


def crowded(_error: DBAPIError) -> Answer:
    """Two did the same in one instant, a lock was held too long, or the database is away."""
    current_app.logger.exception("the database said no")
    g.person = g.expert = None  # whoever it is: asking again would fail again
    return http_error(ServiceUnavailable())


def http_error(error: HTTPException) -> Answer:
    """Not found, too large, and the like."""
    code = error.code or 500
    if code < 400:
        return error
    take_back()
    _let_finish()
    if "on_error" in g:
        return g.on_error(code)
    sentences = {
        404: _("Cette page n’existe pas, ou elle n’est pas à vous. Vérifiez l’adresse, ou repartez de l’accueil."),
        405: _("Cette adresse attend un formulaire. Repartez de l’accueil."),
        413: _(
            "C’est trop lourd : %(most)s Mo au plus. Raccourcissez, et recommencez.",
            most=(request.max_content_length or 0) // 1_000_000,
        ),
        429: _("Trop d’essais. Attendez quelques minutes."),
        503: _("Trop de monde au même instant. Rien n’a été changé ; revenez en arrière et recommencez."),
        500: _("Quelque chose s’est brisé de notre côté. Rien n’a été changé ; réessayez dans un instant."),
    }  # fmt: skip
    sentence = sentences.get(code, _("Cette demande n’est pas valable. Revenez en arrière et vérifiez-la."))
    return _page(_("Page introuvable") if code == 404 else _("Oups"), sentence), code


def _let_finish() -> None:
    """Read what is still being sent: a browser that cannot finish sending shows "connection reset", not the answer."""
    body, left = request.environ["wsgi.input"], min(request.content_length or 0, MOST_READ)
    while left > 0 and (piece := body.read(min(left, 65_536))):
        left -= len(piece)


def _page(title: str, sentence: str) -> str:
    """The sentence on a page; alone where not even the page's frame can be read from the database."""
    try:
        return render_template("error.html", title=title, sentence=sentence)
    except SQLAlchemyError:
        return sentence
