"""Bringing many people in from a file: sent, read over, confirmed."""

from __future__ import annotations

from flask import Response as File
from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain.rosters import gathering, reading
from brigade.language import LANGUAGES, ngettext, own
from brigade.language import gettext as _
from brigade.matching.text import fold
from brigade.models.roster import KINDS as ROSTERS
from brigade.queries import rosters as found
from brigade.queries.organizations import DISCIPLINES
from brigade.web import access, page, uploads
from brigade.web.coordination.blueprint import bp
from brigade.web.forms import fields
from brigade.web.forms.organization import KINDS, REGIONS

Page = str | tuple[str, int]


@bp.get("/import", endpoint="rosters")
@access.as_coordinator
def upload_page() -> str:
    """Which columns are understood, a model to start from, and the file."""
    return _upload()


@bp.post("/import", endpoint="read_roster")
@page.takes(uploads.LARGEST + 100_000)
@access.as_coordinator
def read_roster() -> Response | Page:
    """Read the file and keep what it says; nobody is invited yet."""
    kind, sent = request.form.get("kind", ""), request.files.get("file")
    g.on_refusal = lambda _refusal, sentence: (_upload(sentence, kind), 422)
    if kind not in ROSTERS or sent is None or not sent.filename:
        return _upload(_("Choisissez un fichier, et dites ce qu’il contient."), kind), 422
    table = uploads.table(sent.stream.read(uploads.LARGEST + 1))
    read = reading.read(kind, table, _vocabulary())
    name = fields.one_line(sent.filename)
    roster = gathering.keep(access.current_edition(), kind, name, read, by=access.current_person(), now=clock.now())
    db.session.commit()
    return redirect(url_for("coordination.roster", uid=roster.uid), 303)


@bp.get("/import/<uid>", endpoint="roster")
@access.as_coordinator
def roster(uid: str) -> str:
    """Who would be invited, who is there already, which rows are at fault."""
    edition = access.current_edition()
    row = found.find(edition, access.current_person(), uid) or abort(404)
    return render_template("coordination/roster.html", row=row, preview=found.preview(edition, row))


@bp.post("/import/<uid>", endpoint="gather_roster")
@access.as_coordinator
def gather(uid: str) -> Response:
    """Invite them."""
    edition, person = access.current_edition(), access.current_person()
    row = found.find(edition, person, uid) or abort(404)
    kind = row.kind
    number = gathering.gather(edition, row, by=person, now=clock.now()).new
    flash(ngettext("%(num)s invitation est en route.", "%(num)s invitations sont en route.", number), "ok")
    db.session.commit()
    return redirect(url_for("coordination.organizations" if kind == "organizations" else "coordination.people"), 303)


@bp.get("/import/model-<kind>.csv", endpoint="roster_model")
@access.as_coordinator
def model(kind: str) -> File:
    """An empty list with its headings, as French Excel opens it."""
    if kind not in ROSTERS:
        abort(404)
    heads = {
        "organizations": _("Nom, Courriel, Contact, Langue, Genre, Discipline, Région, Site web"),
        "experts": _("Nom, Courriel, Langue, Langues, Spécialités, Spécialités secondaires, Titre"),
    }
    text = heads[kind].replace(", ", ";") + "\r\n"
    headers = {"Content-Disposition": f'attachment; filename="{kind}.csv"'}
    return File("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


def _vocabulary() -> reading.Vocabulary:
    """The words of the lists, in both languages, and their codes."""
    kinds, disciplines = {"osbl": "non-profit", "obnl": "non-profit"}, dict[str, str]()
    for language in LANGUAGES:
        with own(language):
            kinds |= {fold(str(label)): code for code, label in KINDS} | {code: code for code, _label in KINDS}
            disciplines |= {fold(str(label)): code for code, label in DISCIPLINES}
    kinds |= {"artisane": "artisan", "organisme": "non-profit"}
    disciplines |= {code: code for code, _label in DISCIPLINES}
    return reading.Vocabulary(kinds, disciplines, {fold(name): name for name in REGIONS}, found.specialties())


def _upload(sentence: str = "", kind: str = "") -> str:
    return render_template("coordination/rosters.html", sentence=sentence, kind=kind)
