"""What arranging by hand must see: what is picked, rules set aside, the last act, who could come here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from brigade.database import db
from brigade.domain import fit, places, seekers
from brigade.domain.by_hand import undoing
from brigade.language import day as long_day
from brigade.language import hour
from brigade.matching.text import fold
from brigade.models import (
    Availability,
    Booking,
    Edition,
    Entry,
    Expert,
    HandAct,
    Need,
    Organization,
    Override,
    Person,
    Seat,
    Slot,
)
from brigade.queries import brigade, editions, reach, reasons, told

NEWS = 4
ON_THE_BOARD = tuple(act for kind in ("sessions", "waitlist", "proposals") for act in told.KINDS[kind].acts)
MOST = 30  # needs that are ranked for one place
RECENT = timedelta(minutes=10)
_PARTS = (
    joinedload(Booking.need).joinedload(Need.edition), joinedload(Booking.organization), joinedload(Booking.expert),
    joinedload(Booking.slot), joinedload(Booking.table),
)  # fmt: skip
_WAITING = (
    select(Need)
    .where(Need.edition_id == bindparam("edition"), Need.state == "open", Need.id.not_in(select(Seat.need_id)))
    .options(joinedload(Need.organization), selectinload(Need.specialties)).order_by(Need.created_at, Need.id)
)  # fmt: skip
_BESIDE = (
    select(Need.uid, Need.title, Organization.name, Booking.uid, Booking.sequence, Expert.name, Slot.starts_at)
    .outerjoin(Organization, Organization.id == Need.organization_id)
    .outerjoin(Seat, Seat.need_id == Need.id).outerjoin(Booking, Booking.id == Seat.booking_id)
    .outerjoin(Expert, Expert.id == Seat.expert_id).outerjoin(Slot, Slot.id == Seat.slot_id)
    .where(
        Need.edition_id == bindparam("edition"), Need.state == "open",
        or_(Seat.need_id.is_(None), Booking.state == "live"),
    )
    .order_by(Seat.need_id.is_not(None), Need.created_at, Need.id)
)  # fmt: skip
_ASIDE = (
    select(
        Override.uid, Override.rule, Booking.uid, Organization.name, Expert.name,
        func.coalesce(func.nullif(Person.name, ""), Person.email),
    )
    .join(Booking, Booking.id == Override.booking_id).join(Person, Person.id == Override.by_id)
    .join(Organization, Organization.id == Booking.organization_id).join(Expert, Expert.id == Booking.expert_id)
    .where(
        Booking.edition_id == bindparam("edition"), Booking.state == "live", Override.sequence == Booking.sequence,
        Override.confirmed_at.is_(None),
    )
    .order_by(Override.id)
)  # fmt: skip


def booking(edition: Edition, uid: str) -> Booking | None:
    """The live session of that uid, with all that it stands on."""
    of_uid = Booking.edition_id == edition.id, Booking.uid == uid, Booking.state == "live"
    return db.session.scalar(select(Booking).where(*of_uid).options(*_PARTS))


def need(edition: Edition, uid: str) -> Need | None:
    """The opened need of that uid."""
    of_uid = Need.edition_id == edition.id, Need.uid == uid, Need.state != "draft"
    parts = joinedload(Need.edition), joinedload(Need.organization)
    return db.session.scalar(select(Need).where(*of_uid).options(*parts))


def there(expert: Expert, slot: Slot) -> Booking | None:
    """The live session that has this place."""
    of_place = Seat.expert_id == expert.id, Seat.slot_id == slot.id
    rows = select(Booking).join(Seat, Seat.booking_id == Booking.id).where(*of_place, Booking.state == "live")
    return db.session.scalar(rows.options(*_PARTS))


def waiting(edition: Edition, most: int) -> Sequence[Need]:
    """Needs without a place, those that wait longest first."""
    return db.session.scalars(_WAITING.limit(most), {"edition": edition.id}).all()


@dataclass(frozen=True, slots=True)
class Beside:
    """A need that stands beside the board, and where it is placed, if it is (`uid` and `seen`: its session)."""

    need: str
    title: str
    organization: str | None
    uid: str | None
    seen: int | None
    expert: str | None
    starts_at: datetime | None


def beside(edition: Edition, text: str, most: int) -> list[Beside]:
    """Needs to drag, those without a place first; `text` is looked for in titles and organizations' names."""
    words, these = fold(text), {"edition": edition.id}
    if not words:
        return [Beside(*row) for row in db.session.execute(_BESIDE.limit(most), these)]
    found = (Beside(*row) for row in db.session.execute(_BESIDE, these))
    return list(islice((row for row in found if words in fold(f"{row.title} {row.organization or ''}")), most))


@dataclass(frozen=True, slots=True)
class Aside:
    """A session (its uid, who comes, to whom) that stands although a rule says no, and whose decision that was."""

    uid: str
    rule: str
    booking: str
    organization: str
    expert: str
    by: str


def set_aside(edition: Edition) -> list[Aside]:
    """Those that wait for somebody to confirm them."""
    return [Aside(*row) for row in db.session.execute(_ASIDE, {"edition": edition.id})]


def rules_of(row: Booking) -> Sequence[Override]:
    """Those of one session, confirmed or not."""
    present = Override.booking_id == row.id, Override.sequence == row.sequence
    return db.session.scalars(select(Override).where(*present).options(joinedload(Override.by))).all()


