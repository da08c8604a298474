"""May this need meet this expert in this slot? The page that shows free places and the guard that books ask here.

Rules are data, in four rings: about the need alone, about the expert, about the hour, about the place itself. The first
that holds is the reason. `around` reads what one booking must know, `everything` what a page must.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from brigade.database import db
from brigade.domain.refusal import Refusal
from brigade.models import (
    Availability,
    Booking,
    Clinic,
    ClinicSeat,
    Conflict,
    Edition,
    Expert,
    Membership,
    Need,
    NeedAbsence,
    Organization,
    Seat,
    Slot,
    Table,
    WaitlistEntry,
)


class Giver(Protocol):
    """What is asked of an expert here: the row's own values, or the same as a page read them."""

    @property
    def id(self) -> int: ...
    @property
    def slug(self) -> str: ...
    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def table_id(self) -> int | None: ...


class Hour(NamedTuple):
    """What the rules ask of a slot, which many of them ask many times: a row's attribute takes ten times as long."""

    id: int
    starts_at: datetime
    day: date


AnyHour = TypeVar("AnyHour", Slot, Hour)


@dataclass(frozen=True, slots=True)
class Known:
    """What is decided already, as sets of row ids, read once.

    `moves`: a session stands already, so that booking need not be open. `notice`: how long before an hour it may still
    be taken.
    """

    edition: Edition
    need: Need
    now: datetime
    moves: bool
    notice: timedelta
    open: frozenset[tuple[int, int]]  # (expert, slot)
    taken: frozenset[tuple[int, int]]  # (expert, slot)
    tables_taken: frozenset[tuple[int, int]]  # (table, slot)
    tables: tuple[int, ...]
    own: frozenset[int]  # slots of the organization's sessions, and of small groups to which it comes
    absent: frozenset[int]
    conflicts: frozenset[int]
    own_count: int
    day_count: Counter[tuple[int, Any]]  # (expert, day)
    booked: bool
    eligibility: str  # what the coordinators say about the organization
    withdrawn: bool
    waits: bool  # for a place that becomes free


Rule = tuple[str, Callable[..., bool]]

NEED_RULES: tuple[Rule, ...] = (
    ("need-withdrawn", lambda k: k.withdrawn),
    ("need-unverified", lambda k: k.need.state == "draft"),
    ("need-booked", lambda k: k.booked),
    ("profile-missing", lambda k: k.need.organization_id is None),
    ("organization-refused", lambda k: not k.moves and k.eligibility == "refused"),
    ("organization-pending", lambda k: not k.moves and k.edition.accepts_first and k.eligibility == "pending"),
    ("window-not-open", lambda k: not k.moves and k.now < k.edition.booking_opens_at),
    ("window-closed", lambda k: not k.moves and k.now >= k.edition.booking_closes_at),
    ("organization-cap", lambda k: k.own_count >= k.edition.organization_cap),
)
EXPERT_RULES: tuple[Rule, ...] = (
    ("conflict", lambda k, e: e.id in k.conflicts),
    ("language", lambda k, e: k.need.language not in e.languages),
)
SLOT_RULES: tuple[Rule, ...] = (
    ("too-late", lambda k, s: s.starts_at < k.now + k.notice),
    ("absent", lambda k, s: s.id in k.absent),
    ("own-time", lambda k, s: s.id in k.own),
)
PLACE_RULES: tuple[Rule, ...] = (
    ("taken", lambda k, e, s: (e.id, s.id) in k.taken),
    ("not-open", lambda k, e, s: (e.id, s.id) not in k.open),
    ("expert-cap", lambda k, e, s: k.day_count[e.id, s.day] >= k.edition.expert_day_cap),
    ("table-taken", lambda k, e, s: table_for(k, e, s) is None),
)
RULES_OF_WHAT_IS_LEFT = tuple(rule for rule in PLACE_RULES if rule[0] not in ("taken", "not-open"))
# What coordinators may set aside, in sight of all; the others stand on what the database itself refuses, or on what
# people said of themselves.
WINDOWS = frozenset({"window-not-open", "window-closed"})  # on the day itself the desk gives places away all the same
SOFT = frozenset({"window-closed", "organization-cap", "expert-cap", "language"})


def why_not(known: Known, expert: Expert, slot: Slot, despite: Collection[str] = ()) -> Refusal | None:
    """The first reason against this place, or None: it may be booked; `despite`: rules that are set aside."""
    codes = (code for code in against(known, expert, slot) if code not in despite)
    return next((refusal(known, code) for code in codes), None)


def against(known: Known, expert: Giver, slot: Slot) -> Iterator[str]:
    """The code of every rule that forbids this place, ring after ring."""
    yield from Judge(known).against(expert, slot)


