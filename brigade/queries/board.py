"""The coordinator's board: experts × slots, of one day or of all, in a fixed number of queries whatever its size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from heapq import nlargest
from typing import Any

from sqlalchemy import String, bindparam, cast, func, select

from brigade.database import db
from brigade.domain.published import LAST_ACTS
from brigade.language import gettext as _
from brigade.language import hour, local
from brigade.matching.text import fold
from brigade.models import Availability, Booking, Clinic, ClinicSeat, Edition, Organization, Override, Seat, Slot, Table
from brigade.queries import answers, brigade, editions
from brigade.queries.reach import Reach

PAGE = 50  # experts at a time
BEST = 3  # of them, whom what is picked fits best


@dataclass(frozen=True, slots=True)
class Column:
    """A slot's hour; `gap`: a break comes before it."""

    label: str
    gap: bool
    slot: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Who is there, at which table; the state as the macros name it; `answer` is one of `answers.WORDS`, or "absent"
    where somebody cannot come, and `said` the same in words. `uid` and `seen`: the session that may be moved, and its
    version.

    While a session or a need is picked, `reach`: "can" (it may go here), "soft" (if a rule is set aside), "no", "here".
    """

    state: str
    text: str = ""
    detail: str = ""
    href: str | None = None
    answer: str = ""
    said: str = ""
    uid: str = ""
    seen: int = 0
    reach: str = ""
    locked: bool = False


ALWAYS = ("free", "booked", "closed")  # states that the legend names even where there are none
STATES = ("free", "booked", "draft", "waiting", "conflict", "done", "closed")
_OF_DAYS = Slot.edition_id == bindparam("edition"), Slot.day.in_(bindparam("days", expanding=True))
_OPEN = (
    select(Availability.expert_id, Availability.slot_id).join(Slot, Slot.id == Availability.slot_id).where(*_OF_DAYS)
)
_SEATS = (
    select(
        Seat.expert_id, Seat.slot_id, Booking.uid, Booking.state, Booking.trouble, Organization.name, Table.name,
        Slot.ends_at, Booking.id, Booking.sequence, Booking.is_locked,
    )
    .join(Booking, Booking.id == Seat.booking_id).join(Organization, Organization.id == Seat.organization_id)
    .join(Table, Table.id == Seat.table_id).join(Slot, Slot.id == Seat.slot_id).where(*_OF_DAYS)
)  # fmt: skip
_ASIDE = (
    select(Override.booking_id).join(Booking, Booking.id == Override.booking_id)
    .where(Booking.edition_id == bindparam("edition"), Override.sequence == Booking.sequence)
)  # fmt: skip
_CLINICS = (
    select(Clinic.expert_id, Clinic.slot_id, Slot.ends_at, Clinic.place, Organization.name)
    .join(Slot, Slot.id == Clinic.slot_id)
    .outerjoin(ClinicSeat, (ClinicSeat.clinic_id == Clinic.id) & (ClinicSeat.answer == "coming"))
    .outerjoin(Organization, Organization.id == ClinicSeat.organization_id)
    .where(*_OF_DAYS, Clinic.state == "open").order_by(Clinic.id, ClinicSeat.need_id)
)  # fmt: skip
# Who holds a place for two minutes, or lets one go, is not in the journal: how many are held, since when, as one text,
# because the sessions are gone through once then.
_HELD = cast(func.count(), String) + "-" + cast(func.max(Booking.changed_at), String)
_VERSION = select(
    *LAST_ACTS,
    select(_HELD).where(Booking.edition_id == Edition.id, Booking.state.in_(("offered", "arranged")))
    .correlate(Edition).scalar_subquery(),
).where(Edition.id == bindparam("edition"))  # fmt: skip
CLOSED, FREE = Cell("closed"), Cell("free")


@dataclass(frozen=True, slots=True)
class Row:
    """An expert and their day; `best`: what is picked fits few others as well."""

    name: str
    headline: str
    href: str
    cells: list[Cell]
    slug: str = ""
    best: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """One day: `counts` are (state, number) of its cells."""

    days: list[date]
    day: date | None
    columns: list[Column]
    rows: list[Row]
    counts: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the board is looked at: one day or all, and the experts with such a name, guest, specialty, cell."""

    day: date | None = None
    every_day: bool = False
    text: str = ""
    specialty: str = ""
    state: str = ""
    answer: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Best:
    """An expert whom what is picked fits best and who could have it; `page`: where their row is."""

    name: str
    slug: str
    fit: int
    page: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The days that are shown, one board each; `found` of `everybody`: how many experts; `counts` for the legend."""

    days: list[date]
    boards: list[Board]
    counts: list[tuple[Any, ...]]
    found: int
    everybody: int
    page: int
    pages: int
    best: list[Best]


def version(edition: Edition) -> str:
    """Something that changes with every act that a page could show; made to be asked often."""
    parts = db.session.execute(_VERSION, {"edition": edition.id}).one()
    return "-".join(str(part).replace(" ", "T") for part in parts)


def desk(edition: Edition, wanted: Wanted, now: datetime, today: date, reach: Reach | None = None) -> Desk:
    """What is wanted of the board; without a day, today if it is one of the three, else the first."""
    days = editions.days(edition)
    by_date = {day.date: day for day in days}
    chosen = by_date.get(wanted.day or today) or (days[0] if days else None)
    shown = days if wanted.every_day else [chosen] if chosen else []
    facts = _facts(edition, shown, now)
    experts = brigade.experts(edition)
    rows = {day.date: [_row(expert, day.slots, facts, reach) for expert in experts] for day in shown}
    kept = _kept(experts, wanted, rows)
    pages = max(1, -(-len(kept) // PAGE))
    number = min(wanted.page, pages)
    best = _best(kept, experts, rows, reach) if reach else []
    boards = [
        Board(list(by_date), day.date, _columns(day, edition.zone), _page(rows[day.date], kept, number, best), [])
        for day in shown
    ]
    legend = _legend([cell for day in rows.values() for n in kept for cell in day[n].cells], reach is not None)
    return Desk(list(by_date), boards, legend, len(kept), len(experts), number, pages, best)


def of_day(edition: Edition, day: date, now: datetime) -> Board:
    """Every expert that day; there is such a day."""
    chosen = next(each for each in editions.days(edition) if each.date == day)
    facts = _facts(edition, [chosen], now)
    rows = [_row(expert, chosen.slots, facts, None) for expert in brigade.experts(edition)]
    return Board([day], day, _columns(chosen, edition.zone), rows, [])


def _page(rows: list[Row], kept: list[int], page: int, best: list[Best]) -> list[Row]:
    marked = {each.slug for each in best}
    shown = [rows[number] for number in kept[(page - 1) * PAGE : page * PAGE]]
    return [replace(row, best=row.slug in marked) for row in shown] if marked else shown


def _best(
    kept: list[int], experts: Sequence[brigade.Member], rows: dict[date, list[Row]], reach: Reach
) -> list[Best]:
    """Those who have a place for it on the days that are shown and fit best, the better first; who fits less than half
    as well as the first is not among them."""
    able = [
        (reach.fit(experts[n].slug), -at, n) for at, n in enumerate(kept)
        if any(cell.reach == "can" for day in rows.values() for cell in day[n].cells)
    ]  # fmt: skip
    first = nlargest(BEST, able)
    return [
        Best(experts[n].name, experts[n].slug, fit, -at // PAGE + 1) for fit, at, n in first if 2 * fit > first[0][0]
    ]


def _legend(cells: Iterable[Cell], is_picked: bool) -> list[tuple[Any, ...]]:
    """How many cells of each state; while something is picked, how many it may go to."""
    if is_picked:
        reach = Counter(cell.reach for cell in cells)
        words = (("free", "can", _("possible")), ("draft", "soft", _("hors règle")), ("closed", "no", _("impossible")))
        return [(state, reach[code], word) for state, code, word in words]
    counts = Counter(cell.state for cell in cells)
    return [(state, counts[state]) for state in STATES if counts[state] or state in ALWAYS]


@dataclass(frozen=True, slots=True)
class _Facts:
    open: set[tuple[int, int]] = field(default_factory=set)
    taken: dict[tuple[int, int], Cell] = field(default_factory=dict)


def _facts(edition: Edition, days: Collection[editions.Day], now: datetime) -> _Facts:
    these = {"edition": edition.id, "days": [day.date for day in days]}
    open_ = {(expert, slot) for expert, slot in db.session.execute(_OPEN, these)}
    rows = db.session.execute(_SEATS, these).all()
    aside = set(db.session.scalars(_ASIDE, {"edition": edition.id}))
    said = answers.weightiest([row.id for row in rows if row.ends_at > now])
    groups = _groups(db.session.execute(_CLINICS, these), now)
    taken = {(row.expert_id, row.slot_id): _cell(row, said.get(row.id, ""), row.id in aside, now) for row in rows}
    return _Facts(open_, groups | taken)


def _groups(rows: Iterable[Any], now: datetime) -> dict[tuple[int, int], Cell]:
    """Small groups with who comes and where; `rows`: one for each who comes, or one without a name."""
    found: dict[tuple[int, int], Cell] = {}
    for row in rows:
        key, state = (row.expert_id, row.slot_id), "done" if row.ends_at <= now else "booked"
        who = f"{found[key].text}, {row.name}" if key in found else row.name or _("Personne encore")
        found[key] = Cell(state, who, f"{_('petit groupe')} · {row.place}", "/coordination/proposals/clinics")
    return found


def _kept(experts: Sequence[brigade.Member], wanted: Wanted, rows: dict[date, list[Row]]) -> list[int]:
    """Which experts, by their place in the list."""
    words = fold(wanted.text)
    return [
        number for number, expert in enumerate(experts)
        if (not wanted.specialty or wanted.specialty in {skill.slug for skill in expert.skills})
        and _has(wanted, words, expert, [cell for day in rows.values() for cell in day[number].cells])
    ]  # fmt: skip


def _has(wanted: Wanted, words: str, expert: brigade.Member, cells: Iterable[Cell]) -> bool:
    """Words are looked for in the expert's name and skills, and in who comes."""
    if wanted.state and not any(cell.state == wanted.state for cell in cells):
        return False
    if wanted.answer and not any(cell.answer == wanted.answer for cell in cells):
        return False
    about = f"{expert.name} {' '.join(local(skill, 'name') for skill in expert.skills)}"
    return not words or words in fold(about) or any(words in fold(cell.text) for cell in cells)


