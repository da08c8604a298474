"""Sessions as the people concerned see them, looked up through the person who asks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from brigade.clock import local_day
from brigade.database import db
from brigade.language import gettext as _
from brigade.language import hour
from brigade.models import Booking, Edition, Expert, Membership, Need, Offer, Person, ProposedMove, Seat
from brigade.queries import answers, editions, groups
from brigade.queries import day as days

_LIVE = (
    select(func.count()).select_from(Booking)
    .where(Booking.edition_id == bindparam("edition"), Booking.state == "live", Booking.outcome != "no-show")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an agenda, as its macro wants it."""

    state: str
    time: str
    until: str
    name: str
    href: str = ""
    word: str = ""
    title: str = ""
    detail: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A day and what happens on it."""

    date: date
    items: list[Item]


def find(person: Person, uid: str) -> Booking | None:
    """The session with that uid if this person takes part in it or coordinates."""
    concerned: ColumnElement[bool] = or_(
        Booking.person_id == person.id,
        Booking.organization_id.in_(select(Membership.organization_id).where(Membership.person_id == person.id)),
        Booking.expert_id.in_(select(Expert.id).where(Expert.person_id == person.id)),
    )
    known = concerned, Booking.state != "arranged"  # nobody else hears of it before its proposal is published
    everything = (Booking.need, Booking.organization, Booking.expert, Booking.slot, Booking.table, Booking.person)
    return db.session.scalar(
        select(Booking).where(Booking.uid == uid).where(*(() if person.is_coordinator else known))
        .options(*(joinedload(part) for part in everything))
    )  # fmt: skip


def role(booking: Booking, person: Person) -> str:
    """As what this person opens the session: "organization", "expert" or "coordinator"."""
    if booking.expert.person_id == person.id:
        return "expert"
    member = select(Membership).where(
        Membership.person_id == person.id, Membership.organization_id == booking.organization_id
    )
    if booking.person_id == person.id or db.session.scalar(member) is not None:
        return "organization"
    return "coordinator"


def proposed_move(booking: Booking) -> ProposedMove | None:
    """The other time that the expert proposes."""
    return db.session.scalar(
        select(ProposedMove).where(ProposedMove.booking_id == booking.id, ProposedMove.state == "open")
        .options(joinedload(ProposedMove.slot))
    )  # fmt: skip


def offer(booking: Booking) -> Offer | None:
    """The waitlist's offer that this booking holds, whatever became of it."""
    return db.session.scalar(select(Offer).where(Offer.booking_id == booking.id))


def open_offer(booking: Booking, now: datetime) -> Offer | None:
    """The same, while it can still be accepted."""
    found = offer(booking)
    return found if found is not None and found.state == "open" and found.lapses_at > now else None


def agenda(expert: Expert, now: datetime) -> list[AgendaDay]:
    """The expert's sessions with their needs, and small groups, day by day; a fixed number of queries."""
    rows = db.session.scalars(
        select(Booking).join(Seat, Seat.booking_id == Booking.id)
        .where(Seat.expert_id == expert.id, Booking.state == "live")
        .options(*(joinedload(part) for part in (Booking.slot, Booking.table, Booking.organization, Booking.person)),
                 joinedload(Booking.need).selectinload(Need.specialties))
    )  # fmt: skip
    by_slot = {booking.slot_id: booking for booking in rows}
    said = answers.by_role([booking.id for booking in by_slot.values()])
    _minutes, late = days.expected_of(expert, local_day(now, expert.edition.zone))
    met: defaultdict[date, list[tuple[datetime, Item]]] = defaultdict(list)
    for group in groups.of(expert.edition, expert=expert):
        met[group.day].append((group.starts_at, _group(group, expert.edition.zone, now)))
    found = [
        AgendaDay(day.date, _items(day, by_slot, met[day.date], said, late, now))
        for day in editions.days(expert.edition)
    ]
    return [day for day in found if any(item.state != "pause" for item in day.items)]


def _items(
    day: editions.Day, by_slot: dict[int, Booking], met: list[tuple[datetime, Item]],
    said: dict[int, dict[str, str]], late: dict[int, datetime], now: datetime,
) -> list[Item]:  # fmt: skip
    """`met`: the small groups of that day and when they begin."""
    found = list(met)
    for slot in day.slots:
        if booking := by_slot.get(slot.id):
            answer = said.get(booking.id, {}).get("organization", "")
            found.append((slot.starts_at, _item(booking, answer, late.get(booking.id), now)))
    return [item for _at, item in sorted(found, key=itemgetter(0))]


def _group(group: groups.Group, zone: str, now: datetime) -> Item:
    """A small group, with who said that they come and for what."""
    guests = [f"{guest.organization} : {guest.title}" for guest in group.guests]
    return Item(
        state="done" if group.ends_at <= now else "booked", time=hour(group.starts_at, zone),
        until=hour(group.ends_at, zone), name=_("Petit groupe"), title=group.subject, detail=group.table,
        text=" · ".join(guests) or _("Personne n’a encore dit « je viens »."),
    )  # fmt: skip


def _item(booking: Booking, said: str, late: datetime | None, now: datetime) -> Item:
    """`said`: what the organization's calendar answered, which matters until the session is over; `late`: when it is
    expected, if not as agreed."""
    zone, is_over = booking.slot.edition.zone, booking.slot.ends_at <= now
    trouble = _("Empêchement annoncé") if booking.trouble else _("Déclinée") if said == "declined" else ""
    if late and not trouble:
        trouble = _("Attendue à %(when)s", when=hour(late, zone))
    word = "" if is_over else trouble
    return Item(
        state="done" if is_over else "conflict" if word else "booked", word=word,
        time=hour(booking.slot.starts_at, zone), until=hour(booking.slot.ends_at, zone),
        name=booking.organization.name, href=f"/bookings/{booking.uid}", title=booking.need.title,
        detail=f"{booking.table.name} · {answers.SENTENCES[said]}" if said and not is_over else booking.table.name,
        text=booking.need.description,
    )  # fmt: skip


def live_slots(expert: Expert) -> dict[int, Booking]:
    """Slot id → session, for the grid of availability."""
    rows = db.session.scalars(
        select(Booking).join(Seat, Seat.booking_id == Booking.id).where(Seat.expert_id == expert.id)
        .options(joinedload(Booking.organization))
    )  # fmt: skip
    return {booking.slot_id: booking for booking in rows}


def count_live(edition: Edition) -> int:
    """How many sessions were held or are to come, as the report counts them."""
    return db.session.scalar(_LIVE, {"edition": edition.id}) or 0
