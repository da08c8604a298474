"""One day as it happens: who is where now and next, when expected, and what is free; a fixed number of queries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, exists, or_, select

from brigade.clock import local_day
from brigade.database import db
from brigade.domain import expected
from brigade.domain.published import LAST_ACTS
from brigade.matching.text import fold
from brigade.models import Availability, Booking, Delay, Edition, Expert, Need, Organization, Person, Seat, Slot, Table
from brigade.queries import editions, groups

MINUTES = (5, 10, 15, 20, 30, 45, 60)  # of a delay, as forms offer them
_LINES = (
    select(
        Booking.id, Booking.uid, Booking.state, Booking.outcome, Booking.trouble, Booking.expert_id, Booking.table_id,
        Booking.organization_id, Expert.slug, Expert.name.label("expert"), Organization.name.label("organization"),
        Organization.uid.label("organization_uid"), Organization.shows_name, Person.name.label("person"),
        Table.name.label("table"), Need.title, Need.uid.label("need"), Slot.id.label("slot"), Slot.starts_at,
        Slot.ends_at,
    )
    .join(Expert, Expert.id == Booking.expert_id).join(Organization, Organization.id == Booking.organization_id)
    .join(Person, Person.id == Booking.person_id).join(Table, Table.id == Booking.table_id)
    .join(Need, Need.id == Booking.need_id).join(Slot, Slot.id == Booking.slot_id)
    .where(
        Slot.edition_id == bindparam("edition"), Slot.day == bindparam("day"),
        or_(Booking.state == "live", Booking.outcome == "no-show"),
    )
    .order_by(Slot.starts_at, Table.id, Booking.id)
)  # fmt: skip
_DELAYS = (
    select(Delay.expert_id, Delay.minutes, Delay.said_at, Expert.name, Expert.slug)
    .join(Expert, Expert.id == Delay.expert_id)
    .where(Expert.edition_id == bindparam("edition"), Delay.day == bindparam("day")).order_by(Expert.name)
)  # fmt: skip
_FREE = (
    select(Expert.slug, Expert.name, Slot.id.label("slot"), Slot.starts_at, Slot.ends_at)
    .select_from(Availability).join(Expert, Expert.id == Availability.expert_id)
    .join(Slot, Slot.id == Availability.slot_id)
    .where(
        Slot.edition_id == bindparam("edition"), Slot.day == bindparam("day"),
        ~exists().where(Seat.expert_id == Availability.expert_id, Seat.slot_id == Availability.slot_id),
    )
    .order_by(Slot.starts_at, Expert.name)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A session of the day; `late` minutes after its time, `code` names it where names are not shown."""

    uid: str
    state: str
    outcome: str
    trouble: str
    organization: str
    organization_uid: str
    shows_name: bool
    person: str
    expert: str
    slug: str
    table: str
    title: str
    need: str
    slot: int
    starts_at: datetime
    ends_at: datetime
    expected_at: datetime
    until: datetime
    is_free: bool  # nobody has its place any more

    @property
    def code(self) -> str:
        """The start of the booking's uid, which stands on its page and its letters' links too."""
        return self.uid[:4].upper()

    @property
    def late(self) -> int:
        """In minutes."""
        return int((self.expected_at - self.starts_at).total_seconds() // 60)

    @property
    def words(self) -> str:
        """What it is found by."""
        return f"{self.organization} {self.person} {self.expert} {self.table} {self.code}"

    @property
    def is_missed(self) -> bool:
        """Nobody came."""
        return self.outcome == "no-show"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sessions that a delay brings together: `shared` is "organization" or "table"."""

    first: Line
    second: Line
    shared: str


@dataclass(frozen=True, slots=True)
class Day:
    """`over`, `now`, `next` and `later` are its sessions in order, and `groups` its small groups by the same words;
    `turns_at` is when that changes next by itself."""

    date: date
    is_today: bool
    over: list[Line]
    now: list[Line]
    next: list[Line]
    later: list[Line]
    missed: list[Line]
    clashes: list[Clash]
    delays: Sequence[Any]
    free: list[Any]
    turns_at: datetime | None
    ends_at: datetime | None  # of the hour that runs, by the grid: what the countdown counts to
    groups: dict[str, list[groups.Group]]
    experts: dict[str, str]  # slug → name of everybody who meets somebody that day, by name

    @property
    def everything(self) -> list[Line]:
        """Every session that takes place, in order."""
        return [*self.over, *self.now, *self.next, *self.later]

    @property
    def begins_at(self) -> datetime | None:
        """When its first session or group begins."""
        every: list[Any] = [*self.everything, *chain.from_iterable(self.groups.values())]
        return min((each.starts_at for each in every), default=None)


def wanted_day(edition: Edition, wanted: date | None, now: datetime) -> tuple[list[date], date | None]:
    """The days there are; and the wanted one, else today's, else the next to come, else the last."""
    days = [day.date for day in editions.days(edition)]
    today = local_day(now, edition.zone)
    if wanted in days or not days:
        return days, wanted if wanted in days else None
    return days, next((day for day in days if day >= today), days[-1])


def of(edition: Edition, day: date, now: datetime, words: str = "") -> Day:
    """The day; `words`: only the sessions whose organization, person, expert or table is called so."""
    these = {"edition": edition.id, "day": day}
    rows, delays = db.session.execute(_LINES, these).all(), db.session.execute(_DELAYS, these).all()
    live = [row for row in rows if row.state == "live"]
    sittings = [
        expected.Sitting(row.id, row.expert_id, row.organization_id, row.table_id, row.starts_at, row.ends_at)
        for row in live if row.outcome != "no-show"
    ]  # fmt: skip
    late = {row.expert_id: expected.Late(row.minutes, row.said_at) for row in delays}
    met = groups.of(edition, day)
    times = expected.expected([*sittings, *map(groups.sitting, met)], late)
    free = [row for row in db.session.execute(_FREE, these) if row.ends_at > now]
    places = {(row.slug, row.slot) for row in free}
    lines = {row.id: _line(row, times.get(row.id), (row.slug, row.slot) in places) for row in rows}
    clashes = [
        Clash(lines[clash.first.id], lines[clash.second.id], clash.shared)
        for clash in expected.clashes(sittings, times) if times[clash.second.id].ends_at > now
    ]  # fmt: skip
    shown = [line for line in lines.values() if _is_called(line.words, words)]
    experts = _experts([*lines.values(), *met])
    met = [groups.at(group, times[-group.id]) for group in met if _is_called(group.words, words)]
    return _sorted(day, local_day(now, edition.zone) == day, shown, met, now, clashes, delays, free, experts)


def _line(row: Any, times: expected.Times | None, is_free: bool) -> Line:
    """`times` None: it is not expected any more."""
    return Line(
        uid=row.uid, state=row.state, outcome=row.outcome, trouble=row.trouble, organization=row.organization,
        organization_uid=row.organization_uid, shows_name=row.shows_name, person=row.person, expert=row.expert,
        slug=row.slug, table=row.table, title=row.title, need=row.need, slot=row.slot, starts_at=row.starts_at,
        ends_at=row.ends_at, expected_at=times.starts_at if times else row.starts_at,
        until=times.ends_at if times else row.ends_at, is_free=is_free,
    )  # fmt: skip


def _is_called(said: str, words: str) -> bool:
    said = fold(said)
    return all(word in said for word in fold(words).split())


def _sorted(
    day: date, is_today: bool, lines: list[Line], met: list[groups.Group], now: datetime, clashes: list[Clash],
    delays: Sequence[Any], free: list[Any], experts: dict[str, str],
) -> Day:  # fmt: skip
    """Now is what has begun by agreement and is not expected to be over; next, the first hour after that."""
    there = [line for line in lines if not line.is_missed]
    every: list[Any] = [*there, *met]
    first = min((each.starts_at for each in every if each.starts_at > now), default=None)
    moments = [moment for each in every for moment in (each.starts_at, each.until) if moment > now]
    alone, together = _parts(there, first, now), _parts(met, first, now)
    return Day(
        date=day, is_today=is_today, **alone, missed=[line for line in lines if line.is_missed], clashes=clashes,
        delays=delays, free=free, turns_at=min(moments, default=None),
        ends_at=min((each.ends_at for each in _running(every, now) if each.ends_at > now), default=None),
        groups=together, experts=experts,
    )  # fmt: skip


def _experts(every: list[Any]) -> dict[str, str]:
    found = {each.slug: each.expert for each in every}
    return dict(sorted(found.items(), key=lambda expert: fold(expert[1])))


def _parts(every: Sequence[Any], first: datetime | None, now: datetime) -> dict[str, list[Any]]:
    """Sessions, or groups, by when they are; `first`: the first hour to come."""
    coming = [each for each in every if each.starts_at > now]
    return {
        "over": [each for each in every if each.until <= now], "now": _running(every, now),
        "next": [each for each in coming if each.starts_at == first],
        "later": [each for each in coming if each.starts_at != first],
    }  # fmt: skip


def _running(every: Sequence[Any], now: datetime) -> list[Any]:
    return [each for each in every if each.until > now and each.starts_at <= now]


def expected_of(expert: Expert, day: date) -> tuple[int, dict[int, datetime]]:
    """How many minutes late this expert runs that day, and for each session's id when it begins if not as agreed."""
    delay = db.session.get(Delay, (expert.id, day))
    if delay is None:
        return 0, {}
    rows = db.session.execute(
        select(Booking.id, Booking.organization_id, Booking.table_id, Slot.starts_at, Slot.ends_at)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Booking.expert_id == expert.id, Slot.day == day, Booking.state == "live", Booking.outcome != "no-show")
    )  # fmt: skip
    sittings = [
        expected.Sitting(row.id, expert.id, row.organization_id, row.table_id, row.starts_at, row.ends_at)
        for row in rows
    ]
    late = {expert.id: expected.Late(delay.minutes, delay.said_at)}
    times = expected.expected([*sittings, *groups.sittings(expert, day)], late)
    shifted = {each.id: times[each.id].starts_at for each in sittings if times[each.id].starts_at != each.starts_at}
    return delay.minutes, shifted


def free_by(found: Day, now: datetime, ahead: timedelta = timedelta(minutes=20)) -> list[Any]:
    """The places that somebody who stands there can take: those of the hour that runs, or of one about to begin."""
    return [row for row in found.free if row.starts_at <= now + ahead]


def version(edition: Edition, *more: object) -> str:
    """Changes with every act of the edition, and with whatever else is named; read off the end of an index."""
    acts = db.session.execute(select(*LAST_ACTS).where(Edition.id == edition.id)).one()
    return hashlib.sha256(repr((*acts, *more)).encode()).hexdigest()[:16]