def _columns(day: editions.Day, zone: str) -> list[Column]:
    return [Column(hour(slot.starts_at, zone), slot.id in day.breaks, slot.id) for slot in day.slots]


def _row(expert: brigade.Member, slots: Sequence[Slot], facts: _Facts, reach: Reach | None) -> Row:
    cells = [_there(expert, slot, facts, reach) for slot in slots]
    if reach is None:
        return Row(expert.name, headline(expert), f"/experts/{expert.slug}", cells, expert.slug)
    about, why = _("correspond à %(fit)s %%", fit=reach.fit(expert.slug)), f"{reach.query}&expert={expert.slug}"
    return Row(expert.name, about, f"/coordination/why?{why}", cells, expert.slug)


def _there(expert: brigade.Member, slot: Slot, facts: _Facts, reach: Reach | None) -> Cell:
    key = (expert.id, slot.id)
    cell = facts.taken.get(key) or (FREE if key in facts.open else CLOSED)
    return _reached(cell, reach, expert, slot) if reach else cell


def _reached(cell: Cell, reach: Reach, expert: brigade.Member, slot: Slot) -> Cell:
    """The cell as the place to which what is picked would go."""
    if cell.uid and cell.uid == reach.uid:
        return Cell("current", cell.text, _("elle est ici"), cell.href, uid=cell.uid, seen=cell.seen, reach="here")
    verdict = reach.verdict(expert, slot)
    state = {"can": "free", "soft": "draft", "no": "closed"}[verdict.reach]
    href = reach.href(verdict, expert.slug, slot.id)
    if not cell.text:
        return Cell(state, verdict.short, "", href, reach=verdict.reach)
    return replace(cell, detail=verdict.short, href=href, answer="", said="", reach="no")


