"""Where the code on a printed sheet leads: how many changes old the paper is. Nobody signs in, and nothing else is
said; coordinators also read which changes, and print a new one."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template

from brigade.domain import sheets
from brigade.language import lazy_gettext as _l
from brigade.queries import paper, told
from brigade.web import access

bp = Blueprint("sheet", __name__, url_prefix="/sheets")
NAMES = {
    "table": _l("Feuille d’une table"), "expert": _l("Feuille d’un·e expert·e"), "day": _l("Feuille de la journée"),
    "organization": _l("Feuille d’un organisme"), "board": _l("Feuille du tableau"),
}  # fmt: skip
MOST = 20  # changes that are told one by one


@bp.get("/<code>")
@access.secret
def page(code: str) -> str:
    """So many changes."""
    printing = sheets.read(code, str(current_app.secret_key))
    edition = access.edition()
    if printing is None or edition is None or printing.edition != edition.id:
        abort(404)
    entries, person = paper.since(printing), access.person()
    return render_template(
        "sheet/page.html", printing=printing, name=NAMES[printing.sheet.kind], number=len(entries),
        last=entries[0].at if entries else None, newest=paper.newest(edition.id),
        entries=entries[:MOST] if person is not None and person.is_coordinator else [],
        sources=told.SOURCES, is_desk=person is not None and person.is_coordinator,
    )  # fmt: skip
