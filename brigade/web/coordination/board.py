"""The whole schedule of a day: experts × slots."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import render_template, request

from brigade import clock
from brigade.language import day, short_day
from brigade.queries import board as boards
from brigade.queries import bookings, needs
from brigade.web import access
from brigade.web.coordination.blueprint import bp


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


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _days(shown: boards.Board) -> list[Any]:
    return [
        SimpleNamespace(href=f"/coordination/board?day={each}", label=short_day(each), current=each == shown.day)
        for each in shown.days
    ]
