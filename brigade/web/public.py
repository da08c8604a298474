"""What anybody may read: the programme, the brigade, privacy, and whether the machine is well."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import people
from brigade.domain.arranging import draw
from brigade.language import LANGUAGES, local, short_day
from brigade.models import Edition, Phase
from brigade.queries import brigade, editions, health, proposals
from brigade.web import access
from brigade.web.back import safe

bp = Blueprint("public", __name__)
YEAR = timedelta(days=365)


@bp.get("/")
@access.public
def home() -> str:
    """The three phases, the brigade, and where to begin."""
    edition = access.edition()
    if edition is None:
        return render_template("public/home.html", phases=[], experts=[], days=[])
    return render_template(
        "public/home.html", phases=_phases(edition), days=editions.days(edition),
        experts=[brigade.card(expert) for expert in brigade.experts(edition)],
    )  # fmt: skip


@bp.get("/experts")
@access.public
def experts() -> str:
    """Everybody of the brigade."""
    edition = access.edition()
    found = brigade.experts(edition) if edition else []
    return render_template("public/experts.html", experts=[brigade.card(expert) for expert in found])


@bp.get("/experts/<slug>")
@access.public
def expert(slug: str) -> str:
    """One expert."""
    edition = access.edition()
    found = brigade.find_expert(edition, slug) if edition else None
    return render_template("public/expert.html", expert=brigade.card(found or abort(404)))


@bp.get("/draws/<uid>", endpoint="draw")
@access.public
def draw_page(uid: str) -> str:
    """The published draw of the first round: seed, list, order, and how to repeat it; coordinators read the names."""
    edition, who = access.edition(), access.person()
    desk = who is not None and who.is_coordinator
    found = proposals.find(edition, uid) if edition else None
    if edition is None or found is None or found.run.mode != "opening" or not (desk or found.state == "published"):
        abort(404)
    seed = found.run.parameters["seed"]
    names = {draw.code(each): each.name for each in draw.entrants(edition)} if desk else {}
    own = proposals.own_organization(who, edition) if who else None
    return render_template(
        "public/draw.html", seed=seed, own=draw.code(own) if own else "",
        rows=[
            SimpleNamespace(code=code, digest=draw.digest(seed, code), name=names.get(code, ""))
            for code in draw.order(seed, found.run.parameters["list"])
        ],
    )  # fmt: skip


@bp.get("/privacy")
@access.public
def privacy() -> str:
    """What is kept of whom, why, how long, and who answers for it (Law 25)."""
    return render_template("public/privacy.html")


@bp.post("/language")
@access.public
def choose_language() -> Response:
    """Read in the other language from here on; for a person who signed in, their letters too."""
    language = request.form.get("language")
    language = language if language in LANGUAGES else "fr"
    if person := access.person():
        people.set_language(person, language)
        db.session.commit()
    answer = redirect(safe(request.form.get("next")), 303)
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie("language", language, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer


@bp.get("/healthz")
@access.public
def healthz() -> str:
    """Alive."""
    return "ok"


@bp.get("/readyz")
@access.public
def readyz() -> tuple[Response, int]:
    """Able to work: database, schema, and how long the oldest message has been waiting, in seconds."""
    found = health.check(clock.now())
    return jsonify(found), 200 if found["database"] and found["schema"] else 503


def _phases(edition: Edition) -> list[Any]:
    today = clock.local_day(clock.now(), edition.zone)
    return [
        SimpleNamespace(
            label=local(phase, "name"), dates=_dates(phase), place=phase.place, text=local(phase, "summary"),
            state="past" if phase.ends_on < today else "future" if phase.starts_on > today else "current",
        )
        for phase in edition.phases
    ]  # fmt: skip


def _dates(phase: Phase) -> str:
    first, last = short_day(phase.starts_on), short_day(phase.ends_on)
    return first if first == last else f"{first} – {last}"