def headline(expert: brigade.Member) -> str:
    """The first main specialty: what the coordinator looks for in the row's head."""
    return next((local(skill, "name") for skill in expert.skills if skill.is_main), "")


def _cell(row: Any, said: str, is_aside: bool, now: datetime) -> Cell:
    """The organization, the table, and what the weightier of the two calendars says."""
    answer = "absent" if row.trouble else said
    words = _("absence") if row.trouble else str(answers.WORDS[said]) if said else ""
    notes = [row[6], *([_("verrouillée")] if row.is_locked else []), *([_("hors règle")] if is_aside else [])]
    uid = row.uid if row.state == "live" else ""  # what is offered, or held by a proposal, is nobody's to move
    return Cell(
        _state(row, said, now), row[5], " · ".join(notes), f"/bookings/{row.uid}", answer, words, uid, row.sequence,
        locked=row.is_locked,
    )  # fmt: skip


def _state(row: Any, said: str, now: datetime) -> str:
    """As the macros name it: an offer waits for its answer, what a proposal holds for being published; a session to
    which somebody does not come, or of which somebody may not know, is in conflict."""
    if row.state in ("offered", "arranged"):
        return "waiting" if row.state == "offered" else "draft"
    if row.ends_at <= now:
        return "done"
    return "conflict" if row.trouble or said in ("declined", "bounced") else "booked"
