"""What an organization does: say its need, present itself once, pick a place, and find its session again."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from brigade import clock, matching
from brigade.database import db
from brigade.domain import booking, conflicts, fit, needs, organizations, waitlist
from brigade.language import current
from brigade.language import gettext as _
from brigade.models import Need, Organization
from brigade.queries import brigade, clinics, editions, judging, matches, people
from brigade.queries import needs as found
from brigade.web import access, page, place
from brigade.web.account import send_link
from brigade.web.forms import fields
from brigade.web.forms.organization import NeedForm, OrganizationForm

bp = Blueprint("organization", __name__)
Page = str | tuple[str, int]


@bp.get("/needs", endpoint="needs")
@access.signed_in
def my_needs() -> str:
    """My needs, and the sessions they became."""
    edition = access.current_edition()
    person = access.current_person()
    return render_template(
        "organization/needs.html", lines=found.lines_of(person, edition),
        organization=people.organization_of(person, edition), clinics=clinics.asked(person),
    )  # fmt: skip


@bp.get("/needs/new")
@access.public
def new_need() -> str:
    """Say what you need; no account is asked for."""
    form, closed = _need_form(language=current()), needs.closed(access.current_edition(), clock.now())
    return _need_page(form, sentence=closed.sentence() if closed else "")


@bp.post("/needs/new")
@access.public
def create_need() -> Answer | Page:
    """Keep the need; somebody unknown is sent the link that leads back to it."""
    form, person = _need_form(), access.person()
    if not form.validate():
        return _need_page(form), 422
    g.on_refusal = lambda _refusal, sentence: (_need_page(form, sentence=sentence), 429)
    need = needs.begin(access.current_edition(), form.wording(), by=person, now=clock.now())
    if person is None:
        send_link(form.email.data or "", back=f"/needs/{need.uid}", need=need)
    address = url_for("account.link_sent") if person is None else url_for("organization.need", uid=need.uid)
    db.session.commit()
    return redirect(address, 303)


@bp.get("/needs/suggest")
@access.public
def suggest() -> str:
    """Specialties that the words so far lead to, as a fragment."""
    text = request.args.get("text", "")[:4000]
    edition = access.current_edition()
    found_ = matching.suggest(fit.index(edition), text)
    return render_template("organization/suggest.html", suggestions=found_, names=brigade.specialty_names(edition))


@bp.get("/needs/<uid>")
@access.signed_in
def need(uid: str) -> str:
    """Who can help, why, and when; or the session this need already has."""
    access.current_edition()  # read once: the need, its page and the layout all stand in it
    known = found.standing(access.current_person(), uid) or abort(404)
    return render_template(
        "organization/need.html", need=known.need, own=known.own, booking=known.booking, waiting=known.waiting,
        matches=None if known.booking else matches.of(known.need, clock.now(), tells_conflicts=not known.own),
        verdicts={} if known.own else judging.verdicts(known.need),
    )  # fmt: skip


@bp.get("/needs/<uid>/edit")
@access.signed_in
def edit_need(uid: str) -> str:
    """Say it better."""
    row = _own(uid)
    form = _need_form(
        obj=row, specialties_chosen=[specialty.slug for specialty in row.specialties],
        slots_chosen=[str(absence.slot_id) for absence in row.absences],
    )  # fmt: skip
    return _need_page(form, row)


@bp.post("/needs/<uid>/edit")
@access.signed_in
def save_need(uid: str) -> Answer | Page:
    """Keep the changes."""
    row, form = _own(uid), _need_form()
    if not form.validate():
        return _need_page(form, row), 422
    g.on_refusal = lambda _refusal, sentence: (_need_page(form, _own(uid), sentence), 409)
    needs.edit(row, form.wording(), by=access.current_person(), now=clock.now())
    flash(_("Votre besoin est à jour."), "ok")
    db.session.commit()
    return redirect(url_for("organization.need", uid=uid), 303)


@bp.post("/needs/<uid>/withdraw")
@access.signed_in
def withdraw_need(uid: str) -> Answer:
    """No longer wanted."""
    needs.withdraw(_own(uid), by=access.current_person(), now=clock.now())
    flash(_("Votre besoin est retiré."), "ok")
    db.session.commit()
    return redirect(url_for("organization.needs"), 303)


@bp.post("/needs/<uid>/book")
@access.signed_in
@page.looks_first
def book(uid: str) -> Answer | Page:
    """Book the place; without a profile yet, present the organization first, the choice kept."""
    row = _own(uid)
    g.on_refusal = lambda _refusal, sentence: _refused_page(uid, sentence)
    expert, slot = place.read(row.edition, request.form)
    if row.organization_id is None and row.state == "open":
        return redirect(url_for("organization.profile", need=uid, expert=expert.slug, slot=slot.id), 303)
    wanted = (expert.slug, slot.id)
    g.on_refusal = lambda _refusal, sentence: _refused_page(uid, sentence, *wanted)
    made = booking.book(row, expert, slot, by=access.current_person(), now=clock.now())
    address = f"/bookings/{made.uid}?new=1"
    db.session.commit()
    return redirect(address, 303)


@bp.post("/needs/<uid>/wait")
@access.signed_in
def wait(uid: str) -> Answer:
    """Join the waitlist."""
    row = _own(uid)
    if row.organization_id is None:
        return redirect(url_for("organization.profile"), 303)
    waitlist.join(row, flexible="flexible" in request.form, by=access.current_person(), now=clock.now())
    flash(_("Vous êtes sur la liste d’attente. Dès qu’une place se libère, elle vous est offerte."), "ok")
    db.session.commit()
    return redirect(url_for("organization.need", uid=uid), 303)


@bp.post("/needs/<uid>/stop-waiting")
@access.signed_in
def stop_waiting(uid: str) -> Answer:
    """Leave the waitlist."""
    waitlist.leave(_own(uid), by=access.current_person(), now=clock.now())
    flash(_("Vous n’êtes plus sur la liste d’attente."), "ok")
    db.session.commit()
    return redirect(url_for("organization.need", uid=uid), 303)


@bp.get("/organization")
@access.signed_in
def profile() -> str:
    """Who we are."""
    person = access.current_person()
    row = people.organization_of(person, access.current_edition())
    form = OrganizationForm(obj=row, person_name=person.name, language=row.language if row else person.language)
    if row is not None:
        form.declares.data = row.declared_at is not None
    return _profile_page(form, row)


@bp.post("/organization")
@access.signed_in
def save_profile() -> Answer | Page:
    """Keep who we are; when a place was chosen before, book it in the same transaction."""
    person, edition = access.current_person(), access.current_edition()
    row = people.organization_of(person, edition)
    form = OrganizationForm()
    if not form.validate():
        return _profile_page(form, row), 422
    organizations.present(edition, form.profile(), by=person, now=clock.now(), organization=row)
    need = fields.one_line(request.values.get("need"))
    if not need:
        flash(_("C’est noté."), "ok")
        db.session.commit()
        return redirect(url_for("organization.needs"), 303)
    db.session.commit()  # who we are is true even when the place has just gone
    return book(need)


@bp.get("/organization/not-with")
@access.signed_in
def not_with() -> str:
    """Whom we would rather not meet."""
    edition = access.current_edition()
    row = people.organization_of(access.current_person(), edition) or abort(404)
    return render_template(
        "organization/not_with.html", experts=brigade.experts(edition), avoided=conflicts.of_organization(row)
    )


@bp.post("/organization/not-with")
@access.signed_in
def save_not_with() -> Answer:
    """Keep exactly these."""
    edition, person = access.current_edition(), access.current_person()
    row = people.organization_of(person, edition) or abort(404)
    chosen = set(request.form.getlist("experts"))
    experts = [expert for expert in brigade.experts(edition) if expert.slug in chosen]
    conflicts.avoid_experts(row, experts, by=person, now=clock.now())
    flash(_("C’est noté, et personne ne le saura."), "ok")
    db.session.commit()
    return redirect(url_for("organization.not_with"), 303)


def _own(uid: str) -> Need:
    return found.own(access.current_person(), uid) or abort(404)


def _need_form(
    specialties_chosen: list[str] | None = None, slots_chosen: list[str] | None = None, **values: object
) -> NeedForm:
    """The form with this edition's choices; chosen ones only when an existing need is shown."""
    edition = access.current_edition()
    form = NeedForm(
        specialties=list(brigade.specialty_names(edition).items()), slots=editions.slots(edition),
        anonymous=access.person() is None, **values,
    )  # fmt: skip
    if specialties_chosen is not None:
        form.specialties.data, form.unavailable.data = specialties_chosen, slots_chosen
    return form


def _need_page(form: NeedForm, need: Need | None = None, sentence: str = "") -> str:
    return render_template(
        "organization/need_form.html", form=form, need=need, sentence=sentence, domains=editions.domains(),
        days=editions.days(access.current_edition()),
    )  # fmt: skip


def _refused_page(uid: str, sentence: str, slug: str = "", slot: int = 0) -> Answer | Page:
    """The sentence, and the nearest free times of the same expert and of those who fit as well.

    Whoever pressed the same button twice is led to the session that the first press made.
    """
    row = _own(uid)
    wanted = brigade.find_place(row.edition, slug, str(slot))
    if wanted and (done := booking.already_booked(row, *wanted)):
        return redirect(f"/bookings/{done.uid}", 303)
    nearest = matches.nearest(row, *wanted, clock.now()) if wanted else []
    return render_template("organization/refused.html", need=row, sentence=sentence, nearest=nearest), 409


def _profile_page(form: OrganizationForm, row: Organization | None) -> str:
    chosen = {key: request.values.get(key, "") for key in ("need", "expert", "slot")}
    return render_template("organization/profile.html", form=form, organization=row, chosen=chosen)
