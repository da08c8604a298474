"""Writing to many at once: drafts, what each reader will get, and how far what was sent has got."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import announcing, audiences
from brigade.language import LANGUAGES, day, ngettext
from brigade.language import gettext as _
from brigade.mail import announcements
from brigade.models import Announcement, Edition
from brigade.queries import announcements as found
from brigade.queries import brigade, editions
from brigade.web import access, letter
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.announcement import AnnouncementForm

Page = str | tuple[str, int]


@bp.get("/messages", endpoint="messages")
@access.as_coordinator
def message_list() -> str:
    """Drafts, then what was sent."""
    return render_template(
        "coordination/messages.html", lines=found.lines(access.current_edition()), names=audiences.NAMES
    )


@bp.get("/messages/new", endpoint="new_message")
@access.as_coordinator
def new_message() -> str:
    """An empty draft; a page may name the group that it shows."""
    asked = request.args.get("audience", "")
    return _form_page(_form(audience=asked if asked in audiences.NAMES else "everyone"))


@bp.post("/messages/new")
@access.as_coordinator
def draft_message() -> Response | Page:
    """Keep it; nobody is told yet."""
    form = _form()
    if not form.validate():
        return _form_page(form), 422
    edition, person = access.current_edition(), access.current_person()
    row = announcing.draft(edition, form.wording(), by=person, now=clock.now())
    db.session.commit()
    return redirect(url_for("coordination.announcement", uid=row.uid), 303)


@bp.get("/messages/<uid>", endpoint="announcement")
@access.as_coordinator
def announcement(uid: str) -> str:
    """Who gets it, how it reads in each language; once sent, what became of it."""
    line, edition = _line(uid), access.current_edition()
    row = line.row
    readers = [] if row.sent_at else audiences.readers(edition, row.audience, row.detail)
    fallback = [each for each in readers if not getattr(row, f"text_{each.language}")]
    return render_template(
        "coordination/announcement.html", line=line, readers=readers, whom=_whom(edition, row), fallback=fallback,
        letters=_letters(edition, row),
    )  # fmt: skip


@bp.get("/messages/<uid>/edit", endpoint="edit_message")
@access.as_coordinator
def edit_message(uid: str) -> str:
    """Say it better."""
    row = _line(uid).row
    detail = {row.audience: row.detail} if row.detail else {}
    return _form_page(_form(obj=row, **detail), row)


@bp.post("/messages/<uid>/edit")
@access.as_coordinator
def save_message(uid: str) -> Response | Page:
    """Keep the changes."""
    row, form = _line(uid).row, _form()
    if not form.validate():
        return _form_page(form, row), 422
    g.on_refusal = lambda _refusal, sentence: (_form_page(form, _line(uid).row, sentence), 409)
    announcing.edit(row, form.wording(), by=access.current_person(), now=clock.now())
    db.session.commit()
    return redirect(url_for("coordination.announcement", uid=uid), 303)


@bp.post("/messages/<uid>/send")
@access.as_coordinator
def send_message(uid: str) -> Response:
    """One message for each reader that the page counted."""
    seen = request.form.get("seen", -1, type=int)
    person, edition = access.current_person(), access.current_edition()
    told = len(announcing.send(_line(uid).row, edition, seen=seen, by=person, now=clock.now()))
    flash(ngettext("Le message part vers %(num)s personne.", "Le message part vers %(num)s personnes.", told), "ok")
    db.session.commit()
    return redirect(url_for("coordination.announcement", uid=uid), 303)


@bp.post("/messages/<uid>/discard")
@access.as_coordinator
def discard_message(uid: str) -> Response:
    """Drop the draft."""
    announcing.discard(_line(uid).row, by=access.current_person(), now=clock.now())
    flash(_("Le brouillon est jeté."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.messages"), 303)


def _line(uid: str) -> found.Line:
    return found.find(access.current_edition(), uid) or abort(404)


def _whom(edition: Edition, row: Announcement) -> str:
    """The group in words, with its day or its expert."""
    detail = row.detail
    if row.audience == "day":
        detail = next((day(each.date) for each in editions.days(edition) if each.date.isoformat() == detail), detail)
    if row.audience == "expert" and (expert := brigade.find_expert(edition, detail)):
        detail = expert.name
    name = str(audiences.NAMES[row.audience])
    return _("%(term)s : %(value)s", term=name, value=detail) if detail else name


def _letters(edition: Edition, row: Announcement) -> list[tuple[str, letter.Letter]]:
    """(language, letter) as it reads in each language that was written, to somebody without a name."""
    written = [language for language in LANGUAGES if getattr(row, f"text_{language}")]
    return [(language, letter.of_words(announcements.announced(row, edition, language, ""))) for language in written]


def _form(**values: Any) -> AnnouncementForm:
    edition = access.current_edition()
    days = [(each.date.isoformat(), day(each.date)) for each in editions.days(edition)]
    return AnnouncementForm(
        days=days, experts=[(expert.slug, expert.name) for expert in brigade.experts(edition)], **values
    )


def _form_page(form: AnnouncementForm, row: Announcement | None = None, sentence: str = "") -> str:
    return render_template("coordination/message_form.html", form=form, row=row, sentence=sentence)
