"""Proposals as the coordinator reads them: the list, one line by line, one as a day's board, two side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from brigade.database import db
from brigade.domain.arranging import words
from brigade.language import gettext as _
from brigade.language import hour
from brigade.models import (
    Availability,
    Booking,
    Edition,
    Expert,
    Membership,
    Need,
    Organization,
    Person,
    Proposal,
    ProposedBooking,
    Run,
    Slot,
)
from brigade.queries import board, brigade, editions

MOST = 50  # runs in the list
STATES = {"new": "draft", "moved": "waiting", "unchanged": "booked", "ended": "conflict"}  # as the board names them
_FORMER, _FORMER_SLOT = aliased(Expert), aliased(Slot)


@dataclass(frozen=True, slots=True)
class Entry:
    """A run in the list, what it led to, and how many lines of each kind."""

    run: Run
    proposal: Proposal | None
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One need of a proposal: where its session would be, where it was; `why` it has no place, or was left out."""

    uid: str
    kind: str
    state: str
    fate: str
    need: str
    title: str
    organization_id: int
    organization: str
    expert: str
    slot: Slot | None
    former_expert: str
    former_slot: Slot | None
    booking: str
    fit: float
    why: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What is compared: organizations with a first session (of all), sessions, mean fit, breaks, changes, and loads."""

    organizations: int
    first: int
    placed: int
    fit: float
    breaks: int
    changes: int
    proven: tuple[str, ...]
    gap: float
    seconds: float
    sessions_of: tuple[tuple[int, int], ...]
    loads: Mapping[str, int]


def current_run(edition: Edition) -> Run | None:
    """The run that is under way."""
    return db.session.scalar(
        select(Run).where(Run.edition_id == edition.id, Run.state.in_(("waiting", "running")))
        .options(joinedload(Run.by))
    )  # fmt: skip


def entries(edition: Edition) -> list[Entry]:
    """The newest runs and their proposals, newest first."""
    rows = db.session.execute(
        select(Run, Proposal).outerjoin(Proposal, Proposal.run_id == Run.id).where(Run.edition_id == edition.id)
        .options(joinedload(Run.by)).order_by(Run.id.desc()).limit(MOST)
    ).all()  # fmt: skip
    kinds = _kinds([proposal.id for _run, proposal in rows if proposal])
    return [Entry(run, proposal, kinds.get(proposal.id if proposal else 0, {})) for run, proposal in rows]


def _kinds(proposals: Sequence[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    line = ProposedBooking
    counted = select(line.proposal_id, line.kind, func.count()).where(line.proposal_id.in_(proposals))
    for proposal, kind, number in db.session.execute(counted.group_by(line.proposal_id, line.kind)):
        found.setdefault(proposal, {})[kind] = number
    return found


def find_run(edition: Edition, uid: str) -> tuple[Run, Proposal | None] | None:
    """The run with that uid, and what it led to."""
    row = db.session.execute(
        select(Run, Proposal).outerjoin(Proposal, Proposal.run_id == Run.id)
        .where(Run.uid == uid, Run.edition_id == edition.id)
    ).first()  # fmt: skip
    return (row[0], row[1]) if row else None


def find(edition: Edition, uid: str) -> Proposal | None:
    """The proposal with that uid, with its run."""
    return db.session.scalar(
        select(Proposal).where(Proposal.uid == uid, Proposal.edition_id == edition.id)
        .options(joinedload(Proposal.run).joinedload(Run.by))
    )  # fmt: skip


def lines(proposal: Proposal) -> list[Line]:
    """Every line, in the order of the days; those without a place last."""
    row = ProposedBooking
    rows = db.session.execute(
        select(
            row, Need.uid, Need.title, Organization.id, Organization.name, Expert.name, Slot, _FORMER.name,
            _FORMER_SLOT, Booking.uid,
        )
        .join(Need, Need.id == row.need_id).join(Organization, Organization.id == Need.organization_id)
        .outerjoin(Expert, Expert.id == row.expert_id).outerjoin(Slot, Slot.id == row.slot_id)
        .outerjoin(_FORMER, _FORMER.id == row.former_expert_id)
        .outerjoin(_FORMER_SLOT, _FORMER_SLOT.id == row.former_slot_id)
        .outerjoin(Booking, Booking.id == row.booking_id)
        .where(row.proposal_id == proposal.id)
        .order_by(Slot.starts_at.is_(None), Slot.starts_at, Organization.name, row.id)
    )  # fmt: skip
    return [_line(*found) for found in rows]


def _line(row: ProposedBooking, *names: Any) -> Line:
    need, title, organization_id, organization, expert, slot, former_expert, former_slot, booking = names
    return Line(
        row.uid, row.kind, row.state, row.fate, need, title, organization_id, organization, expert or "", slot,
        former_expert or "", former_slot, booking or "", row.fit, _why(row),
    )  # fmt: skip


def _why(row: ProposedBooking) -> str:
    if row.fate == "stale" or (row.fate == "done" and row.reason):
        return words.stale(row.reason)
    return words.unplaced(row.reason) if row.kind in ("unplaced", "ended") else ""


def figures(proposal: Proposal, found: Sequence[Line]) -> Figures:
    """The whole in numbers; the solver's own, and what the lines add up to."""
    placed = [line for line in found if line.slot is not None]
    each = Counter(line.organization_id for line in placed)
    kept = proposal.figures
    spread = Counter(each[organization] for organization in {line.organization_id for line in found})
    return Figures(
        organizations=kept["organizations"], first=len(each), placed=len(placed),
        fit=sum(line.fit for line in placed) / len(placed) if placed else 0.0,
        breaks=kept["value"]["breaks"], changes=sum(line.kind in ("moved", "ended") for line in found),
        proven=tuple(kept["proven"]), gap=kept["gaps"].get("fit", 0.0), seconds=sum(kept["seconds"].values()),
        sessions_of=tuple(sorted(spread.items())), loads=Counter(line.expert for line in placed),
    )  # fmt: skip


