"""Coming once for several needs: say when, look at the run that is held, take it with one press."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import itineraries
from brigade.language import gettext as _
from brigade.language import hour, ngettext
from brigade.models import Edition, Itinerary, Organization
from brigade.queries import editions, people
from brigade.queries import itineraries as found
from brigade.web import access
from brigade.web.forms.itinerary import ItineraryForm

bp = Blueprint("itinerary", __name__, url_prefix="/itinerary")
Page = str | tuple[str, int]


@bp.get("", endpoint="ask")
@access.signed_in
def ask_page() -> str:
    """Which needs, and between which hours."""
    form = _form()
    form.needs.data = [choice.value for choice in form.needs.choices]
    return _page(form)


@bp.post("")
@access.signed_in
def hold_run() -> Response | Page:
    """Hold the most compact run for two minutes."""
    form, organization = _form(), _organization()
    if not form.validate():
        return _page(form), 422
    g.on_refusal = lambda _refusal, sentence: (_page(form, sentence), 409)
    wanted = [need for need in itineraries.open_needs(organization) if need.uid in form.needs.data]
    row = itineraries.hold(organization, wanted, *form.hours(), by=access.current_person(), now=clock.now())
    uid = row.uid
    db.session.commit()
    return redirect(url_for("itinerary.page", uid=uid), 303)


@bp.get("/<uid>", endpoint="page")
@access.signed_in
def itinerary_page(uid: str) -> str:
    """What is held, until when; one press takes it."""
    row = _find(uid)
    left = max(0, int((row.lapses_at - clock.now()).total_seconds()))
    return render_template("organization/itinerary_held.html", itinerary=row, stops=row.bookings, left=left)


@bp.post("/<uid>/take")
@access.signed_in
def take_run(uid: str) -> Response:
    """All of it."""
    number = itineraries.take(_find(uid), by=access.current_person(), now=clock.now())
    flash(ngettext("%(num)s rencontre est réservée.", "%(num)s rencontres sont réservées.", number), "ok")
    db.session.commit()
    return redirect(url_for("organization.needs"), 303)


@bp.post("/<uid>/leave")
@access.signed_in
def leave_run(uid: str) -> Response:
    """None of it: the places are free at once."""
    itineraries.leave(_find(uid), now=clock.now())
    flash(_("Les places sont libérées. Rien n’a été réservé."), "ok")
    db.session.commit()
    return redirect(url_for("itinerary.ask"), 303)


def _find(uid: str) -> Itinerary:
    return found.own(access.current_person(), uid) or abort(404)


def _organization() -> Organization:
    """That of this person; whoever has none describes a need first."""
    return people.organization_of(access.current_person(), access.current_edition()) or abort(404)


def _form(**values: Any) -> ItineraryForm:
    edition = access.current_edition()
    starts, ends = _hours(edition, "starts_at"), _hours(edition, "ends_at")
    offered = [(need.uid, need.title) for need in itineraries.open_needs(_organization())]
    values = {"earliest": starts[0][0], "latest": ends[-1][0]} | values if starts else values
    return ItineraryForm(offered=offered, starts=starts, ends=ends, **values)


def _hours(edition: Edition, edge: str) -> list[tuple[str, str]]:
    """(HH:MM, in words) of the grid's hours, whatever the day."""
    zone = ZoneInfo(edition.zone)
    moments: dict[str, datetime] = {}
    for slot in editions.slots(edition):
        moment: datetime = getattr(slot, edge)
        moments.setdefault(moment.astimezone(zone).strftime("%H:%M"), moment)
    return [(text, hour(moments[text], edition.zone)) for text in sorted(moments)]


def _page(form: ItineraryForm, sentence: str = "") -> str:
    return render_template("organization/itinerary.html", form=form, sentence=sentence)