def override(edition: Edition, uid: str) -> Override | None:
    """The one with that uid."""
    of_uid = Override.uid == uid, Booking.edition_id == edition.id
    return db.session.scalar(select(Override).join(Booking).where(*of_uid))


def act(person: Person, edition: Edition, uid: str) -> HandAct | None:
    """This person's act by hand with that uid."""
    mine = HandAct.uid == uid, HandAct.by_id == person.id, HandAct.edition_id == edition.id
    return db.session.scalar(select(HandAct).where(*mine))


@dataclass(frozen=True, slots=True)
class Last:
    """The last act by hand of somebody; once its messages left, `opposite` is the way instead of taking it back."""

    uid: str
    kind: str
    may_undo: bool
    opposite: str


def last_act(person: Person, edition: Edition, now: datetime) -> Last | None:
    """This person's, for a while, unless it was taken back or changed since."""
    mine = HandAct.by_id == person.id, HandAct.edition_id == edition.id, HandAct.at > now - RECENT
    found = db.session.scalar(select(HandAct).where(*mine).order_by(HandAct.id.desc()).limit(1))
    if found is None or not undoing.stands(found):
        return None
    row = db.session.get_one(Booking, found.before[0]["booking"])
    return Last(found.uid, found.kind, not undoing.has_left(found), _opposite(found.kind, row))


def _opposite(kind: str, row: Booking) -> str:
    """Where what was booked is cancelled, what was cancelled placed again, what was moved moved again."""
    if kind == "book":
        return f"/coordination/board/cancel?booking={row.uid}"
    what = f"need={row.need.uid}" if kind == "cancel" else f"booking={row.uid}&seen={row.sequence}"
    return f"/coordination/board?{what}&day={row.slot.day}"


def of_places(edition: Edition, uids: Collection[str], needs: Collection[str]) -> Sequence[int]:
    """The sessions of these uids, live or over, and those that these needs have."""
    rows = select(Booking.id).join(Need, Need.id == Booking.need_id).where(Booking.edition_id == edition.id)
    has = Booking.uid.in_(uids) | (Need.uid.in_(needs) & (Booking.state == "live"))
    return db.session.scalars(rows.where(has)).all()


def news(edition: Edition, bookings: Collection[int] = ()) -> Sequence[Entry]:
    """What happened to sessions last, or to these, newest first."""
    rows = select(Entry).where(Entry.edition_id == edition.id, Entry.act.in_(ON_THE_BOARD))
    if bookings:
        rows = rows.where(Entry.booking_id.in_(bookings))
    return db.session.scalars(rows.options(joinedload(Entry.person)).order_by(Entry.id.desc()).limit(NEWS)).all()


@dataclass(frozen=True, slots=True)
class Place:
    """An hour of an expert's day, and whether what is picked may go there."""

    label: str
    verdict: reach.Verdict
    href: str


@dataclass(frozen=True, slots=True)
class Why:
    """One need and one expert: how well they fit, what speaks for and against it, and every hour."""

    fit: int
    pro: list[str]
    contra: list[str]
    days: list[tuple[str, list[Place]]]


def why(found: reach.Reach, expert: Expert) -> Why:
    """The same texts as on the need's page, and the guard's word on every hour."""
    names, match = brigade.specialty_names(found.need.edition), fit.match(found.need, expert)
    return Why(
        round(100 * match.score), reasons.why(match, names), reasons.why_not(match, tells_conflicts=True),
        [(long_day(day.date), [_place(found, expert, slot) for slot in day.slots])
         for day in editions.days(found.need.edition)],
    )  # fmt: skip


def _place(found: reach.Reach, expert: Expert, slot: Slot) -> Place:
    verdict = found.verdict(expert, slot)
    return Place(hour(slot.starts_at, expert.edition.zone), verdict, found.href(verdict, expert.slug, slot.id))


@dataclass(frozen=True, slots=True)
class Seeker:
    """A need without a place that could come here (`fit` in per cent), or why not."""

    need: Need
    verdict: reach.Verdict
    fit: int


def is_open(expert: Expert, slot: Slot) -> bool:
    """Whether the expert is there at that hour."""
    return db.session.get(Availability, (expert.id, slot.id)) is not None


def who_could(expert: Expert, slot: Slot, now: datetime) -> list[Seeker]:
    """The needs without a place, for this one: who may come and fits best first, then the others with their reason."""
    edition = expert.edition
    needs = waiting(edition, 10 * MOST)
    known = seekers.around(edition, expert, slot, needs, now)
    found = [(each.need, reach.verdict(places.against(each, expert, slot))) for each in known]
    able = [(row, verdict) for row, verdict in found if verdict.reach != "no"][:MOST]
    scores = {row.id: _score(row, expert) for row, _ in able}
    ranked = sorted(able, key=lambda pair: (pair[1].reach, -scores[pair[0].id]))
    others = [pair for pair in found if pair[1].reach == "no"][:MOST]
    return [Seeker(row, verdict, scores.get(row.id, 0)) for row, verdict in ranked + others]


def _score(row: Need, expert: Expert) -> int:
    return round(100 * fit.match(row, expert).score)
