"""The day as it happens: who arrived, who is late, who did not come, which expert runs behind; and the same by QR."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Answer

from brigade import clock
from brigade.clock import local_day
from brigade.database import db
from brigade.domain import day as acts
from brigade.language import gettext as _
from brigade.language import short_day
from brigade.models import Booking
from brigade.queries import bookings, brigade
from brigade.queries import day as days
from brigade.web import access, place
from brigade.web.coordination.blueprint import bp
from brigade.web.forms import fields


@bp.get("/day", endpoint="day")
@access.as_coordinator
def day_page() -> str:
    """Now, next, what is free, who runs late; found by name."""
    return _page()


@bp.get("/day/version")
@access.as_coordinator
def day_version() -> Response:
    """Changes when the page has something new to show; 304 while it has not."""
    return unchanged_or(days.version(access.current_edition()))


@bp.get("/day/check-in/<uid>")
@access.as_coordinator
def check_in(uid: str) -> str:
    """Where the code on an organization's phone leads: one button."""
    row = _booking(uid)
    today = local_day(clock.now(), row.slot.edition.zone)
    return render_template("coordination/check_in.html", booking=row, is_today=row.slot.day == today)


@bp.post("/day/<uid>/note")
@access.as_coordinator
def note(uid: str) -> Answer:
    """Arrived, late, or nothing is said any more."""
    row, outcome = _booking(uid), request.form.get("outcome", "")
    g.on_refusal = lambda _refusal, sentence: (_page(sentence), 409)
    acts.note(row, outcome if outcome in acts.ACTS else "", by=access.current_person(), now=clock.now())
    flash(_said(row, outcome), "ok")
    db.session.commit()
    return redirect("/coordination/day", 303)


@bp.post("/day/<uid>/no-show")
@access.as_coordinator
def no_show(uid: str) -> Answer:
    """Nobody came: the place is free while time is left."""
    row = _booking(uid)
    g.on_refusal = lambda _refusal, sentence: (_page(sentence), 409)
    acts.no_show(row, by=access.current_person(), now=clock.now())
    name = row.organization.name
    flash(
        _("Absence notée : %(name)s. La place est libre ; offrez-la, ou placez quelqu’un.", name=name)
        if row.state == "cancelled" else _("Absence notée : %(name)s.", name=name), "ok",
    )  # fmt: skip
    db.session.commit()
    return redirect("/coordination/day", 303)


@bp.post("/day/offer")
@access.as_coordinator
def offer() -> Answer:
    """The place goes to whoever of the waitlist has its turn."""
    g.on_refusal = lambda _refusal, sentence: (_page(sentence), 409)
    expert, slot = place.read(access.current_edition(), request.form)
    acts.offer(expert, slot, now=clock.now())
    flash(_("La place est offerte à la liste d’attente. La réponse paraîtra ici."), "ok")
    db.session.commit()
    return redirect("/coordination/day", 303)


@bp.post("/day/late")
@access.as_coordinator
def run_late() -> ResponseReturnValue:
    """An expert runs behind, or does no longer."""
    g.on_refusal = lambda _refusal, sentence: (_page(sentence), 409)
    expert = brigade.find_row(access.current_edition(), fields.one_line(request.form.get("expert")))
    if expert is None:
        return _page(_("Choisissez d’abord qui prend du retard.")), 422
    acts.run_late(expert, minutes_said(), by=access.current_person(), now=clock.now())
    flash(_("C’est noté. Les suivants voient leur nouvelle heure sur leur page et à l’écran."), "ok")
    db.session.commit()
    return redirect("/coordination/day", 303)


def minutes_said() -> int:
    """How late, as the form says it; nonsense is no delay that is possible."""
    return request.form.get("minutes", -1, type=int)


def unchanged_or(tag: str) -> Response:
    """304 for a reader who has this version, else the tag alone: what the page's poll reads every few seconds."""
    held = request.if_none_match.contains_weak(tag)
    answer = Response(status=304) if held else Response(tag, mimetype="text/plain")
    answer.set_etag(tag)
    return answer


def date_of(text: str) -> date | None:
    """The day that an address names, if it names one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(sentence: str = "") -> str:
    edition, now = access.current_edition(), clock.now()
    wanted = request.args.get("day", "") if request.method == "GET" else ""
    dates, day = days.wanted_day(edition, date_of(wanted), now)
    words = fields.one_line(request.args.get("q"))[:100]
    found = days.of(edition, day, now, words) if day else None
    free = days.free_by(found, now) if found and found.is_today else []
    return render_template(
        "coordination/day.html", found=found, words=words, sentence=sentence, days=_days(dates, day), now=now,
        free=free, minutes=days.MINUTES, version=days.version(edition),
    )  # fmt: skip


def _days(dates: list[date], day: date | None) -> list[Any]:
    return [
        SimpleNamespace(href=f"/coordination/day?day={each}", label=short_day(each), current=each == day)
        for each in dates
    ]


def _booking(uid: str) -> Booking:
    row = bookings.find(access.current_person(), uid)
    return row if row is not None and row.edition_id == access.current_edition().id else abort(404)


def _said(row: Booking, outcome: str) -> str:
    name = row.organization.name
    if outcome == "arrived":
        return _("Arrivée notée : %(name)s, %(table)s.", name=name, table=row.table.name)
    return _("Retard noté : %(name)s.", name=name) if outcome == "late" else _("Effacé : %(name)s.", name=name)
