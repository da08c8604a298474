"""Signing in by a link, signing out, and what letters call you.

Opening the link only shows a button: mail scanners open every link, and must not use it up.
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import changes, people, sign_in, trial
from brigade.domain.refusal import Refusal
from brigade.language import current
from brigade.language import gettext as _
from brigade.models import Need
from brigade.queries import inbound
from brigade.queries import people as known
from brigade.web import access
from brigade.web.back import safe
from brigade.web.forms.people import AccountForm, SignInForm

bp = Blueprint("account", __name__)


@bp.get("/sign-in")
@access.public
def sign_in_page() -> str:
    """Where the link should be sent."""
    back = safe(request.args.get("back"))
    return render_template("account/sign_in.html", form=SignInForm(), back=back, sentence="")


@bp.post("/sign-in", endpoint="sign_in")
@access.public
def ask_link() -> Response | str | tuple[str, int]:
    """Send the link; the answer is the same whether or not the address is known."""
    form, back = SignInForm(), safe(request.values.get("back"))
    if not form.validate():
        return render_template("account/sign_in.html", form=form, back=back, sentence=""), 422
    g.on_refusal = lambda _refusal, sentence: (
        render_template("account/sign_in.html", form=form, back=back, sentence=sentence), 429,
    )  # fmt: skip
    send_link(form.email.data or "", back=back)
    db.session.commit()
    return redirect(url_for("account.link_sent"), 303)


def send_link(email: str, *, back: str, need: Need | None = None) -> None:
    """Post the letter for whoever is asking over HTTP."""
    asking = sign_in.Asking(email, current(), request.remote_addr or "")
    sign_in.ask_link(asking, secret=str(current_app.secret_key), now=clock.now(), back=back, need=need)
    session["asked"] = email


@bp.get("/sign-in/sent")
@access.public
def link_sent() -> str:
    """Look into your mail."""
    return render_template("account/link_sent.html", email=session.get("asked", ""))


@bp.get("/sign-in/<token>")
@access.public
def open_link(token: str) -> str:
    """The button behind the link."""
    g.on_refusal = partial(_link_refused, token)
    found = sign_in.find_link(token, now=clock.now())
    return render_template("account/open_link.html", email=found.email, token=token)


@bp.post("/sign-in/<token>")
@access.public
def use_link(token: str) -> Response:
    """Consume the link, and go back to where it was asked for."""
    g.on_refusal = partial(_link_refused, token)
    person, found = sign_in.use_link(token, now=clock.now())
    back = safe(found.back)
    db.session.commit()
    access.sign_in(person)
    return redirect(back, 303)


@bp.post("/sign-in/<token>/again")
@access.public
def ask_again(token: str) -> Response:
    """A new link for one that no longer serves; nothing has to be typed again."""
    g.on_refusal = partial(_link_refused, token)
    client, secret = request.remote_addr or "", str(current_app.secret_key)
    session["asked"] = sign_in.ask_again(token, client=client, secret=secret, now=clock.now()).email
    db.session.commit()
    return redirect(url_for("account.link_sent"), 303)


def _link_refused(token: str, refusal: Refusal, sentence: str) -> Response | tuple[str, int]:
    """Who pressed twice, or opens the mail again, and is signed in by that link goes where it leads."""
    person = access.person()
    if refusal.code == "link-used" and person and (link := known.link_of(person, token)):
        return redirect(safe(link.back), 303)
    renew = token if refusal.code in ("link-used", "link-expired") else ""
    code = 429 if refusal.code == "too-many-links" else 410
    return render_template("account/link_refused.html", sentence=sentence, renew=renew), code


@bp.get("/account")
@access.signed_in
def account() -> str:
    """Name, language, and signing out everywhere."""
    return _account(AccountForm(obj=access.current_person()))


@bp.post("/account")
@access.signed_in
def save_account() -> Response | tuple[str, int]:
    """Keep the name and the language."""
    form = AccountForm()
    if not form.validate():
        return _account(form), 422
    person = access.current_person()
    people.describe(person, name=form.name.data or "", language=form.language.data)
    changes.set_hour_reminder(person, form.wants_hour_reminder.data, now=clock.now())
    flash(_("C’est noté."), "ok")
    db.session.commit()
    return redirect(url_for("account.account"), 303)


@bp.post("/account/test-invite")
@access.signed_in
def test_invite() -> Response:
    """A harmless invite, to see that it arrives and that the answer comes back."""
    trial.ask(access.current_person(), access.edition(), now=clock.now())
    flash(_("L’essai part à l’instant. Acceptez-le dans votre courriel, puis revenez voir ici."), "ok")
    db.session.commit()
    return redirect(url_for("account.account"), 303)


@bp.post("/account/edition")
@access.signed_in
def see_edition() -> Response:
    """From the edition that runs to the one in preparation, and back, for those who have a part in both."""
    access.see_edition(access.other_edition() or abort(404))
    return redirect(safe(request.form.get("back")), 303)


@bp.post("/sign-out")
@access.public
def sign_out() -> Response:
    """Forget this device."""
    session.clear()
    return redirect("/", 303)


@bp.post("/account/sign-out-everywhere")
@access.signed_in
def sign_out_everywhere() -> Response:
    """Forget every device of this person."""
    sign_in.sign_out_everywhere(access.current_person(), now=clock.now())
    session.clear()
    flash(_("Tous vos appareils sont déconnectés."), "ok")
    db.session.commit()
    return redirect("/", 303)


def _account(form: AccountForm) -> str:
    return render_template("account/account.html", form=form, test=inbound.test_of(access.current_person()))
