"""Arranging the whole event: ask for a proposal, watch it being made, review it, apply it, publish it, take it back."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain.arranging import applying, publishing, review, runs, seating, undoing, words
from brigade.domain.refusal import Refusal
from brigade.language import day, ngettext, short_day
from brigade.language import gettext as _
from brigade.models import Proposal
from brigade.queries import editions, hours
from brigade.queries import proposals as found
from brigade.solver import engines
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.proposal import ProposalForm, day_choices

Page = str | tuple[str, int]
KINDS = ("new", "moved", "ended", "unplaced", "unchanged")


@bp.get("/proposals", endpoint="proposals")
@access.as_coordinator
def proposal_list() -> str:
    """Ask for one; what was asked before, and what became of it."""
    return _list(_form(mode="gaps", stability="0.25", seconds="60"))


@bp.post("/proposals")
@access.as_coordinator
def ask_proposal() -> Response | Page:
    """Ask: a process of its own makes it, and its page shows how far it is."""
    form = _form()
    if not form.validate():
        return _list(form), 422
    g.on_refusal = lambda _refusal, sentence: (_list(form, sentence), 409)
    if engines.missing():
        raise Refusal("no-solver")
    run = runs.ask(
        access.current_edition(), form.mode.data, form.parameters(), seconds=int(form.seconds.data),
        by=access.current_person(), now=clock.now(),
    )  # fmt: skip
    uid = run.uid
    db.session.commit()
    return redirect(url_for("coordination.run", uid=uid), 303)


@bp.get("/proposals/runs/<uid>", endpoint="run")
@access.as_coordinator
def run_page(uid: str) -> Response | str:
    """How far it is; once it is done, its proposal."""
    run, proposal = found.find_run(access.current_edition(), uid) or abort(404)
    if proposal is not None:
        return redirect(url_for("coordination.proposal", uid=proposal.uid))
    now = clock.now()
    return render_template(
        "coordination/run.html", run=run, modes=words.MODES, stage=words.STAGES.get(run.stage, run.stage),
        ended=words.ended(run) if run.state in ("failed", "stopped") else "", since=found.waiting_since(run, now),
        late=run.state == "waiting" and now - run.asked_at > runs.PATIENCE,
    )  # fmt: skip


@bp.post("/proposals/runs/<uid>/stop")
@access.as_coordinator
def stop_run(uid: str) -> Response:
    """End it, with the best so far."""
    run, _proposal = found.find_run(access.current_edition(), uid) or abort(404)
    runs.stop(run, by=access.current_person(), now=clock.now())
    db.session.commit()
    return redirect(url_for("coordination.run", uid=uid), 303)


@bp.get("/proposals/<uid>", endpoint="proposal")
@access.as_coordinator
def proposal_page(uid: str) -> str:
    """The difference to what stands now: as lines, or as a day's board."""
    edition, row = access.current_edition(), _find(uid)
    lines, asked = found.lines(row), request.args.get("show", "")
    counts = {kind: sum(line.kind == kind for line in lines) for kind in KINDS}
    show = asked if asked in KINDS or asked == "board" else next((k for k in KINDS if counts[k]), "unchanged")
    board = found.day_board(edition, lines, _date(request.args.get("day"))) if show == "board" else None
    return render_template(
        "coordination/proposal.html", proposal=row, lines=[line for line in lines if line.kind == show], show=show,
        figures=found.figures(row, lines), modes=words.MODES, views=_views(uid, show, counts), board=board,
        days=_days(uid, board), legend=_legend(board), title_day=day(board.day) if board and board.day else "",
        others=found.latest_others(edition, row), hours=hours.of(edition, row) if show == "unplaced" else None,
        stale=[line for line in lines if line.fate == "stale"],
        ready=sum(line.kind in review.CHANGES and line.state != "refused" for line in lines),
    )  # fmt: skip


@bp.post("/proposals/<uid>/answer")
@access.as_coordinator
def answer_lines(uid: str) -> Response:
    """Accept, refuse or lock one line, or those that are ticked."""
    row, (state, _sep, line) = _find(uid), request.form.get("answer", "").partition(":")
    lines = [line] if line else request.form.getlist("lines")
    if state not in review.ANSWERS:
        abort(400)
    number = review.answer(row, lines, state, by=access.current_person(), now=clock.now())
    if not line:
        flash(ngettext("%(num)s ligne mise à jour.", "%(num)s lignes mises à jour.", number), "ok")
    anchor, show = f"line-{line}" if line else None, request.form.get("show")
    db.session.commit()
    return redirect(url_for("coordination.proposal", uid=uid, show=show, _anchor=anchor), 303)


