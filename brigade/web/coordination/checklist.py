"""What is missing before the edition opens, whether mail really works, and opening it."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import mailing
from brigade.domain.setup import editions
from brigade.language import gettext as _
from brigade.mail import preflight
from brigade.queries import checklist
from brigade.web import access
from brigade.web.coordination.blueprint import bp


@bp.get("/checklist", endpoint="checklist")
@access.as_coordinator
def checklist_page() -> str:
    """What to mend, where; the last try of the mail; the records that the domain needs."""
    edition = access.current_edition()
    lines = checklist.lines(edition, clock.now())
    return render_template(
        "coordination/checklist.html", lines=lines, blocked=any(line.blocks for line in lines),
        test=checklist.mail_test(edition), records=preflight.records(current_app.config),
        domain=preflight.domain(current_app.config),
    )  # fmt: skip


@bp.post("/checklist/mail")
@access.as_coordinator
def test_mail() -> Response:
    """Try the mail server and the mailbox for real. No transaction is open meanwhile: others may write."""
    db.session.rollback()
    checks = preflight.run(current_app.config)
    mailing.note_test(access.current_edition(), checks, by=access.current_person(), now=clock.now())
    db.session.commit()
    return redirect(url_for("coordination.checklist", _anchor="mail"), 303)


@bp.post("/checklist/open")
@access.as_coordinator
def open_edition() -> Response:
    """Everybody sees it from here on."""
    edition = access.current_edition()
    editions.open_to_all(edition, by=access.current_person(), now=clock.now())
    flash(_("L’édition est ouverte : tout le monde la voit."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.checklist"), 303)
