"""What is printed for a day: sheets by kind, and the whole day in one file that opens without a network."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import Response, abort, current_app, render_template, request

from brigade import clock
from brigade.domain.sheets import KINDS
from brigade.language import current, short_day
from brigade.language import lazy_gettext as _l
from brigade.mail import packs
from brigade.queries import day as days
from brigade.queries import offline, paper
from brigade.web import access
from brigade.web.coordination.blueprint import bp, page_number
from brigade.web.coordination.day import date_of
from brigade.web.forms import fields

WORDS = {
    "day": (_l("Toutes les rencontres"), _l("Par heure, à cocher à l’accueil.")),
    "board": (_l("Le tableau"), _l("Expert·e·s et heures, d’un coup d’œil.")),
    "table": (
        _l("Les tables"),
        _l("Une feuille par table, à poser dessus : un code au lieu du nom de qui ne s’affiche pas."),
    ),
    "expert": (_l("Les expert·e·s"), _l("Une feuille chacun·e : qui vient, et avec quel besoin.")),
    "organization": (_l("Les organismes"), _l("Une feuille chacun : ses heures, ses tables, son code.")),
}  # fmt: skip
MOST = 60  # sheets at a time: what a browser lays out in a second or two


@bp.get("/paper", endpoint="paper")
@access.as_coordinator
def paper_page() -> str:
    """What there is to print for a day."""
    dates, day = _wanted()
    press = _press()
    kinds = [
        SimpleNamespace(kind=kind, label=label, text=text, number=len(press.choose(kind, day)) if day else 0)
        for kind, (label, text) in WORDS.items()
    ]
    days_ = _days("/coordination/paper", dates, day)
    return render_template("coordination/paper.html", days=days_, day=day, kinds=kinds)


@bp.get("/paper/<kind>")
@access.as_coordinator
def sheets(kind: str) -> str:
    """Every sheet of that kind and day, each on a page of its own."""
    dates, day = _wanted()
    if kind not in KINDS or day is None:
        abort(404)
    words, press, page = fields.one_line(request.args.get("q"))[:100], _press(), page_number()
    found = press.choose(kind, day, words)
    shown = found[(page - 1) * MOST : page * MOST]
    path = f"/coordination/paper/{kind}"
    return render_template(
        "coordination/sheets.html", pages=[press.page(kind, day, *each) for each in shown], label=WORDS[kind][0],
        kind=kind, day=day, days=_days(path, dates, day), words=words, total=len(found), page=page,
        last=max(1, -(-len(found) // MOST)),
    )  # fmt: skip


@bp.get("/paper/pack")
@access.as_coordinator
def pack() -> Response:
    """The whole day as one file."""
    _dates, day = _wanted()
    if day is None:
        abort(404)
    file = packs.file(offline.pack(_press(), day), current())
    answer = Response(file.data, mimetype="text/html")
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    return answer


def _press() -> paper.Press:
    url, secret = current_app.config["PUBLIC_URL"], str(current_app.secret_key)
    return paper.Press(access.current_edition(), clock.now(), public_url=url, secret=secret)


def _wanted() -> tuple[list[date], date | None]:
    return days.wanted_day(access.current_edition(), date_of(request.args.get("day", "")), clock.now())


def _days(path: str, dates: list[date], day: date | None) -> list[Any]:
    return [
        SimpleNamespace(href=f"{path}?day={each}", label=short_day(each), current=each == day) for each in dates
    ]
