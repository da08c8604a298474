"""Saying what one needs: begun by anybody, opened by who holds the address, edited or withdrawn by its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from brigade.database import db
from brigade.domain import journal, seats, waitlist
from brigade.domain.refusal import Refusal
from brigade.language import moment
from brigade.models import Edition, Membership, Need, NeedAbsence, Organization, Person, Seat, Slot, Specialty


@dataclass(frozen=True, slots=True)
class Wording:
    """What the form holds: texts, slugs of specialties, the language, and ids of slots at which it cannot come."""

    title: str
    description: str
    language: str
    specialties: Sequence[str] = ()
    unavailable: Sequence[int] = ()


def begin(edition: Edition, wording: Wording, *, by: Person | None, now: datetime) -> Need:
    """A new need: open at once for who is signed in, a draft for anybody else. The same words twice are one need."""
    if by is not None and (known := _same(edition, wording, by)):
        return known
    if (refusal := closed(edition, now)) and not (by and by.is_coordinator):
        raise refusal
    need = Need(edition_id=edition.id, created_at=now, state="draft")
    _write(need, wording)
    db.session.add(need)
    db.session.flush()
    if by is not None:
        adopt(need, by=by, now=now)
    return need


def closed(edition: Edition, now: datetime) -> Refusal | None:
    """Why no new need is taken now: before its time, or while coordinators arrange those that there are."""
    if edition.needs_open_at and now < edition.needs_open_at:
        return Refusal("needs-not-open", when=moment(edition.needs_open_at, edition.zone))
    if edition.needs_close_at and edition.needs_close_at <= now < edition.booking_opens_at:
        return Refusal("needs-closed", when=moment(edition.booking_opens_at, edition.zone))
    return None


def adopt(need: Need, *, by: Person, now: datetime) -> None:
    """The person who proved the address becomes the author; the draft is open from here on."""
    if need.state != "draft":
        return
    need.author_id, need.state = by.id, "open"
    need.organization_id = organization_of(by, need.edition_id)
    journal.record("open-need", at=now, by=by.id, edition=need.edition_id, need=need.uid, title=need.title)


def edit(need: Need, wording: Wording, *, by: Person, now: datetime) -> None:
    """Say it better; a booked session keeps its time and is told the new words when its page is opened."""
    if need.state == "withdrawn":
        raise Refusal("need-withdrawn")
    _write(need, wording)
    journal.record("edit-need", at=now, by=by.id, edition=need.edition_id, need=need.uid, title=need.title)


def withdraw(need: Need, *, by: Person, now: datetime) -> None:
    """The need is no longer wanted, and waits no longer; refused while it has a live session. Twice is once."""
    seats.alone(need.edition_id)
    db.session.refresh(need)
    if need.state == "withdrawn":
        return
    waitlist.leave(need, by=by, now=now)
    if db.session.scalar(select(Seat.booking_id).where(Seat.need_id == need.id)):
        raise Refusal("need-booked")
    need.state = "withdrawn"
    journal.record("withdraw-need", at=now, by=by.id, edition=need.edition_id, need=need.uid, title=need.title)


def organization_of(person: Person, edition: int) -> int | None:
    """The id of the organization for which this person acts in this edition."""
    return db.session.scalar(
        select(Organization.id).join(Membership, Membership.organization_id == Organization.id)
        .where(Membership.person_id == person.id, Organization.edition_id == edition).order_by(Organization.id).limit(1)
    )  # fmt: skip


def one_at_a_time(person: Person) -> None:
    """Two acts of one person in the same instant wait for each other: a double click is one act."""
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())


def _same(edition: Edition, wording: Wording, by: Person) -> Need | None:
    """The open need in which this person said exactly that already."""
    one_at_a_time(by)
    return db.session.scalar(
        select(Need).where(
            Need.author_id == by.id, Need.edition_id == edition.id, Need.state == "open",
            Need.title == wording.title, Need.description == wording.description,
        ).limit(1)
    )  # fmt: skip


def _write(need: Need, wording: Wording) -> None:
    """Put the form's values into the rows; slugs and ids that do not exist in this edition are left out."""
    need.title, need.description, need.language = wording.title, wording.description, wording.language
    need.specialties = list(db.session.scalars(select(Specialty).where(Specialty.slug.in_(wording.specialties))))
    slots = db.session.scalars(
        select(Slot.id).where(Slot.edition_id == need.edition_id, Slot.id.in_(wording.unavailable))
    )
    need.absences = [NeedAbsence(slot_id=slot) for slot in slots]
