"""One session, for everyone concerned: what it is, and what may be done about it."""

from __future__ import annotations

from typing import NoReturn

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from brigade import clock, qr
from brigade.calendars import invite as calendar_file
from brigade.calendars import links
from brigade.calendars.event import Event, Party
from brigade.database import db
from brigade.domain import changes, judging, waitlist
from brigade.domain.arranging import objecting
from brigade.domain.refusal import Refusal
from brigade.language import date_parts, hour, local, zone_name
from brigade.language import gettext as _
from brigade.mail import invites
from brigade.models import Booking
from brigade.models.judgement import SCORES
from brigade.queries import bookings, by_hand, journal, matches, parts, told
from brigade.queries import day as days
from brigade.web import access, place
from brigade.web.forms import fields

bp = Blueprint("booking", __name__, url_prefix="/bookings")
MOST_REASON, MOST_WORDS = 400, 1000


@bp.get("/<uid>")
@access.signed_in
def page(uid: str) -> str:
    """When, where, with whom, what happens next, and what may be done."""
    return _page(_booking(uid))


def _page(row: Booking, sentence: str = "") -> str:
    """After a refused word on how it was, with its sentence, and what was typed in its field."""
    person = access.current_person()
    role = bookings.role(row, person)
    event = _event(row)
    return render_template(
        "booking/page.html", booking=row, role=role, is_new="new" in request.args, date=_ticket(row),
        google=links.google(event), outlook=links.outlook(event), parts=parts.seen_by(row, person, role),
        too_late=changes.too_late(row, clock.now()), over=row.slot.ends_at <= clock.now(),
        proposed=bookings.proposed_move(row), offer=bookings.open_offer(row, clock.now()),
        may_tell=role != "coordinator" and judging.may_tell(row, clock.now()), feedback=judging.find(row, person),
        history=journal.history(row) if role == "coordinator" else [], sources=told.SOURCES,
        aside=by_hand.rules_of(row), may_object=role == "organization" and objecting.may_object(row),
        expected_at=days.expected_of(row.expert, row.slot.day)[1].get(row.id), sentence=sentence, typed=_words(),
        code=qr.svg(f"{current_app.config['PUBLIC_URL']}/coordination/day/check-in/{row.uid}")
        if role == "organization" and row.state == "live" else "",
    )  # fmt: skip


@bp.get("/<uid>.ics")
@access.signed_in
def invite(uid: str) -> Response:
    """The session as a file, for calendars that ignored the e-mail."""
    row = _booking(uid)
    headers = {"Content-Disposition": f'attachment; filename="brigade-{uid[:8]}.ics"'}
    if row.state != "live":
        abort(404)
    return Response(calendar_file.download(_event(row)), mimetype="text/calendar", headers=headers)


@bp.get("/<uid>/change")
@access.signed_in
def change(uid: str) -> str:
    """The other places that this session could have; an expert sees only their own."""
    row, person = _booking(uid), access.current_person()
    role = bookings.role(row, person)
    notice = changes.notice(row, person)
    cards = matches.other_places(row, clock.now(), only_same_expert=role == "expert", notice=notice)
    return render_template("booking/change.html", booking=row, role=role, cards=cards)


@bp.post("/<uid>/move")
@access.signed_in
def move(uid: str) -> Answer | tuple[str, int]:
    """Take the other place; an expert proposes it, and the organization agrees."""
    row, person, now = _booking(uid), access.current_person(), clock.now()
    g.on_refusal = lambda _refusal, sentence: _refused(uid, sentence)
    expert, slot = place.read(row.slot.edition, request.form)
    if bookings.role(row, person) == "expert":
        if expert.id != row.expert_id:
            raise Refusal("not-open")
        changes.propose_move(row, slot, by=person, now=now)
        flash(_("Votre proposition est en route. Rien ne bouge tant que l’organisme n’a pas dit oui."), "ok")
    else:
        changes.move(row, expert, slot, by=person, now=now)
        flash(_("C’est changé. Les calendriers suivent tout seuls."), "ok")
    db.session.commit()
    return redirect(f"/bookings/{uid}", 303)


