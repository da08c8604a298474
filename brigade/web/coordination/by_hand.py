"""Arranging by hand: place, swap, cancel, lock, take back, confirm; each is a form that works alone, and the board's
script sends the same. A refusal shows the board as it is now, with the reason and what happened meanwhile."""

from __future__ import annotations

from typing import NoReturn

from flask import abort, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from brigade import clock
from brigade.database import db
from brigade.domain.by_hand import locking, overriding, placing, undoing
from brigade.domain.refusal import Refusal
from brigade.language import gettext as _
from brigade.models import Booking, Expert, Slot
from brigade.queries import brigade, by_hand, reach
from brigade.web import access, place
from brigade.web.coordination.blueprint import bp
from brigade.web.coordination.board import picked, shown
from brigade.web.forms import fields

Answer = Response | tuple[str, int]
MOST_REASON = 400
TOUCHED = ("booking", "other", "need", "expert", "slot")  # what a form names of what its act touches


@bp.get("/board/place")
@access.as_coordinator
def placing_page() -> str:
    """Sure? What speaks against this place, and whether that can be set aside; of a place that is taken, the swap."""
    chosen, expert, slot = picked(request.args) or abort(404), *(_place() or abort(404))
    there = by_hand.there(expert, slot) if chosen.booking else None
    if there is chosen.booking:
        there = None
    codes = [code for code in chosen.verdict(expert, slot).codes if code not in _given_up(chosen, there)]
    back = _verdict_back(chosen, there)
    return render_template(
        "coordination/place.html", reach=chosen, expert=expert, slot=slot, there=there, seen=_number("seen"),
        against=reach.verdict(codes), back=back, sentences=reach.sentences(dict.fromkeys(codes + list(back.codes))),
    )  # fmt: skip


def _verdict_back(chosen: reach.Reach, there: Booking | None) -> reach.Verdict:
    """Of a swap, what speaks against the other's way to where the picked one is; that place will be free."""
    if there is None or chosen.booking is None:
        return reach.verdict(())
    other = reach.Reach(there.need, there, clock.now())
    codes = other.verdict(chosen.booking.expert, chosen.booking.slot).codes
    locked = ["locked"] if there.is_locked else []
    return reach.verdict([code for code in codes if code not in _given_up(chosen, there)] + locked)


def _given_up(chosen: reach.Reach, there: Booking | None) -> tuple[str, ...]:
    """Of a swap, the rules that no more hold once both have given up their places."""
    if there is None:
        return ()
    same = there.organization_id == chosen.need.organization_id
    return ("taken", "table-taken", *(["own-time"] if same else []))


@bp.post("/board/place")
@access.as_coordinator
def put() -> Answer:
    """Book for the need, or move the session."""
    g.on_refusal = _refused
    expert, slot = place.read(access.current_edition(), request.form)
    despite, by, now = request.form.getlist("despite"), access.current_person(), clock.now()
    if "need" in request.form:
        need = by_hand.need(access.current_edition(), fields.one_line(request.form["need"])) or abort(404)
        placing.book(need, expert, slot, despite=despite, by=by, now=now)
    else:
        placing.move(_booking(), expert, slot, seen=_number("seen"), despite=despite, by=by, now=now)
    return _done(slot)


@bp.post("/board/swap")
@access.as_coordinator
def swap() -> Answer:
    """These two change places."""
    g.on_refusal = _refused
    one, other = (_booking(), _number("seen")), (_booking("other"), _number("other_seen"))
    despite, by = request.form.getlist("despite"), access.current_person()
    placing.swap(one, other, despite=despite, by=by, now=clock.now())
    return _done(one[0].slot)


@bp.get("/board/cancel")
@access.as_coordinator
def cancelling_page() -> str:
    """Are you sure, and why."""
    booking = by_hand.booking(access.current_edition(), fields.one_line(request.args.get("booking"))) or abort(404)
    return _cancelling(booking)


def _cancelling(booking: Booking, sentence: str = "") -> str:
    since = by_hand.news(access.current_edition(), [booking.id]) if sentence else []
    return render_template(
        "coordination/cancel.html", booking=booking, reason=_reason(), sentence=sentence, since=since
    )


@bp.post("/board/cancel")
@access.as_coordinator
def cancel() -> Answer:
    """Both sides read the reason."""
    g.on_refusal = _still_there
    booking = _booking()
    placing.cancel(booking, seen=_number("seen"), reason=_reason(), by=access.current_person(), now=clock.now())
    return _done(booking.slot)


def _reason() -> str:
    return fields.many_lines(request.form.get("reason"))[:MOST_REASON]


def _still_there(refusal: Refusal, sentence: str) -> Answer:
    """The question again, with the reason as it was typed; of a session that is over, the board."""
    booking = by_hand.booking(access.current_edition(), fields.one_line(request.form.get("booking")))
    if booking:
        return _cancelling(booking, _in_words(refusal, sentence)), 409
    typed = _(" Vous aviez écrit : « %(note)s »", note=_reason()) if _reason() else ""
    return _refused(refusal, sentence + typed)


