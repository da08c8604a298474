"""Two that are one: who may be, what merging them moves, and merging them."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import merging
from brigade.domain.refusal import Refusal
from brigade.language import gettext as _
from brigade.models import Organization, Person
from brigade.queries import duplicates, organizations
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms import fields


@bp.get("/duplicates", endpoint="duplicates")
@access.as_coordinator
def duplicates_page() -> str:
    """Whom we suspect, and two fields for those we do not."""
    return _page()


@bp.post("/duplicates/organizations")
@access.as_coordinator
def merge_organizations() -> Response | str:
    """Say what moves; move it once that was seen."""
    edition, person = access.current_edition(), access.current_person()
    g.on_refusal = _refused
    gone, kept = _two(lambda key: organizations.find(edition, key))
    if "confirm" not in request.form:
        return _confirm("organizations", gone.uid, kept.uid, gone.name, kept.name, Organization, gone.id)
    merging.merge_organizations(edition, gone, kept, by=person, now=clock.now())
    flash(_("Les deux fiches n’en font plus qu’une."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.duplicates"), 303)


@bp.post("/duplicates/people")
@access.as_coordinator
def merge_people() -> Response | str:
    """The same for two people, named by their addresses."""
    edition, person = access.current_edition(), access.current_person()
    g.on_refusal = _refused
    gone, kept = _two(duplicates.person)
    if "confirm" not in request.form:
        return _confirm("people", gone.email, kept.email, _named(gone), _named(kept), Person, gone.id)
    merging.merge_people(edition, gone, kept, by=person, now=clock.now())
    flash(_("Les deux fiches n’en font plus qu’une. L’ancienne adresse ouvre la fiche gardée."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.duplicates"), 303)


def _two(find: Any) -> tuple[Any, Any]:
    """(the one that goes, the one that is kept)."""
    found = [find(fields.one_line(request.form.get(name))[:254].lower() if find is duplicates.person
                  else fields.one_line(request.form.get(name))) for name in ("gone", "kept")]  # fmt: skip
    if not all(found):
        raise Refusal("merge-unknown")
    if found[0].id == found[1].id:
        raise Refusal("merge-same")
    return found[0], found[1]


def _confirm(
    kind: str, gone: str, kept: str, gone_name: str, kept_name: str, what: Any, id_: int
) -> str:  # fmt: skip
    return render_template(
        "coordination/merge.html", kind=kind, gone=gone, kept=kept, gone_name=gone_name, kept_name=kept_name,
        moves=duplicates.moves(what, id_),
    )  # fmt: skip


def _named(person: Person) -> str:
    return f"{person.name} ({person.email})" if person.name else person.email


def _refused(_refusal: Refusal, sentence: str) -> tuple[str, int]:
    return _page(sentence), 409


def _page(sentence: str = "") -> str:
    edition = access.current_edition()
    return render_template(
        "coordination/duplicates.html", organizations=duplicates.organizations(edition),
        people=duplicates.people(edition), sentence=sentence,
    )  # fmt: skip
