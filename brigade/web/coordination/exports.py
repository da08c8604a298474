"""What can be taken away: every table of the desk as a file, handed on while it is read, and the calendar of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, abort, current_app, render_template

from brigade import clock
from brigade.calendars.text import one_line
from brigade.domain.published import Press
from brigade.queries import exports, feeds
from brigade.web import access, spreadsheets
from brigade.web.coordination.blueprint import bp

Writer = Callable[[spreadsheets.Sheet, spreadsheets.Rows], Iterator[Any]]
FORMATS: dict[str, tuple[str, Writer]] = {
    "csv": ("text/csv; charset=utf-8", spreadsheets.as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", spreadsheets.as_xlsx),
    "json": ("application/json; charset=utf-8", spreadsheets.as_json),
}


@bp.get("/exports", endpoint="exports")
@access.as_coordinator
def export_list() -> str:
    """Which tables there are, in which formats."""
    return render_template("coordination/exports.html", tables=exports.TABLES, formats=FORMATS)


@bp.get("/exports/sessions.ics")
@access.as_coordinator
def calendar() -> Response:
    """Every live session, as a calendar."""
    edition, press = access.current_edition(), Press.of(current_app.config)
    whole = feeds.body(feeds.Feed(access.current_person(), "brigade", edition, ""), press)
    return _file(whole, "text/calendar; charset=utf-8", f"{edition.slug}-sessions.ics")


@bp.get("/exports/<name>.<suffix>")
@access.as_coordinator
def export(name: str, suffix: str) -> Response:
    """The table as a file, with the day on which it was made in its name."""
    table, edition = exports.TABLES.get(name), access.current_edition()
    if table is None or suffix not in FORMATS:
        abort(404)
    kind, write = FORMATS[suffix]
    connection, rows = exports.begin(table, edition)
    day = clock.local_day(clock.now(), edition.zone)
    parts = write(spreadsheets.Sheet(table, edition.zone), rows)
    answer = _file(parts, kind, f"{edition.slug}-{name}-{day}.{suffix}")
    answer.call_on_close(connection.close)
    return answer


def _file(body: Any, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{one_line(name)}"', "Cache-Control": "no-store"}
    return Response(body, content_type=kind, headers=headers)