@bp.get("/<uid>/cancel")
@access.signed_in
def leaving(uid: str) -> str:
    """Are you sure, and why; after the cut-off, tell the coordinators instead."""
    return _leaving(_booking(uid))


def _leaving(row: Booking, sentence: str = "") -> str:
    person = access.current_person()
    late = changes.too_late(row, clock.now()) and not person.is_coordinator
    return render_template(
        "booking/cancel.html", booking=row, role=bookings.role(row, person), late=late,
        notice=row.slot.edition.notice_hours, reason=_reason(), sentence=sentence,
    )  # fmt: skip


def _still_there(uid: str, sentence: str) -> tuple[str, int]:
    """The question again, with the word as it was typed; of a session that is over, what it is now."""
    row = _booking(uid)
    return (_leaving(row, sentence), 409) if row.state == "live" else _refused(uid, sentence)


@bp.post("/<uid>/cancel")
@access.signed_in
def cancel(uid: str) -> Answer:
    """Cancel; the other side reads the reason."""
    row = _booking(uid)
    g.on_refusal = lambda _refusal, sentence: _still_there(uid, sentence)
    closes = "close" in request.form
    changes.cancel(row, reason=_reason(), by=access.current_person(), now=clock.now(), closes=closes)
    flash(_("La rencontre est annulée. Elle disparaît des calendriers."), "ok")
    db.session.commit()
    return redirect(f"/bookings/{uid}", 303)


@bp.post("/<uid>/cannot-come")
@access.signed_in
def cannot_come(uid: str) -> Answer:
    """Too late to cancel alone: the coordinators take over."""
    row = _booking(uid)
    g.on_refusal = lambda _refusal, sentence: _still_there(uid, sentence)
    changes.cannot_come(row, reason=_reason(), by=access.current_person(), now=clock.now())
    flash(_("Merci de l’avoir dit. La coordination est prévenue et s’en occupe."), "ok")
    db.session.commit()
    return redirect(f"/bookings/{uid}", 303)


@bp.post("/<uid>/does-not-suit")
@access.signed_in
def does_not_suit(uid: str) -> Answer:
    """The place to which the coordinators moved it does not suit the organization."""
    row = _as_organization(uid)
    g.on_refusal = lambda _refusal, sentence: _refused(uid, sentence)
    objecting.does_not_suit(row, by=access.current_person(), now=clock.now())
    flash(_("Merci de l’avoir dit. La coordination est prévenue et s’en occupe."), "ok")
    db.session.commit()
    return redirect(f"/bookings/{uid}", 303)


@bp.post("/<uid>/agree")
@access.signed_in
def agree(uid: str) -> Answer:
    """The organization takes the time that the expert proposed."""
    row = _as_organization(uid)
    g.on_refusal = lambda _refusal, sentence: _refused(uid, sentence)
    changes.agree(bookings.proposed_move(row) or _stale(), by=access.current_person(), now=clock.now())
    flash(_("C’est changé. Les calendriers suivent tout seuls."), "ok")
    db.session.commit()
    return redirect(f"/bookings/{uid}", 303)


@bp.post("/<uid>/keep")
@access.signed_in
def keep(uid: str) -> Answer:
    """The organization keeps the old time."""
    row = _as_organization(uid)
    g.on_refusal = lambda _refusal, sentence: _refused(uid, sentence)
    changes.keep(bookings.proposed_move(row) or _stale(), by=access.current_person(), now=clock.now())
    flash(_("Vous gardez votre heure."), "ok")
    db.session.commit()
    return redirect(f"/bookings/{uid}", 303)


