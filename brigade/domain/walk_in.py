"""Somebody comes without an appointment, or to a place that nobody came for: they get an expert who is free now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import day, journal, needs, sign_in, waitlist
from brigade.language import gettext as _
from brigade.language import own
from brigade.mail import telling
from brigade.models import Booking, Edition, Expert, Membership, Need, Organization, Person, Seat, Slot


def place(need: Need, expert: Expert, slot: Slot, *, by: Person, now: datetime) -> Booking:
    """The session of who stands there: booked, and noted as arrived. The same twice is once."""
    if known := bookings.already_booked(need, expert, slot):
        return known
    person = need.author
    assert person is not None
    booking = bookings.hold(
        need, expert, slot, state="live", person=person, now=now, notice=day.notice(slot, now)
    )
    booking.outcome, booking.outcome_at = "arrived", now
    waitlist.placed(need.id)
    journal.about(booking, "walk-in", at=now, by=by)
    telling.invite(booking, now=now)
    return booking


def welcome(edition: Edition, name: str, email: str, language: str, *, by: Person, now: datetime) -> Need:
    """A new organization of which only name and address are known; whoever has that address is it already."""
    person = sign_in.person_at(sign_in.normalise(email), language, now=now)
    needs.one_at_a_time(person)
    known = needs.organization_of(person, edition.id)
    if known:
        return ask(db.session.get_one(Organization, known), by=by, now=now)
    organization = Organization(
        edition_id=edition.id, created_at=now, name=name, kind="non-profit", discipline="", region="",
        language=person.language, people=[person],
    )  # fmt: skip
    db.session.add(organization)
    db.session.flush()
    return ask(organization, by=by, now=now)


def ask(organization: Organization, *, by: Person, now: datetime) -> Need:
    """A need for what they came for; one that was made so and has no session yet serves again."""
    with own(organization.language):
        title, description = _("Sans rendez-vous"), _("Accueil sur place : le besoin se dit à la rencontre.")
    known = db.session.scalar(
        select(Need).where(
            Need.organization_id == organization.id, Need.state == "open", Need.title == title,
            ~exists().where(Seat.need_id == Need.id), ~exists().where(Booking.need_id == Need.id),
        ).limit(1)
    )  # fmt: skip
    if known:
        return known
    author = db.session.scalars(
        select(Person).join(Membership, Membership.person_id == Person.id)
        .where(Membership.organization_id == organization.id).order_by(Person.id).limit(1)
    ).one()  # fmt: skip
    need = Need(
        edition_id=organization.edition_id, organization_id=organization.id, author_id=author.id, state="open",
        title=title, description=description, language=organization.language, created_at=now,
    )  # fmt: skip
    db.session.add(need)
    db.session.flush()
    journal.record("receive", at=now, by=by.id, edition=need.edition_id, name=organization.name)
    return need
