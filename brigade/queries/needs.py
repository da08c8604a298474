"""Needs as their owners, experts and coordinators see them, looked up through the person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, subqueryload

from brigade.database import db
from brigade.matching.text import fold
from brigade.models import Booking, Edition, Expert, Membership, Need, Organization, Person, Seat, Slot, WaitlistEntry

_MINE = or_(
    Need.author_id == bindparam("person"),
    Need.organization_id.in_(select(Membership.organization_id).where(Membership.person_id == bindparam("person"))),
)
_WAITING = select(func.count()).select_from(Need).where(
    Need.edition_id == bindparam("edition"), Need.state == "open", Need.id.not_in(select(Seat.need_id))
)
_OF_UID = select(Need).where(Need.uid == bindparam("uid"))
_OPENED = _OF_UID.where(Need.state != "draft")
_OWN = _OF_UID.where(_MINE).options(joinedload(Need.edition), joinedload(Need.organization))
_STANDING = (
    select(Need, _MINE, Booking, WaitlistEntry).outerjoin(Seat, Seat.need_id == Need.id)
    .outerjoin(Booking, and_(Booking.id == Seat.booking_id, Booking.state != "arranged"))
    .outerjoin(WaitlistEntry, WaitlistEntry.need_id == Need.id).where(Need.uid == bindparam("uid"))
    .options(joinedload(Need.specialties))
    .execution_options(populate_existing=True)
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


@dataclass(frozen=True, slots=True)
class Standing:
    """A need as its page shows it: whether it is the reader's own, the session that it has, its place in the queue."""

    need: Need
    own: bool
    booking: Booking | None
    waiting: WaitlistEntry | None


def standing(person: Person, uid: str) -> Standing | None:
    """The need with that uid, for who wrote it or acts for its organization, and for coordinators once it is opened."""
    row = db.session.execute(_STANDING, {"uid": uid, "person": person.id}).unique().one_or_none()
    if row is None or not (row[1] or (person.is_coordinator and row[0].state != "draft")):
        return None
    return Standing(row[0], bool(row[1]), row[2], row[3])


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