def open_hours(edition: Edition) -> dict[str, int]:
    """Expert's name → how many slots they are open in."""
    rows = (
        select(Expert.name, func.count(Availability.slot_id)).outerjoin(Availability)
        .where(Expert.edition_id == edition.id).group_by(Expert.id, Expert.name).order_by(Expert.name)
    )  # fmt: skip
    return {row[0]: row[1] for row in db.session.execute(rows)}


def day_board(edition: Edition, found: Sequence[Line], wanted: date | None) -> board.Board:
    """The proposal as a board of one day; each cell says what would become of it."""
    days = editions.days(edition)
    day = next((each for each in days if each.date == wanted), days[0] if days else None)
    if day is None:
        return board.Board([], None, [], [], [])
    columns = [board.Column(hour(slot.starts_at, edition.zone), slot.id in day.breaks) for slot in day.slots]
    at = {(line.expert, line.slot.id): line for line in found if line.slot is not None}
    left = {(line.former_expert, line.former_slot.id): line for line in found if _leaves(line) and line.former_slot}
    open_ = _open_on(day)
    rows = [
        board.Row(
            expert.name, "", f"/experts/{expert.slug}",
            [
                _cell(at.get((expert.name, slot.id)), left.get((expert.name, slot.id)), (expert.id, slot.id) in open_)
                for slot in day.slots
            ],
        )
        for expert in brigade.experts(edition)
    ]
    counts = Counter(cell.state for row in rows for cell in row.cells)
    shown = [(state, counts[state]) for state in ("draft", "waiting", "booked")]
    return board.Board([each.date for each in days], day.date, columns, rows, shown)


def _leaves(line: Line) -> bool:
    return line.kind in ("moved", "ended")


def _open_on(day: editions.Day) -> set[tuple[int, int]]:
    slots = Availability.slot_id.in_([slot.id for slot in day.slots])
    rows = db.session.execute(select(Availability.expert_id, Availability.slot_id).where(slots))
    return {(row[0], row[1]) for row in rows}


def _cell(line: Line | None, left: Line | None, is_open: bool) -> board.Cell:
    if line is not None:
        said = {"new": _("nouvelle"), "moved": _("déplacée"), "unchanged": _("inchangée")}[line.kind]
        href = f"/bookings/{line.booking}" if line.booking else None
        return board.Cell(STATES[line.kind], line.organization, said, href)
    if left is not None:
        return board.Cell("closed" if not is_open else "free", "", _("quittée par %(who)s", who=left.organization))
    return board.FREE if is_open else board.CLOSED


@dataclass(frozen=True, slots=True)
class Told:
    """A person whom publishing, or taking back, concerns, and with how many sessions."""

    name: str
    email: str
    language: str
    number: int


def told(rows: Sequence[ProposedBooking]) -> list[Told]:
    """Everybody who would get a message because of these lines: both sides, and experts who lose a session."""
    bookings = {row.booking for row in rows if row.booking}
    experts = {(row.id, expert) for row in rows for expert in (row.expert_id, row.former_expert_id) if expert}
    people = Counter({booking.person_id: 0 for booking in bookings})
    people.update(row.booking.person_id for row in rows if row.booking)
    of_expert = {
        row[0]: row[1]
        for row in db.session.execute(
            select(Expert.id, Expert.person_id).where(Expert.id.in_({expert for _line, expert in experts}))
        )
    }
    people.update(of_expert[expert] for _line, expert in experts)
    found = db.session.scalars(select(Person).where(Person.id.in_(people)).order_by(Person.name, Person.email))
    return [Told(person.name, person.email, person.language, people[person.id]) for person in found]


def latest_others(edition: Edition, proposal: Proposal) -> list[Proposal]:
    """Other proposals to compare with, newest first."""
    return list(
        db.session.scalars(
            select(Proposal).where(Proposal.edition_id == edition.id, Proposal.id != proposal.id)
            .options(joinedload(Proposal.run)).order_by(Proposal.id.desc()).limit(MOST)
        )
    )  # fmt: skip


def own_organization(person: Person, edition: Edition) -> Organization | None:
    """The organization of this edition for which the person acts."""
    return db.session.scalar(
        select(Organization).join(Membership, Membership.organization_id == Organization.id)
        .where(Membership.person_id == person.id, Organization.edition_id == edition.id).limit(1)
    )  # fmt: skip


def waiting_since(run: Run, now: datetime) -> int:
    """Seconds since it was asked for."""
    return max(0, int((now - run.asked_at).total_seconds()))