class Judge:
    """`against`, asked of many places: what a ring has said of the need, an expert or an hour, it has said for all."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._of_need = self._broken(NEED_RULES)
        self._of_expert: dict[int, list[str]] = {}
        self._of_slot: dict[int, list[str]] = {}

    def against(self, expert: Giver, slot: Slot) -> list[str]:
        """The code of every rule that forbids this place, ring after ring."""
        if expert.id not in self._of_expert:
            self._of_expert[expert.id] = self._broken(EXPERT_RULES, expert)
        if slot.id not in self._of_slot:
            self._of_slot[slot.id] = self._broken(SLOT_RULES, slot)
        said = self._of_need + self._of_expert[expert.id] + self._of_slot[slot.id]
        return said + self._broken(PLACE_RULES, expert, slot)

    def _broken(self, rules: Iterable[Rule], *about: Any) -> list[str]:
        return [code for code, holds in rules if holds(self._known, *about)]


def refusal(known: Known, code: str) -> Refusal:
    """The refusal of that code, with what its sentence names."""
    return Refusal(code, **_values(code, known.edition))


def barred(known: Known, despite: Collection[str] = ()) -> Refusal | None:
    """Why no place at all may be booked for this need; a missing profile is asked for on the way to the place."""
    return first([rule for rule in NEED_RULES if rule[0] not in {"profile-missing", *despite}], known)


def first(rules: Iterable[Rule], known: Known, *about: Any) -> Refusal | None:
    """The first rule that holds, as the refusal that its page shows."""
    for code, holds in rules:
        if holds(known, *about):
            return refusal(known, code)
    return None


def free_places(known: Known, experts: Iterable[Giver], slots: Iterable[AnyHour]) -> dict[str, list[AnyHour]]:
    """For each expert's slug the slots in which they may meet this need, in the order given; ask `barred` apart."""
    every = [(Hour(slot.id, slot.starts_at, slot.day), slot) for slot in slots]
    possible = [(hour, slot) for hour, slot in every if not _any(SLOT_RULES, known, hour)]
    left = known.open - known.taken
    return {
        expert.slug: [] if _any(EXPERT_RULES, known, expert) else _free(known, expert, possible, left)
        for expert in experts
    }


def _free(
    known: Known, expert: Giver, slots: Iterable[tuple[Hour, AnyHour]], left: Collection[tuple[int, int]]
) -> list[AnyHour]:
    """Those of the slots that no rule about the place forbids; most are by being taken, or not open."""
    return [
        slot for hour, slot in slots
        if (expert.id, hour.id) in left and not _any(RULES_OF_WHAT_IS_LEFT, known, expert, hour)
    ]


def _any(rules: Iterable[Rule], known: Known, *about: Any) -> bool:
    for _, holds in rules:  # noqa: SIM110  (a page asks five hundred times, and a generator takes twice as long)
        if holds(known, *about):
            return True
    return False


def table_for(known: Known, expert: Giver, slot: Slot | Hour) -> int | None:
    """The expert's own table, or the first free one for an expert without; None when there is no room."""
    choice = known.tables if expert.table_id is None else (expert.table_id,)
    for table in choice:
        if (table, slot.id) not in known.tables_taken:
            return table
    return None


def around(
    need: Need, expert: Expert, slot: Slot, now: datetime, besides: Booking | None = None,
    notice: timedelta | None = None,
) -> Known:  # fmt: skip
    """What one booking must know, in few rows: the seats of this expert, this organization and this hour.

    `besides`: a session that is about to give up its own seat; `notice`: the desk's instead of the edition's.
    """
    tables_of = need.edition_id if expert.table_id is None else None
    values = {"tables_of": tables_of, "expert": expert.id, "slot": slot.id}
    return _known(_AROUND, need, now, besides, notice, values)


def everything(
    need: Need, now: datetime, besides: Booking | None = None, notice: timedelta | None = None
) -> Known:
    """What the need's page must know: the whole edition; `besides` and `notice` as above."""
    values: dict[str, int | None] = {"tables_of": need.edition_id, "edition": need.edition_id}
    return _known(_EVERYTHING, need, now, besides, notice, values)


