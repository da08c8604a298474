"""When the answer is no: one sentence in the person's language, and a way out."""

from __future__ import annotations

from flask import Flask, g, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from brigade.database import db
from brigade.domain.refusal import Refusal
from brigade.language import gettext as _

Answer = tuple[str, int]


def init(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, http_error)


def refused(refusal: Refusal) -> object:
    """Take everything back; show the sentence on the page that the view named with `g.on_refusal`, else on its own."""
    db.session.rollback()
    sentence = refusal.sentence()
    if "on_refusal" in g:
        return g.on_refusal(refusal, sentence)
    return render_template("error.html", title=_("Ce n’est pas possible"), sentence=sentence), 409


def stale_form(error: CSRFError) -> Answer:
    """The page was opened before signing in or out: nothing was changed, and going back keeps what was typed."""
    db.session.rollback()
    sentence = _("Cette page était ouverte depuis trop longtemps. Revenez en arrière, rechargez-la et recommencez : rien n’a été changé.")
    return render_template("error.html", title=_("Page à recharger"), sentence=sentence), 400


def http_error(error: HTTPException) -> object:
    """Not found, too large, and the like."""
    code = error.code or 500
    if code < 400:
        return error
    db.session.rollback()
    sentences = {
        404: _("Cette page n’existe pas, ou elle n’est pas à vous. Vérifiez l’adresse, ou repartez de l’accueil."),
        405: _("Cette adresse attend un formulaire. Repartez de l’accueil."),
        413: _("C’est trop lourd : un mégaoctet au plus. Raccourcissez le texte et recommencez."),
        429: _("Trop d’essais. Attendez quelques minutes."),
        500: _("Quelque chose s’est brisé de notre côté. Rien n’a été changé ; réessayez dans un instant."),
    }  # fmt: skip
    sentence = sentences.get(code, _("Cette demande n’est pas valable. Revenez en arrière et vérifiez-la."))
    return render_template("error.html", title=_("Page introuvable") if code == 404 else _("Oups"), sentence=sentence), code
