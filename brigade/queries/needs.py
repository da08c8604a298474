"""Needs as their owners, experts and coordinators see them, looked up through the person who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, subqueryload

from brigade import matching
from brigade.database import db
from brigade.domain import fit, places
from brigade.language import day, hour, local
from brigade.matching.text import fold
from brigade.models import Booking, Edition, Expert, Membership, Need, Organization, Person, Seat, Slot, Specialty
from brigade.queries import brigade, editions, reasons

MOST_MATCHES = 6


_MINE = or_(
    Need.author_id == bindparam("person"),
    Need.organization_id.in_(select(Membership.organization_id).where(Membership.person_id == bindparam("person"))),
)
_SPECIALTIES = select(Specialty.slug, Specialty.name_fr, Specialty.name_en).order_by(Specialty.domain_id, Specialty.id)
_OWN = (
    select(Need).where(Need.uid == bindparam("uid"), _MINE)
    .options(joinedload(Need.edition), joinedload(Need.organization))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A free time: the slot's id, and its hour as the page writes it."""

    id: int
    label: str


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day's free times, in order."""

    label: str
    slots: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class MatchCard:
    """An expert for this need: the card, how well it fits in per cent, why or why not, and when."""

    slug: str
    name: str
    headline: str
    main: tuple[str, ...]
    secondary: tuple[str, ...]
    href: str
    fit: int
    reasons: tuple[str, ...]
    days: tuple[FreeDay, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Those who fit and are free, best first; then those who are not offered, with the reason.

    `barred`: the sentence that says why no time of all these may be booked now; empty when they may.
    """

    offered: list[MatchCard]
    others: list[MatchCard]
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One need in a list: its live session's slot and uid, if it has one."""

    need: Need
    booking_uid: str | None
    starts_at: datetime | None
    expert: str | None

    @property
    def title_and_name(self) -> str:
        """What the coordinator's search looks at."""
        return f"{self.need.title} {self.need.organization.name if self.need.organization else ''}"

    @property
    def state(self) -> str:
        """As status pills name it."""
        live = "booked" if self.booking_uid else "waiting"
        return {"withdrawn": "closed", "draft": "draft"}.get(self.need.state, live)


def own(person: Person, uid: str) -> Need | None:
    """The need with that uid if this person wrote it or acts for its organization."""
    return db.session.scalar(_OWN, {"uid": uid, "person": person.id})


def visible(person: Person, uid: str) -> Need | None:
    """The same; a coordinator sees every need that was opened."""
    found = own(person, uid)
    if found is None and person.is_coordinator:
        return db.session.scalar(select(Need).where(Need.uid == uid, Need.state != "draft"))
    return found


def lines_of(person: Person, edition: Edition) -> list[Line]:
    """This person's needs, newest first."""
    return _lines(edition, _MINE, person=person.id)


def lines(edition: Edition, text: str = "", state: str = "") -> list[Line]:
    """Every opened need, those without a place first; `text` is looked for in titles and organizations' names.

    Looked for here and not in SQL: "theatre" finds "Théâtre" whatever the engine knows of accents.
    """
    wanted = fold(text)
    found = [
        line for line in _lines(edition, Need.state != "draft")
        if (not state or line.state == state) and wanted in fold(line.title_and_name)
    ]  # fmt: skip
    return sorted(found, key=lambda line: ("waiting", "booked", "draft", "closed").index(line.state))


def live_booking(need: Need) -> Booking | None:
    """The session that this need has."""
    return db.session.scalar(select(Booking).join(Seat, Seat.booking_id == Booking.id).where(Seat.need_id == need.id))


def matches(need: Need, now: datetime) -> Matches:
    """The page's answer to "who can help me, and when": ranked by `matching`, free times by the guard's own rules."""
    known = places.everything(need, now)
    slots = editions.slots(need.edition)
    experts = {expert.slug: expert for expert in brigade.experts(need.edition)}
    free = places.free_places(known, experts.values(), slots)
    ranked = fit.rank(need, known, experts.values(), free)
    offered = [match for match in ranked if not match.obstacles][:MOST_MATCHES]
    others = [match for match in ranked if match.obstacles and "unrelated" not in {o.code for o in match.obstacles}]
    names = specialty_names()
    return Matches(
        [_card(match, experts[match.expert], free[match.expert], names) for match in offered],
        [_card(match, experts[match.expert], [], names) for match in others],
        refusal.sentence() if (refusal := places.barred(known)) else "",
    )


def nearest(need: Need, expert: Expert, slot: Slot, now: datetime) -> list[MatchCard]:
    """After "just taken": the nearest free times of the same expert, then of the experts that fit best.

    None at all when the reason was the need's own: every time would be refused like the last.
    """
    known = places.everything(need, now)
    if places.barred(known):
        return []
    slots = sorted(editions.slots(need.edition), key=lambda other: abs(other.starts_at - slot.starts_at))
    experts = {found.slug: found for found in brigade.experts(need.edition)}
    free = places.free_places(known, experts.values(), slots)
    ranked = [match for match in fit.rank(need, known, experts.values(), free) if not match.obstacles]
    ranked.sort(key=lambda match: match.expert != expert.slug)
    names = specialty_names()
    return [
        _card(match, experts[match.expert], sorted(free[match.expert][:3], key=lambda s: s.starts_at), names)
        for match in ranked[:3]
    ]


def other_places(
    booking: Booking, now: datetime, *, only_same_expert: bool, notice: timedelta | None = None
) -> list[MatchCard]:
    """Where else this session could be: the same expert first, then those who fit best; `notice` as the guard's."""
    need = booking.need
    known = places.everything(need, now, besides=booking, notice=notice)
    if places.barred(known):
        return []
    slots = editions.slots(need.edition)
    experts = {expert.slug: expert for expert in brigade.experts(need.edition)}
    free = places.free_places(known, experts.values(), slots)
    same = booking.expert.slug
    free[same] = [slot for slot in free[same] if slot.id != booking.slot_id]
    ranked = [match for match in fit.rank(need, known, experts.values(), free) if free[match.expert]]
    ranked = [match for match in ranked if match.expert == same or not (match.obstacles or only_same_expert)]
    ranked.sort(key=lambda match: match.expert != same)
    names = specialty_names()
    return [_card(match, experts[match.expert], free[match.expert], names) for match in ranked[:MOST_MATCHES]]


def specialty_names() -> dict[str, str]:
    """Slug → name in the reader's language."""
    return {specialty.slug: local(specialty, "name") for specialty in db.session.execute(_SPECIALTIES)}


def free_days(slots: Sequence[Slot], zone: str) -> tuple[FreeDay, ...]:
    """Slots in time order, as a page shows them."""
    return tuple(
        FreeDay(day(date), tuple(Place(slot.id, hour(slot.starts_at, zone)) for slot in group))
        for date, group in groupby(slots, key=lambda slot: slot.day)
    )


def _lines(edition: Edition, condition: ColumnElement[bool], **values: int) -> list[Line]:
    rows = db.session.execute(
        select(Need, Booking.uid, Slot.starts_at, Expert.name)
        .outerjoin(Organization, Organization.id == Need.organization_id)
        .outerjoin(Seat, Seat.need_id == Need.id).outerjoin(Booking, Booking.id == Seat.booking_id)
        .outerjoin(Slot, Slot.id == Seat.slot_id).outerjoin(Expert, Expert.id == Seat.expert_id)
        .where(Need.edition_id == edition.id, condition)
        .options(joinedload(Need.organization), subqueryload(Need.specialties))  # one query for any number of needs
        .order_by(Need.created_at.desc(), Need.id.desc()),
        values,
    )  # fmt: skip
    return [Line(*row) for row in rows]


def _card(match: matching.Match, expert: Expert, free: Sequence[Slot], names: dict[str, str]) -> MatchCard:
    card = brigade.card(expert)
    said = reasons.why_not(match) if match.obstacles else reasons.why(match, names)
    return MatchCard(
        slug=card.slug, name=card.name, headline=card.headline, main=card.main, secondary=card.secondary,
        href=card.href, fit=round(100 * match.score), reasons=tuple(said),
        days=free_days(free, expert.edition.zone),
    )  # fmt: skip


def count_waiting(edition: Edition) -> int:
    """Opened needs without a place."""
    placed = select(Seat.need_id)
    return db.session.scalar(
        select(func.count()).select_from(Need).where(
            Need.edition_id == edition.id, Need.state == "open", Need.id.not_in(placed)
        )
    ) or 0  # fmt: skip