@bp.post("/<uid>/accept")
@access.signed_in
def accept(uid: str) -> Answer:
    """Take the place that the waitlist offers."""
    row = _as_organization(uid)
    g.on_refusal = lambda _refusal, sentence: _refused(uid, sentence)
    waitlist.accept(bookings.offer(row) or _over(), by=access.current_person(), now=clock.now())
    db.session.commit()
    return redirect(f"/bookings/{uid}?new=1", 303)


@bp.post("/<uid>/pass")
@access.signed_in
def decline(uid: str) -> Answer:
    """Leave the place to the next, and keep waiting."""
    row = _as_organization(uid)
    need = row.need.uid
    g.on_refusal = lambda _refusal, sentence: _refused(uid, sentence)
    waitlist.decline(bookings.offer(row) or _over(), by=access.current_person(), now=clock.now())
    flash(_("La place va à quelqu’un d’autre ; vous gardez votre tour."), "ok")
    db.session.commit()
    return redirect(f"/needs/{need}", 303)


@bp.post("/<uid>/send-again")
@access.signed_in
def send_again(uid: str) -> Answer:
    """The invite once more, to the person who asks; a coordinator names whose."""
    row, person = _booking(uid), access.current_person()
    g.on_refusal = lambda _refusal, sentence: _refused(uid, sentence)
    part = parts.find(row, person, request.form.get("part", ""), bookings.role(row, person)) or abort(404)
    changes.send_again(part, email=fields.one_line(request.form.get("email")), by=person, now=clock.now())
    flash(_("L’invitation repart."), "ok")
    db.session.commit()
    return redirect(f"/bookings/{uid}", 303)


@bp.post("/<uid>/feedback")
@access.signed_in
def tell(uid: str) -> Answer:
    """How useful it was, from those who met."""
    row, person = _booking(uid), access.current_person()
    g.on_refusal = lambda refusal, sentence: (
        (_page(_booking(uid), sentence), 409) if refusal.code == "no-score" else _refused(uid, sentence)
    )
    if bookings.role(row, person) == "coordinator":
        abort(404)
    score = request.form.get("score", 0, type=int)
    if score not in SCORES:
        raise Refusal("no-score")
    judging.tell(row, score, _words(), by=person, now=clock.now())
    flash(_("Merci, votre avis est noté."), "ok")
    db.session.commit()
    return redirect(f"/bookings/{uid}", 303)


def _booking(uid: str) -> Booking:
    return bookings.find(access.current_person(), uid) or abort(404)


def _as_organization(uid: str) -> Booking:
    """The session, for its organization or a coordinator; an expert does not answer in their place."""
    row = _booking(uid)
    return row if bookings.role(row, access.current_person()) != "expert" else abort(404)


def _stale() -> NoReturn:
    raise Refusal("proposal-stale")


def _over() -> NoReturn:
    raise Refusal("offer-over")


def _words() -> str:
    return fields.many_lines(request.form.get("words"))[:MOST_WORDS]


def _reason() -> str:
    return fields.one_line(request.form.get("reason"))[:MOST_REASON]


def _refused(uid: str, sentence: str) -> tuple[str, int]:
    """The sentence, and the way back to the session as it is now."""
    return render_template("booking/refused.html", booking=_booking(uid), sentence=sentence), 409


def _event(row: Booking) -> Event:
    """The session as the person who asks should find it in their calendar, under the UID that calendar knows."""
    config, person = current_app.config, access.current_person()
    organizer = Party(config["ORGANIZER_NAME"] or local(row.slot.edition, "name"), config["ORGANIZER"])
    return invites.event(
        row, person, organizer=organizer, public_url=config["PUBLIC_URL"], stamp=row.changed_at,
        uid=parts.uid_for(row, person),
    )  # fmt: skip


def _ticket(row: Booking) -> dict[str, str]:
    """The big date block."""
    zone = row.slot.edition.zone
    weekday, number, month = date_parts(row.slot.day)
    return {
        "weekday": weekday, "day": number, "month": month, "time": hour(row.slot.starts_at, zone),
        "zone": zone_name(zone), "iso": row.slot.starts_at.isoformat(),
    }  # fmt: skip
