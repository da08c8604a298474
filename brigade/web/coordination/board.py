"""The whole schedule, experts × slots: what is looked at, what is picked, and whether anything changed."""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, render_template, request

from brigade import clock
from brigade.language import gettext as _
from brigade.language import short_day
from brigade.models import Entry
from brigade.queries import answers, brigade, by_hand
from brigade.queries import board as boards
from brigade.queries.reach import Reach, sentences
from brigade.web import access
from brigade.web.coordination import shared
from brigade.web.coordination.blueprint import bp
from brigade.web.forms import fields

LOOK = ("day", "q", "specialty", "state", "answer", "zoom", "page", "find")


@bp.get("/board", endpoint="board")
@access.as_coordinator
def board_page() -> str:
    """One day, or all; with a need or a session picked, where it may go."""
    return shown(request.args)


@bp.get("/board/version")
@access.as_coordinator
def board_version() -> Response:
    """Asked every few seconds by every open board: 304, before anything is rendered, while nothing happened."""
    version = boards.version(access.current_edition())
    answer = Response(status=304) if request.if_none_match.contains_weak(version) else Response(version)
    answer.set_etag(version)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.content_type = "text/plain"
    return answer


def shown(asked: Any, sentence: str = "", touched: Collection[int] = ()) -> str:
    """The board as these values ask for it; after a refusal, with its sentence and what happened to those touched."""
    edition, now = access.current_edition(), clock.now()
    look, reach = _look(asked), picked(asked)
    if reach and reach.booking and reach.booking.is_locked:
        reach, sentence = None, sentence or sentences(["locked"])[0]
    same = shared.board_of(look, reach, now)
    return render_template(
        "coordination/board.html", shared=same, look=look, query=urlencode(look), days=_days(same.desk, look),
        zoom=shared.zoom(look), reach=reach, specialties=brigade.specialty_names(edition), answers=answers.WORDS,
        last=by_hand.last_act(access.current_person(), edition, now), sentence=sentence, since=_since(touched),
    )  # fmt: skip


def _since(touched: Collection[int]) -> list[Entry]:
    return list(by_hand.news(access.current_edition(), touched)) if touched else []


def picked(asked: Any) -> Reach | None:
    """The session or the need that is to be placed; 404 for one that is not there."""
    edition = access.current_edition()
    if uid := fields.one_line(asked.get("booking")):
        row = by_hand.booking(edition, uid)
        return Reach(row.need, row, clock.now()) if row else None
    if uid := fields.one_line(asked.get("need")):
        return Reach(by_hand.need(edition, uid) or abort(404), None, clock.now())
    return None


def _look(asked: Any) -> dict[str, str]:
    """What of the address says which part of the board is looked at."""
    found = {name: fields.one_line(asked.get(name))[:100] for name in LOOK}
    return {name: value for name, value in found.items() if value}


def _days(desk: boards.Desk, look: dict[str, str]) -> list[Any]:
    now_at, is_all = {board.day for board in desk.boards}, look.get("day") == "all"
    rest = {name: value for name, value in look.items() if name not in ("day", "page")}
    every = [("all", _("Tous"), is_all)] if len(desk.days) > 1 else []
    each = [(str(date), short_day(date), date in now_at and not is_all) for date in desk.days]
    return [
        SimpleNamespace(href=f"/coordination/board?{urlencode(rest | {'day': value})}", label=label, current=current)
        for value, label, current in each + every
    ]
