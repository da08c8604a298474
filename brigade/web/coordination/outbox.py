"""The mail: what waits, what left, what failed."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain import mailing
from brigade.language import gettext as _
from brigade.queries import outbox
from brigade.web import access, letter
from brigade.web.coordination.blueprint import bp, page_number
from brigade.web.forms import fields


@bp.get("/outbox", endpoint="outbox")
@access.as_coordinator
def outbox_page() -> str:
    """What waits, what left, what failed."""
    number, asked = page_number(), request.args
    wanted = outbox.Wanted(
        asked.get("state", ""), fields.one_line(asked.get("q"))[:100], fields.one_line(asked.get("about"))[:22]
    )
    messages, pages = outbox.page(number, wanted)
    return render_template(
        "coordination/outbox.html", messages=messages, counts=outbox.counts(wanted), wanted=wanted, number=number,
        pages=pages,
    )  # fmt: skip


@bp.get("/outbox/<uid>")
@access.as_coordinator
def message(uid: str) -> str:
    """One message, exactly as it was received."""
    row = outbox.find(uid) or abort(404)
    return render_template("coordination/message.html", message=row, letter=letter.of_row(row))


@bp.post("/outbox/<uid>/send-again")
@access.as_coordinator
def send_again(uid: str) -> Response:
    """Try a failed message anew."""
    mailing.send_again(outbox.find(uid) or abort(404), by=access.current_person(), now=clock.now())
    flash(_("Le courriel repart."), "ok")
    db.session.commit()
    return redirect(url_for("coordination.outbox"), 303)