@bp.post("/proposals/<uid>/drop")
@access.as_coordinator
def drop_proposal(uid: str) -> Response:
    """The draft is not wanted."""
    review.drop(_find(uid), by=access.current_person(), now=clock.now())
    flash(_("La proposition est écartée. Rien n’a changé."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.proposals"), 303)


@bp.post("/proposals/<uid>/apply")
@access.as_coordinator
def apply_proposal(uid: str) -> Response:
    """Take the places; nobody is told."""
    number = applying.apply(_find(uid), by=access.current_person(), now=clock.now())
    flash(
        ngettext(
            "%(num)s place est prise. Personne n’est encore au courant.",
            "%(num)s places sont prises. Personne n’est encore au courant.", number,
        ),
        "ok",
    )  # fmt: skip
    db.session.commit()
    return redirect(url_for("coordination.proposal", uid=uid), 303)


@bp.get("/proposals/<uid>/publish", endpoint="publish_page")
@access.as_coordinator
def publish_page(uid: str) -> str:
    """Who would be told of what."""
    row = _find(uid)
    rows = publishing.untold(seating.lines_of(row))
    return render_template("coordination/proposal_publish.html", proposal=row, told=found.told(rows), number=len(rows))


@bp.post("/proposals/<uid>/publish")
@access.as_coordinator
def publish_proposal(uid: str) -> Response:
    """Tell those whom it concerns, as many as the page counted."""
    seen = request.form.get("seen", -1, type=int)
    number = publishing.publish(_find(uid), seen=seen, by=access.current_person(), now=clock.now())
    flash(ngettext("%(num)s rencontre est annoncée.", "%(num)s rencontres sont annoncées.", number), "ok")
    db.session.commit()
    return redirect(url_for("coordination.proposal", uid=uid), 303)


@bp.get("/proposals/<uid>/undo", endpoint="undo_page")
@access.as_coordinator
def undo_page(uid: str) -> str:
    """What would be taken back, and who would be told."""
    row, now = _find(uid), clock.now()
    rows = seating.lines_of(row)
    possible = undoing.possible(rows, now)
    left = [line for line in rows if line.fate == "done" and line.kind in review.CHANGES and line not in possible]
    told = found.told(possible) if row.state == "published" else []
    return render_template(
        "coordination/proposal_undo.html", proposal=row, told=told, number=len(possible), left=left
    )


@bp.post("/proposals/<uid>/undo")
@access.as_coordinator
def undo_proposal(uid: str) -> Response:
    """Back to before, as far as it is possible."""
    number = undoing.undo(_find(uid), by=access.current_person(), now=clock.now())
    flash(ngettext("%(num)s changement est repris.", "%(num)s changements sont repris.", number), "ok")
    db.session.commit()
    return redirect(url_for("coordination.proposal", uid=uid), 303)


@bp.get("/proposals/<uid>/compare", endpoint="compare_proposals")
@access.as_coordinator
def compare_proposals(uid: str) -> str:
    """Two side by side."""
    pair = (_find(uid), _find(request.args.get("with", "")))
    sides = [found.figures(row, found.lines(row)) for row in pair]
    return render_template(
        "coordination/proposal_compare.html", pair=pair, sides=sides, modes=words.MODES,
        open_hours=found.open_hours(access.current_edition()),
    )  # fmt: skip


def _find(uid: str) -> Proposal:
    return found.find(access.current_edition(), uid) or abort(404)


def _form(**values: Any) -> ProposalForm:
    return ProposalForm(days=day_choices(editions.days(access.current_edition()), day), **values)


def _list(form: ProposalForm, sentence: str = "") -> str:
    edition = access.current_edition()
    return render_template(
        "coordination/proposals.html", form=form, sentence=sentence, entries=found.entries(edition),
        running=found.current_run(edition), missing=engines.missing(), modes=words.MODES, ended=words.ended,
    )  # fmt: skip


def _views(uid: str, show: str, counts: dict[str, int]) -> list[Any]:
    names = {
        "new": _("Nouvelles"), "moved": _("Déplacées"), "ended": _("Retirées"), "unplaced": _("Sans place"),
        "unchanged": _("Inchangées"),
    }  # fmt: skip
    views = [(kind, f"{names[kind]} ({counts[kind]})") for kind in KINDS if counts[kind] or kind == show]
    return [
        SimpleNamespace(href=f"/coordination/proposals/{uid}?show={kind}", label=label, current=kind == show)
        for kind, label in [*views, ("board", _("Tableau"))]
    ]


def _days(uid: str, board: Any) -> list[Any]:
    path = f"/coordination/proposals/{uid}?show=board&day="
    return [
        SimpleNamespace(href=f"{path}{each}", label=short_day(each), current=each == board.day)
        for each in (board.days if board else [])
    ]


def _legend(board: Any) -> list[tuple[str, int, str]]:
    names = {"draft": _("Nouvelle"), "waiting": _("Déplacée"), "booked": _("Inchangée")}
    return [(state, number, names[state]) for state, number in (board.counts if board else []) if state in names]


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
