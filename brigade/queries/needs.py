"""Needs as their owners, experts and coordinators see them, looked up through the person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, subqueryload

from brigade.database import db
from brigade.matching.text import fold
from brigade.models import Booking, Edition, Expert, Membership, Need, Organization, Person, Seat, Slot

_MINE = or_(
    Need.author_id == bindparam("person"),
    Need.organization_id.in_(select(Membership.organization_id).where(Membership.person_id == bindparam("person"))),
)
_WAITING = select(func.count()).select_from(Need).where(
    Need.edition_id == bindparam("edition"), Need.state == "open", Need.id.not_in(select(Seat.need_id))
)
_BOOKING = (
    select(Booking).join(Seat, Seat.booking_id == Booking.id)
    .where(Seat.need_id == bindparam("need"), Booking.state != "arranged")
)  # fmt: skip
_OPENED = select(Need).where(Need.uid == bindparam("uid"), Need.state != "draft")
_OWN = (
    select(Need).where(Need.uid == bindparam("uid"), _MINE)
    .options(joinedload(Need.edition), joinedload(Need.organization))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One need in a list: uid, slot and state ("live", "offered", "arranged") of the session that holds a place for it,
    if any."""

    need: Need
    booking_uid: str | None
    booking_state: str | None
    starts_at: datetime | None
    expert: str | None

    @property
    def title_and_name(self) -> str:
        """What the coordinator's search looks at."""
        return f"{self.need.title} {self.need.organization.name if self.need.organization else ''}"

    @property
    def state(self) -> str:
        """As status pills name it."""
        held = {"live": "booked", "offered": "offered"}.get(self.booking_state or "", "waiting")
        return {"withdrawn": "closed", "draft": "draft"}.get(self.need.state, held)


def own(person: Person, uid: str) -> Need | None:
    """The need with that uid if this person wrote it or acts for its organization."""
    return db.session.scalar(_OWN, {"uid": uid, "person": person.id})


def opened(person: Person, uid: str) -> Need | None:
    """The need with that uid if this person coordinates and it was opened."""
    return db.session.scalar(_OPENED, {"uid": uid}) if person.is_coordinator else None


def lines_of(person: Person, edition: Edition) -> list[Line]:
    """This person's needs, newest first."""
    return [_as_told(line) for line in _lines(edition, _MINE, person=person.id)]


def _as_told(line: Line) -> Line:
    """Of what a proposal holds, its owners hear once it is published."""
    return Line(line.need, None, None, None, None) if line.booking_state == "arranged" else line


def lines(edition: Edition, text: str = "", state: str = "") -> list[Line]:
    """Every opened need, those without a place first; `text` is looked for in titles and organizations' names.

    Looked for here and not in SQL: "theatre" finds "Théâtre" whatever the engine knows of accents.
    """
    wanted = fold(text)
    found = [
        line for line in _lines(edition, Need.state != "draft")
        if (not state or line.state == state) and wanted in fold(line.title_and_name)
    ]  # fmt: skip
    return sorted(found, key=lambda line: ("waiting", "offered", "booked", "draft", "closed").index(line.state))


def live_booking(need: Need) -> Booking | None:
    """The session that this need has."""
    return db.session.scalar(_BOOKING, {"need": need.id})


def _lines(edition: Edition, condition: ColumnElement[bool], **values: int) -> list[Line]:
    rows = db.session.execute(
        select(Need, Booking.uid, Booking.state, Slot.starts_at, Expert.name)
        .outerjoin(Organization, Organization.id == Need.organization_id)
        .outerjoin(Seat, Seat.need_id == Need.id).outerjoin(Booking, Booking.id == Seat.booking_id)
        .outerjoin(Slot, Slot.id == Seat.slot_id).outerjoin(Expert, Expert.id == Seat.expert_id)
        .where(Need.edition_id == edition.id, condition)
        .options(joinedload(Need.organization), subqueryload(Need.specialties))  # one query for any number of needs
        .order_by(Need.created_at.desc(), Need.id.desc()),
        values,
    )  # fmt: skip
    return [Line(*row) for row in rows]


def count_waiting(edition: Edition) -> int:
    """Opened needs without a place."""
    return db.session.scalar(_WAITING, {"edition": edition.id}) or 0
