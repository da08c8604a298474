"""The coordinator's desk: the whole schedule, the needs, the mail, the journal, the people."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import mailing, people, trial
from brigade.language import day, ngettext, short_day
from brigade.language import gettext as _
from brigade.queries import board as boards
from brigade.queries import bookings, inbound, journal, needs, outbox, waitlist
from brigade.queries import people as found
from brigade.web import access, letter
from brigade.web.forms import fields
from brigade.web.forms.people import InviteForm

bp = Blueprint("coordination", __name__, url_prefix="/coordination")


@bp.get("/board", endpoint="board")
@access.as_coordinator
def board_page() -> str:
    """Experts × slots of one day."""
    edition, now = access.current_edition(), clock.now()
    shown = boards.board(edition, _date(request.args.get("day")), clock.local_day(now, edition.zone), now)
    return render_template(
        "coordination/board.html", board=shown, days=_days(shown), waiting=needs.count_waiting(edition),
        live=bookings.count_live(edition), title_day=day(shown.day) if shown.day else "",
    )  # fmt: skip


@bp.get("/needs", endpoint="needs")
@access.as_coordinator
def need_list() -> str:
    """Every need, those without a place first."""
    text, state = fields.one_line(request.args.get("q"))[:100], request.args.get("state", "")
    lines = needs.lines(access.current_edition(), text, state)
    return render_template("coordination/needs.html", lines=lines, text=text, state=state)


@bp.get("/waitlist", endpoint="waitlist")
@access.as_coordinator
def waitlist_page() -> str:
    """Who waits, and the chain of offers."""
    return render_template("coordination/waitlist.html", lines=waitlist.lines(access.current_edition()))


@bp.get("/outbox", endpoint="outbox")
@access.as_coordinator
def outbox_page() -> str:
    """What waits, what left, what failed."""
    number, state = _page_number(), request.args.get("state", "")
    messages, pages = outbox.page(number, state)
    return render_template(
        "coordination/outbox.html", messages=messages, counts=outbox.counts(), state=state, number=number, pages=pages
    )


@bp.get("/outbox/<uid>")
@access.as_coordinator
def message(uid: str) -> str:
    """One message, exactly as it was received."""
    row = outbox.find(uid) or abort(404)
    return render_template("coordination/message.html", message=row, letter=letter.of_row(row))


@bp.get("/answers", endpoint="answers")
@access.as_coordinator
def answers_page() -> str:
    """What calendars answered, and who has not."""
    edition, now, number = access.current_edition(), clock.now(), _page_number()
    shown, counts = request.args.get("show", ""), inbound.counts(edition, now)
    shown = shown if shown in inbound.LISTS else next((name for name, count in counts if count), inbound.LISTS[0])
    return render_template(
        "coordination/answers.html", shown=shown, counts=counts, rows=inbound.page(shown, edition, now, number),
        number=number, pages=-(-dict(counts)[shown] // inbound.PAGE), kinds=inbound.KINDS, reasons=inbound.REASONS,
    )  # fmt: skip


@bp.post("/answers/test")
@access.as_coordinator
def send_tests() -> Response:
    """A test invite for everybody who has not answered one."""
    asked = trial.ask_everybody(access.current_edition(), by=access.current_person(), now=clock.now())
    flash(ngettext("L’essai part vers %(num)s personne.", "L’essai part vers %(num)s personnes.", asked), "ok")
    db.session.commit()
    return redirect(url_for("coordination.answers", show="untested"), 303)


@bp.post("/outbox/<uid>/send-again")
@access.as_coordinator
def send_again(uid: str) -> Response:
    """Try a failed message anew."""
    mailing.send_again(outbox.find(uid) or abort(404), by=access.current_person(), now=clock.now())
    flash(_("Le courriel repart."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.outbox"), 303)


@bp.get("/journal", endpoint="journal")
@access.as_coordinator
def journal_page() -> str:
    """Who did what, when."""
    number = _page_number()
    entries, pages = journal.page(access.current_edition(), number)
    return render_template("coordination/journal.html", entries=entries, number=number, pages=pages)


@bp.get("/people", endpoint="people")
@access.as_coordinator
def people_page() -> str:
    """Coordinators and experts, and the form that invites one more."""
    return _people(InviteForm(role="expert", language="fr"))


@bp.post("/people")
@access.as_coordinator
def invite() -> Response | tuple[str, int]:
    """Invite a coordinator or an expert by e-mail."""
    form, edition = InviteForm(), access.current_edition()
    if not form.validate():
        return _people(form), 422
    g.on_refusal = lambda _refusal, sentence: (_people(form, sentence), 409)
    add = people.add_expert if form.role.data == "expert" else people.add_coordinator
    typed = (form.email.data or "", form.name.data or "", form.language.data)
    add(edition, *typed, by=access.current_person(), now=clock.now())
    flash(_("L’invitation est en route vers %(email)s.", email=form.email.data), "ok")
    db.session.commit()
    return redirect(url_for("coordination.people"), 303)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 1_000_000)


def _days(shown: boards.Board) -> list[Any]:
    return [
        SimpleNamespace(href=f"/coordination/board?day={each}", label=short_day(each), current=each == shown.day)
        for each in shown.days
    ]


def _people(form: InviteForm, sentence: str = "") -> str:
    return render_template(
        "coordination/people.html", form=form, sentence=sentence, coordinators=found.coordinators(),
        experts=found.experts(access.current_edition()),
    )  # fmt: skip
