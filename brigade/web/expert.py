"""What an expert does: come prepared, say when, say on what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from types import SimpleNamespace

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import availability as openings
from brigade.domain import conflicts, people
from brigade.domain import day as today
from brigade.domain.sheets import Sheet
from brigade.language import gettext as _
from brigade.language import short_day
from brigade.models import Expert
from brigade.queries import availability as grid
from brigade.queries import bookings, brigade, editions, paper
from brigade.queries import people as people_found
from brigade.queries.day import MINUTES, expected_of
from brigade.web import access
from brigade.web.forms import fields
from brigade.web.forms.people import ExpertForm

bp = Blueprint("expert", __name__, url_prefix="/expert")


@bp.get("/agenda")
@access.as_expert
def agenda() -> str:
    """My sessions, with who comes and why."""
    return _agenda()


@bp.post("/late")
@access.as_expert
def run_late() -> Response:
    """I run late today, or no longer; whoever comes next sees when they are expected."""
    g.on_refusal = lambda _refusal, sentence: (_agenda(sentence), 409)
    minutes = request.form.get("minutes", -1, type=int)
    today.run_late(access.current_expert(), minutes, by=access.current_person(), now=clock.now())
    flash(_("C’est noté. Les suivants voient leur nouvelle heure sur leur page et à l’écran."), "ok")
    db.session.commit()
    return redirect(url_for("expert.agenda"), 303)


@bp.get("/availability", endpoint="availability")
@access.as_expert
def availability_page() -> str:
    """My three days."""
    return _grid(access.current_expert())


@bp.post("/availability")
@access.as_expert
def save_availability() -> Response:
    """Open exactly the slots that are ticked."""
    expert = access.current_expert()
    ticked = request.form.getlist("slots")
    slots = {int(text) for text in ticked if text.isascii() and text.isdigit() and len(text) < 10}
    g.on_refusal = lambda _refusal, sentence: (_grid(access.current_expert(), sentence, slots), 409)
    openings.set_open(expert, slots, by=access.current_person(), now=clock.now())
    flash(_("Vos disponibilités sont enregistrées."), "ok")
    db.session.commit()
    return redirect(url_for("expert.availability"), 303)


@bp.get("/profile")
@access.as_expert
def profile() -> str:
    """How needs find me."""
    expert = access.current_expert()
    return _profile(_form(expert))


@bp.post("/profile")
@access.as_expert
def save_profile() -> Response | tuple[str, int]:
    """Keep it."""
    form = _form()
    if not form.validate():
        return _profile(form), 422
    people.describe_expert(access.current_expert(), form.profile(), by=access.current_person(), now=clock.now())
    flash(_("Votre profil est à jour."), "ok")
    db.session.commit()
    return redirect(url_for("expert.profile"), 303)


@bp.get("/not-with")
@access.as_expert
def not_with() -> str:
    """Whom I would rather not meet."""
    return _not_with("\n".join(row.name for row in conflicts.of_expert(access.current_expert())))


@bp.post("/not-with")
@access.as_expert
def save_not_with() -> Response | tuple[str, int]:
    """Keep exactly these; a name that nobody has is named, and what was typed stays."""
    expert, text = access.current_expert(), fields.many_lines(request.form.get("names"))
    names = [name for line in text.split("\n") if (name := fields.one_line(line))]
    found = people_found.organizations_named(expert.edition, names)
    unknown = [name for name in names if name.casefold() not in found]
    if unknown:
        return _not_with(text, _("Aucun organisme ne s’appelle « %(name)s ». Vérifiez le nom.", name=unknown[0])), 422
    conflicts.avoid_organizations(expert, list(found.values()), by=access.current_person(), now=clock.now())
    flash(_("C’est noté, et personne ne le saura."), "ok")
    db.session.commit()
    return redirect(url_for("expert.not_with"), 303)


@bp.get("/brief")
@bp.get("/brief/<day>")
@access.as_expert
def brief(day: str = "") -> str:
    """One day's sessions with their needs, on one page that prints: today's, or those of the next day that has any."""
    expert, now = access.current_expert(), clock.now()
    days, today = bookings.agenda(expert, now), clock.local_day(now, expert.edition.zone)
    if day:
        shown = next((each for each in days if each.date.isoformat() == day), None)
    else:
        shown = next((each for each in days if each.date >= today), days[-1] if days else None)
    choices = [
        SimpleNamespace(href=f"/expert/brief/{each.date}", label=short_day(each.date), current=each is shown)
        for each in days
    ]
    stamp = _stamp(expert, shown.date) if shown else None
    return render_template("expert/brief.html", expert=expert, day=shown, choices=choices, stamp=stamp)


def _stamp(expert: Expert, day: date) -> paper.Stamp:
    """Printed, it says how old it is, as the sheets of the desk do."""
    url, secret = current_app.config["PUBLIC_URL"], str(current_app.secret_key)
    press = paper.Press(access.current_edition(), clock.now(), public_url=url, secret=secret)
    return press.stamp(Sheet("expert", expert.id, day))


def _agenda(sentence: str = "") -> str:
    expert, now = access.current_expert(), clock.now()
    days, day = bookings.agenda(expert, now), clock.local_day(now, expert.edition.zone)
    return render_template(
        "expert/agenda.html", days=days, meets_today=any(each.date == day for each in days),
        late=expected_of(expert, day)[0], minutes=MINUTES, sentence=sentence,
    )  # fmt: skip


def _not_with(text: str, sentence: str = "") -> str:
    return render_template("expert/not_with.html", names=text, sentence=sentence)


def _form(expert: Expert | None = None) -> ExpertForm:
    return ExpertForm(specialties=list(brigade.specialty_names(access.current_edition()).items()), expert=expert)


def _profile(form: ExpertForm) -> str:
    return render_template("expert/profile.html", form=form, domains=editions.domains())


def _grid(expert: Expert, sentence: str = "", ticked: Collection[int] | None = None) -> str:
    return render_template("expert/availability.html", days=grid.tiles(expert, ticked), sentence=sentence)