def _known(
    facts: CompoundSelect[Any], need: Need, now: datetime, besides: Booking | None, notice: timedelta | None,
    values: dict[str, int | None],
) -> Known:  # fmt: skip
    """`Known` from the rows of `_facts`."""
    values |= {"need": need.id, "organization": need.organization_id, "besides": besides.id if besides else 0}
    found: defaultdict[str, list[Any]] = defaultdict(list)
    db.session.flush()
    for row in db.session.connection().execute(facts, values).all():  # one by one takes twice as long
        found[row[0]].append(row)
    seats = [_Seat._make(row[1:-1]) for row in found["seat"]]
    mine = [seat for seat in seats if seat.organization == need.organization_id]
    return Known(
        edition=need.edition, need=need, now=now, moves=besides is not None,
        notice=timedelta(hours=need.edition.notice_hours) if notice is None else notice,
        open=frozenset((row[1], slot) for row in found["open"] for slot in map(int, row[-1].split(","))),
        taken=frozenset((seat.expert, seat.slot) for seat in seats),
        tables_taken=frozenset((seat.table, seat.slot) for seat in seats),
        tables=tuple(sorted(row[3] for row in found["table"])),
        own=frozenset((*(seat.slot for seat in mine), *(row[2] for row in found["group"]))), own_count=len(mine),
        absent=frozenset(row[2] for row in found["absent"]),
        conflicts=frozenset(row[1] for row in found["conflict"]),
        day_count=Counter((seat.expert, seat.day) for seat in seats),
        booked=any(seat.need == need.id for seat in mine), withdrawn="withdrawn" in found, waits="waits" in found,
        eligibility=next((state for state in UNSURE if state in found), "accepted"),
    )  # fmt: skip


class _Seat(NamedTuple):
    """A row of `_facts` that is a seat."""

    expert: int
    slot: int
    table: int
    organization: int
    need: int
    day: date


UNSURE = ("refused", "pending")
_OURS = Organization.id == bindparam("organization")
_SLOT = cast(Availability.slot_id, String)
_PEOPLE = select(Membership.person_id).where(Membership.organization_id == bindparam("organization"))


def _facts(seat: ColumnElement[bool], open_: ColumnElement[bool]) -> CompoundSelect[Any]:
    """The seats and the open places that match, the need's state, absences and conflicts, the tables: one statement.

    Made once: making a statement takes longer than running it, and one is quicker than five. An expert's open slots are
    one row, as text: of five hundred experts there are eighteen thousand.
    """
    seats = select(
        literal_column("'seat'", String).label("kind"), Seat.expert_id, Seat.slot_id, Seat.table_id,
        Seat.organization_id, Seat.need_id, Slot.day, literal_column("CAST(NULL AS VARCHAR)", String),
    ).join(Slot, Slot.id == Seat.slot_id)  # fmt: skip
    return union_all(
        seats.where(seat, Seat.booking_id != bindparam("besides")),
        _fact("open", Availability.expert_id, text=func.aggregate_strings(_SLOT, ","))
        .where(open_).group_by(Availability.expert_id),
        _fact("absent", None, NeedAbsence.slot_id).where(NeedAbsence.need_id == bindparam("need")),
        _fact("group", None, Clinic.slot_id).join(ClinicSeat, ClinicSeat.clinic_id == Clinic.id).where(
            ClinicSeat.organization_id == bindparam("organization"), ClinicSeat.answer == "coming",
            Clinic.state == "open",
        ),
        _fact("withdrawn").where(Need.id == bindparam("need"), Need.state == "withdrawn"),
        _fact("waits").where(WaitlistEntry.need_id == bindparam("need"), WaitlistEntry.state == "waiting"),
        _fact("conflict", Conflict.expert_id).where(Conflict.organization_id == bindparam("organization")),
        _fact("conflict", Expert.id).where(Expert.person_id.in_(_PEOPLE)),  # nobody meets their own organization
        *(_fact(state, Organization.id).where(_OURS, Organization.eligibility == state) for state in UNSURE),
        _fact("table", None, None, Table.id).where(Table.edition_id == bindparam("tables_of")),
    )


def _fact(kind: str, *columns: Any, text: Any = None) -> Select[Any]:
    """A fact that is no seat, in a seat's columns, and one of text."""
    row = [*columns, *[None] * (6 - len(columns)), text]
    return select(literal_column(f"'{kind}'"), *(null() if column is None else column for column in row))


_SLOTS = select(Slot.id).where(Slot.edition_id == bindparam("edition"))
_EVERYTHING = _facts(Seat.slot_id.in_(_SLOTS), Availability.slot_id.in_(_SLOTS))
_AROUND = _facts(
    or_(
        Seat.expert_id == bindparam("expert"),
        Seat.organization_id == bindparam("organization"),
        Seat.slot_id == bindparam("slot"),
    ),
    and_(Availability.expert_id == bindparam("expert"), Availability.slot_id == bindparam("slot")),
)


def _values(code: str, edition: Edition) -> dict[str, Any]:
    """What the sentence of that refusal names."""
    values: dict[str, dict[str, Any]] = {
        "organization-cap": {"cap": edition.organization_cap},
        "expert-cap": {"cap": edition.expert_day_cap},
        "too-late": {"hours": edition.notice_hours},
        "window-closed": {"contact": edition.contact_email},
        "organization-refused": {"contact": edition.contact_email},
    }
    return values.get(code, {})