@bp.post("/board/lock")
@access.as_coordinator
def lock() -> Answer:
    """Lock or unlock a session."""
    g.on_refusal = _refused
    booking, wanted = _booking(), request.form.get("wanted") == "yes"
    locking.lock(booking, wanted, seen=_number("seen"), by=access.current_person(), now=clock.now())
    flash(_("Verrouillée : rien ne la déplace.") if wanted else _("Déverrouillée."), "ok")
    address = _board(booking.slot)
    db.session.commit()
    return redirect(address, 303)


@bp.post("/board/undo")
@access.as_coordinator
def undo() -> Answer:
    """The last act, taken back."""
    uid, person = fields.one_line(request.form.get("act")), access.current_person()
    act = by_hand.act(person, access.current_edition(), uid) or abort(404)
    touched = [row["booking"] for row in act.before]
    g.on_refusal = lambda _refusal, sentence: _answer(sentence, touched)
    undoing.undo(act, by=person, now=clock.now())
    flash(_("C’est repris : tout est comme avant, et personne n’en saura rien."), "ok")
    address = _board(db.session.get_one(Booking, touched[0]).slot)
    db.session.commit()
    return redirect(address, 303)


@bp.post("/board/confirm")
@access.as_coordinator
def confirm() -> Answer:
    """A session that stands although a rule says no was looked at, and stays."""
    uid = fields.one_line(request.form.get("override"))
    override = by_hand.override(access.current_edition(), uid) or abort(404)
    touched = [override.booking_id]
    g.on_refusal = lambda _refusal, sentence: _answer(sentence, touched)
    overriding.confirm(override, by=access.current_person(), now=clock.now())
    flash(_("C’est confirmé."), "ok")
    db.session.commit()
    return redirect("/coordination/board", 303)


@bp.get("/why")
@access.as_coordinator
def why() -> str:
    """Why this expert is, or is not, offered to this need; without a need, who could have this place."""
    edition = access.current_edition()
    chosen, pair = picked(request.args), _place()
    expert = pair[0] if pair else brigade.find_row(edition, fields.one_line(request.args.get("expert"))) or abort(404)
    slot = pair[1] if pair else None
    if chosen is None and slot is None:
        abort(404)
    verdict = chosen.verdict(expert, slot) if chosen and slot else None
    return render_template(
        "coordination/why.html", reach=chosen, expert=expert, slot=slot, verdict=verdict,
        sentences=reach.sentences(verdict.codes) if verdict else [],
        why=by_hand.why(chosen, expert) if chosen else None,
        seekers=by_hand.who_could(expert, slot, clock.now()) if slot and not chosen else [],
        closed=slot is not None and not chosen and not by_hand.is_open(expert, slot),
    )  # fmt: skip


def _place() -> tuple[Expert, Slot] | None:
    names = (fields.one_line(request.args.get(name)) for name in ("expert", "slot"))
    return brigade.find_place(access.current_edition(), *names)


def _booking(name: str = "booking") -> Booking:
    """The live session that a form names; what was live when the form was shown may be over."""
    uid = fields.one_line(request.form.get(name))
    return by_hand.booking(access.current_edition(), uid) or _gone()


def _gone() -> NoReturn:
    raise Refusal("not-live")


def _number(name: str) -> int:
    """A version that a form names; nonsense is none that exists."""
    text = request.values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _done(slot: Slot) -> Response:
    flash(_("C’est fait. Les courriels partent dans 30 secondes : d’ici là, vous pouvez reprendre ce geste."), "ok")
    address = _board(slot)
    db.session.commit()
    return redirect(address, 303)


def _board(slot: Slot) -> str:
    return f"/coordination/board?day={slot.day}"


def _refused(refusal: Refusal, sentence: str) -> Answer:
    """The board as it is now, what was picked still picked; why, in a coordinator's words, and who did what."""
    sentence, edition, asked = _in_words(refusal, sentence), access.current_edition(), request.form.to_dict()
    booking, other, need, expert, slot = (fields.one_line(asked.get(name)) for name in TOUCHED)
    touched = [*by_hand.of_places(edition, [booking, other], [need])]
    if pair := brigade.find_place(edition, expert, slot):
        touched += [row.id for row in [by_hand.there(*pair)] if row]
        asked.setdefault("day", str(pair[1].day))
    return shown(asked, sentence, touched), 409


def _in_words(refusal: Refusal, sentence: str) -> str:
    """A coordinator's words for it, where what the others read would not fit."""
    return str(reach.WORDS[refusal.code][1]) if refusal.code in reach.WORDS else sentence


def _answer(sentence: str, touched: list[int]) -> Answer:
    day = request.form.get("day") or str(db.session.get_one(Booking, touched[0]).slot.day)
    return shown(request.form.to_dict() | {"day": day}, sentence, touched), 409
