"""Without an appointment, in three presses: who, which expert who is free, done."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from brigade import clock
from brigade.clock import local_day
from brigade.database import db
from brigade.domain import places, walk_in
from brigade.language import gettext as _
from brigade.models import Need
from brigade.queries import editions, matches
from brigade.queries import walk_in as found
from brigade.web import access, place
from brigade.web.coordination.blueprint import bp
from brigade.web.forms import fields
from brigade.web.forms.newcomer import NewcomerForm

SOON = timedelta(minutes=20)


@bp.get("/walk-in", endpoint="walk_in")
@access.as_coordinator
def walk_in_page() -> str:
    """Who: somebody who waits, an organization by name, or a new one; then, for a need, who is free."""
    if "need" in request.args:
        return _experts(found.find_need(access.current_edition(), request.args["need"]) or abort(404))
    return _who(NewcomerForm(language="fr"))


@bp.post("/walk-in/known")
@access.as_coordinator
def known() -> Response:
    """An organization that comes with something new."""
    edition, uid = access.current_edition(), fields.one_line(request.form.get("organization"))
    organization = found.find_organization(edition, uid) or abort(404)
    need = walk_in.ask(organization, by=access.current_person(), now=clock.now()).uid
    db.session.commit()
    return redirect(url_for("coordination.walk_in", need=need), 303)


@bp.post("/walk-in/new")
@access.as_coordinator
def new() -> ResponseReturnValue:
    """An organization that nobody knows yet: name and address are enough."""
    form = NewcomerForm()
    if not form.validate():
        return _who(form), 422
    edition, person = access.current_edition(), access.current_person()
    need = walk_in.welcome(
        edition, form.name.data or "", form.email.data or "", form.language.data, by=person, now=clock.now()
    ).uid
    db.session.commit()
    return redirect(url_for("coordination.walk_in", need=need), 303)


@bp.post("/walk-in/<uid>")
@access.as_coordinator
def place_need(uid: str) -> Response:
    """Done: the session is booked and its organization noted as arrived."""
    edition = access.current_edition()
    need = found.find_need(edition, uid) or abort(404)
    g.on_refusal = lambda _refusal, sentence: (_experts(found.find_need(edition, uid) or abort(404), sentence), 409)
    expert, slot = place.read(edition, request.form)
    made = walk_in.place(need, expert, slot, by=access.current_person(), now=clock.now())
    flash(_("C’est fait : %(name)s, %(table)s.", name=made.expert.name, table=made.table.name), "ok")
    db.session.commit()
    return redirect(url_for("coordination.day"), 303)


def _who(form: NewcomerForm) -> str:
    edition, words = access.current_edition(), fields.one_line(request.args.get("q"))[:100]
    return render_template(
        "coordination/walk_in.html", form=form, words=words, needs=found.needs(edition, words),
        organizations=found.organizations(edition, words),
    )  # fmt: skip


def _experts(need: Need, sentence: str = "") -> str:
    now = clock.now()
    slots = _left(need, now)
    soon = [slot for slot in slots if slot.starts_at <= now + SOON]
    later = [slot for slot in slots if slot.starts_at > now + SOON]
    refusal = places.barred(places.everything(need, now, notice=timedelta()), places.WINDOWS)
    return render_template(
        "coordination/walk_in_experts.html", need=need, sentence=sentence or (refusal.sentence() if refusal else ""),
        soon=matches.on_the_day(need, soon, now), later=matches.on_the_day(need, later, now), is_today=bool(slots),
    )  # fmt: skip


def _left(need: Need, now: datetime) -> list[places.Hour]:
    """The hours of today that are not over."""
    today = local_day(now, need.edition.zone)
    left = (slot for slot in editions.slots(need.edition) if slot.day == today and slot.ends_at > now)
    return [places.Hour(slot.id, slot.starts_at, slot.day) for slot in left]
