"""The whole schedule, experts × slots: what is looked at, what is picked, and whether anything changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, render_template, request

from brigade import clock
from brigade.language import day, short_day
from brigade.language import gettext as _
from brigade.models import Entry
from brigade.queries import answers, bookings, by_hand, matches, needs
from brigade.queries import board as boards
from brigade.queries.reach import Reach, sentences
from brigade.web import access
from brigade.web.coordination.blueprint import bp, page_number
from brigade.web.forms import fields

BESIDE = 40  # needs that stand beside the board
LOOK = ("day", "q", "specialty", "state", "answer", "zoom", "page", "find")
ZOOMS = ("", "small", "large")


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
    edition, now, person = access.current_edition(), clock.now(), access.current_person()
    look, reach = _look(asked), picked(asked)
    if reach and reach.booking and reach.booking.is_locked:
        reach, sentence = None, sentence or sentences(["locked"])[0]
    wanted = _wanted(look)
    desk = boards.desk(edition, wanted, now, clock.local_day(now, edition.zone), reach)
    zoom = look.get("zoom", "")
    return render_template(
        "coordination/board.html", desk=desk, look=look, query=urlencode(look), days=_days(desk, look, wanted),
        zoom=zoom if zoom in ZOOMS else "", reach=reach, version=boards.version(edition),
        specialties=matches.specialty_names(), answers=answers.WORDS, titles=_titles(desk),
        waiting=needs.count_waiting(edition), beside=by_hand.beside(edition, look.get("find", ""), BESIDE),
        live=bookings.count_live(edition),
        aside=by_hand.set_aside(edition), last=by_hand.last_act(person, edition, now), news=by_hand.news(edition),
        sentence=sentence, since=_since(touched),
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


def _wanted(look: dict[str, str]) -> boards.Wanted:
    return boards.Wanted(
        day=as_date(look.get("day")), every_day=look.get("day") == "all", text=look.get("q", ""),
        specialty=look.get("specialty", ""), state=look.get("state", ""), answer=look.get("answer", ""),
        page=page_number(look),
    )  # fmt: skip


def as_date(text: str | None) -> date | None:
    """The day that an address names."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _titles(desk: boards.Desk) -> list[str]:
    return [day(each.day) if each.day else "" for each in desk.boards]


def _days(desk: boards.Desk, look: dict[str, str], wanted: boards.Wanted) -> list[Any]:
    now_at = {board.day for board in desk.boards}
    rest = {name: value for name, value in look.items() if name not in ("day", "page")}
    every = [("all", _("Tous"), wanted.every_day)] if len(desk.days) > 1 else []
    each = [(str(date), short_day(date), date in now_at and not wanted.every_day) for date in desk.days]
    return [
        SimpleNamespace(href=f"/coordination/board?{urlencode(rest | {'day': value})}", label=label, current=current)
        for value, label, current in each + every
    ]
