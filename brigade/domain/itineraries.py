"""An organization with several needs comes once: a compact run of sessions, held two minutes, taken with one press."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import compact, fit, journal, places, seats, waitlist
from brigade.domain.arranging import seating
from brigade.domain.refusal import Refusal
from brigade.mail import telling
from brigade.models import (
    Edition,
    Expert,
    ExpertSpecialty,
    Itinerary,
    Need,
    Organization,
    Person,
    Seat,
    Slot,
)

HELD = timedelta(minutes=2)


def open_needs(organization: Organization) -> Sequence[Need]:
    """Its needs without a session, oldest first."""
    return db.session.scalars(
        select(Need).where(Need.organization_id == organization.id, Need.state == "open")
        .where(Need.id.not_in(select(Seat.need_id))).options(selectinload(Need.specialties)).order_by(Need.id)
    ).all()  # fmt: skip


def hold(
    organization: Organization, needs: Sequence[Need], earliest: time, latest: time, *, by: Person, now: datetime
) -> Itinerary:
    """Hold the most compact run within these hours of one day; what was held for the organization before is let go."""
    seats.alone(organization.edition_id)
    for held in _open(Itinerary.organization_id == organization.id):
        _let_go(held, now)
    stops = _plan(organization, needs, earliest, latest, now)
    if not stops:
        raise Refusal("no-itinerary")
    row = Itinerary(organization_id=organization.id, person_id=by.id, held_at=now, lapses_at=now + HELD)
    by_id = {need.id: need for need in needs}
    for stop in stops:
        expert, slot = db.session.get_one(Expert, stop.expert), db.session.get_one(Slot, stop.slot)
        row.bookings.append(bookings.hold(by_id[stop.need], expert, slot, state="arranged", person=by, now=now))
    db.session.add(row)
    db.session.flush()
    return row


def take(itinerary: Itinerary, *, by: Person, now: datetime) -> int:
    """All of it at once becomes sessions like any other; how many."""
    _take_up(itinerary)
    if itinerary.state == "taken":
        return len(itinerary.bookings)
    if itinerary.state != "held" or now >= itinerary.lapses_at:
        raise Refusal("itinerary-over")
    itinerary.state = "taken"
    for booking in itinerary.bookings:
        booking.state, booking.changed_at = "live", now
        db.session.flush()
        waitlist.placed(booking.need_id)
        journal.about(booking, "book", at=now, by=by)
        telling.invite(booking, now=now)
    return len(itinerary.bookings)


def leave(itinerary: Itinerary, *, now: datetime) -> None:
    """Not wanted: the places are free at once. Twice is once."""
    _take_up(itinerary)
    if itinerary.state == "held":
        _let_go(itinerary, now)


def lapse_due(now: datetime) -> int:
    """Runs that nobody took in time are let go; how many."""
    due = _open(Itinerary.lapses_at <= now)
    for itinerary in due:
        _take_up(itinerary)
        if itinerary.state == "held":
            _let_go(itinerary, now)
    return len(due)


def _open(condition: ColumnElement[bool]) -> Sequence[Itinerary]:
    return db.session.scalars(select(Itinerary).where(Itinerary.state == "held", condition)).all()


def _take_up(itinerary: Itinerary) -> None:
    """From here on nobody else decides about it."""
    seats.alone(itinerary.organization.edition_id)
    db.session.refresh(itinerary)


def _let_go(itinerary: Itinerary, now: datetime) -> None:
    """Free the places and forget the bookings, of which nobody but who asked has ever heard."""
    freed = [(booking.expert, booking.slot) for booking in itinerary.bookings]
    ids = [booking.id for booking in itinerary.bookings]
    itinerary.state, itinerary.bookings = "left", []
    db.session.flush()
    seating.forget(ids)
    waitlist.fill(freed, now=now)


def _plan(
    organization: Organization, needs: Collection[Need], earliest: time, latest: time, now: datetime
) -> list[compact.Stop]:
    edition = db.session.get_one(Edition, organization.edition_id)
    hours, slots = _hours(edition, earliest, latest)
    experts = db.session.scalars(
        select(Expert).where(Expert.edition_id == edition.id)
        .options(selectinload(Expert.skills).joinedload(ExpertSpecialty.specialty))
    ).all()  # fmt: skip
    left, choices = 0, {}
    for need in needs:
        known = places.everything(need, now)
        if refusal := places.barred(known):
            raise refusal
        left = edition.organization_cap - known.own_count
        choices[need.id] = _choice(need, known, experts, slots)
    return compact.run(hours, choices)[:left]


def _choice(
    need: Need, known: places.Known, experts: Sequence[Expert], slots: Sequence[Slot]
) -> Mapping[int, tuple[int, float]]:
    """For each slot the best expert who is free then."""
    free = places.free_places(known, experts, slots)
    ids = {expert.slug: expert.id for expert in experts}
    found: dict[int, tuple[int, float]] = {}
    for match in fit.rank(need, known, experts, free):
        if not match.obstacles:
            for slot in free[match.expert]:
                found.setdefault(slot.id, (ids[match.expert], match.score))
    return found


def _hours(edition: Edition, earliest: time, latest: time) -> tuple[list[compact.Hour], list[Slot]]:
    """The slots that lie within these hours of any day."""
    zone = ZoneInfo(edition.zone)
    slots = db.session.scalars(select(Slot).where(Slot.edition_id == edition.id).order_by(Slot.starts_at)).all()
    within = [
        slot for slot in slots
        if slot.starts_at.astimezone(zone).time() >= earliest and slot.ends_at.astimezone(zone).time() <= latest
    ]  # fmt: skip
    return [
        compact.Hour(slot.id, slot.day.toordinal(), _minutes(slot.starts_at, zone), _minutes(slot.ends_at, zone))
        for slot in within
    ], within


def _minutes(moment: datetime, zone: ZoneInfo) -> int:
    there = moment.astimezone(zone)
    return there.hour * 60 + there.minute

