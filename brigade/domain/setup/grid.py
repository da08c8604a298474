"""The one grid of the brigade, made from days × hours × length × breaks; and made again without losing what is booked.

A slot that is wanted again is kept as it is. One that something refers to (a session, even a cancelled one) stays,
whatever is wanted; no new slot is put across it. What experts opened and when needs cannot come is carried over to the
new slots that it covers. `plan` says all of this beforehand, `make` does just that. Discarded: moving a booked session
to the nearest new slot (its calendars would change because of somebody's form).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, delete, select

from brigade.database import db, insert_rows
from brigade.domain import journal, references, seats
from brigade.domain.refusal import Refusal
from brigade.domain.setup import editions
from brigade.models import Availability, Edition, Expert, Need, NeedAbsence, Person, Seat, Slot

Span = tuple[datetime, datetime]
SOFT = (Availability, NeedAbsence)  # what may be carried over; all else holds its slot
MOST = 600  # slots: six days of five-minute steps; more is a slip of the hand


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form: the days, hours on the wall, the length of a session and the breaks."""

    days: Sequence[date]
    starts: time
    ends: time
    minutes: int
    breaks: Sequence[tuple[time, time]] = ()


@dataclass(frozen=True, slots=True)
class Loss:
    """An expert whose open hours shrink: from how many to how many."""

    expert: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What making this grid does. `stays`: slots outside of it that stay, with their live sessions; `crowded`: wanted
    ones that such a slot leaves no room for. `digest` says whether a plan is still the one that was shown."""

    wanted: tuple[Span, ...]
    kept: tuple[Slot, ...]
    made: tuple[Span, ...]
    crowded: tuple[Span, ...]
    dropped: tuple[Slot, ...]
    stays: tuple[tuple[Slot, int], ...]
    opened: frozenset[tuple[int, Span]]  # (expert, new slot)
    absent: frozenset[tuple[int, Span]]  # (need, new slot)
    losses: tuple[Loss, ...]
    digest: str

    @property
    def changes(self) -> bool:
        """Whether anything at all is to be done."""
        return bool(self.made or self.dropped)


def spans(edition: Edition, wanted: Wanted) -> list[Span]:
    """Every slot of these days: one after the other between the breaks."""
    zone, length, found = ZoneInfo(edition.zone), timedelta(minutes=wanted.minutes), []
    for day in sorted(set(wanted.days)):
        for first, last in _blocks(wanted):
            at, end = (datetime.combine(day, clock, zone).astimezone(ZoneInfo("UTC")) for clock in (first, last))
            while at + length <= end:
                found.append((at, at + length))
                at += length
    if not found:
        raise Refusal("empty-grid")
    if len(found) > MOST:
        raise Refusal("grid-too-big", number=len(found), most=MOST)
    return found


def _blocks(wanted: Wanted) -> list[tuple[time, time]]:
    """The hours between the breaks."""
    found, at = [], wanted.starts
    for first, last in sorted(wanted.breaks):
        if first > at:
            found.append((at, min(first, wanted.ends)))
        at = max(at, last)
    return [*found, (at, wanted.ends)] if at < wanted.ends else found


def plan(edition: Edition, wanted: Wanted) -> Plan:
    """What would be kept, made and lost; nothing is changed."""
    want = spans(edition, wanted)
    slots = db.session.scalars(select(Slot).where(Slot.edition_id == edition.id).order_by(Slot.starts_at)).all()
    held = _held(slots)
    kept = tuple(slot for slot in slots if _span(slot) in set(want))
    rest = [slot for slot in slots if slot not in set(kept)]
    stays = tuple((slot, held[slot.id]) for slot in rest if slot.id in held)
    dropped = tuple(slot for slot in rest if slot.id not in held)
    new = [span for span in want if span not in {_span(slot) for slot in kept}]
    crowded = tuple(span for span in new if any(_meet(span, _span(slot)) for slot, _number in stays))
    made = tuple(span for span in new if span not in set(crowded))
    opened, losses = _carry_open(edition, slots, dropped, made)
    ids = [[slot.id for slot in part] for part in (kept, dropped)]
    text = repr((sorted(want), ids, sorted(opened), losses, sorted(held.items())))
    return Plan(
        tuple(want), kept, made, crowded, dropped, stays, opened, _carry_absent(edition, dropped, made), losses,
        hashlib.sha256(text.encode()).hexdigest()[:16],
    )  # fmt: skip


def make(edition: Edition, wanted: Wanted, *, seen: str, by: Person, now: datetime) -> Plan:
    """Do what was shown; refused when something was booked or opened meanwhile."""
    seats.alone(edition.id)
    found = plan(edition, wanted)
    if found.digest != seen:
        raise Refusal("grid-changed")
    gone = [slot.id for slot in found.dropped]
    for kind in SOFT:
        db.session.execute(delete(kind).where(kind.slot_id.in_(gone)))
    db.session.execute(delete(Slot).where(Slot.id.in_(gone)))
    _write(edition, found, wanted)
    journal.record(
        "make-grid", at=now, by=by.id, edition=edition.id, made=len(found.made), dropped=len(found.dropped),
        kept=len(found.kept) + len(found.stays),
    )  # fmt: skip
    return found


def _write(edition: Edition, found: Plan, wanted: Wanted) -> None:
    """The brigade's dates first (the old slots follow), then the new slots and what is carried over to them."""
    phase = editions.phase_of(edition, "brigade")
    if phase is None:
        raise Refusal("no-brigade-phase")
    days = [*wanted.days, *(slot.day for slot, _number in found.stays)]
    phase.starts_on, phase.ends_on = min(days), max(days)
    db.session.flush()
    zone = ZoneInfo(edition.zone)
    insert_rows(
        Slot,
        [
            {
                "phase_id": phase.id, "phase_kind": "brigade", "phase_starts_on": phase.starts_on,
                "phase_ends_on": phase.ends_on, "edition_id": edition.id, "day": first.astimezone(zone).date(),
                "starts_at": first, "ends_at": last,
            }
            for first, last in found.made
        ],
    )  # fmt: skip
    rows = db.session.execute(select(Slot.id, Slot.starts_at).where(Slot.edition_id == edition.id))
    ids = {at: slot for slot, at in rows}
    insert_rows(Availability, [{"expert_id": who, "slot_id": ids[span[0]]} for who, span in sorted(found.opened)])
    insert_rows(NeedAbsence, [{"need_id": need, "slot_id": ids[span[0]]} for need, span in sorted(found.absent)])
    db.session.expire_all()


def _held(slots: Iterable[Slot]) -> dict[int, int]:
    """The slots that something refers to → how many live sessions they have."""
    ids = [slot.id for slot in slots]
    held: dict[int, int] = {}
    soft = {kind.__table__ for kind in SOFT}
    for table, column in references.to(Slot):
        if table not in soft:
            held |= dict.fromkeys(db.session.scalars(select(column).where(column.in_(ids)).distinct()), 0)
    for slot in db.session.scalars(select(Seat.slot_id).where(Seat.slot_id.in_(ids))):
        held[slot] = held.get(slot, 0) + 1
    return held


def _carry_open(
    edition: Edition, slots: Sequence[Slot], dropped: Sequence[Slot], made: Sequence[Span]
) -> tuple[frozenset[tuple[int, Span]], tuple[Loss, ...]]:
    """A new slot is open for whom the old open hours cover it whole; and whose hours shrink by it."""
    if not dropped:
        return frozenset(), ()
    span_of = {slot.id: _span(slot) for slot in slots}
    going = {slot.id for slot in dropped}
    open_ = _by_owner(
        select(Availability.expert_id, Availability.slot_id).join(Slot, Slot.id == Availability.slot_id)
        .where(Slot.edition_id == edition.id)
    )  # fmt: skip
    names = dict(db.session.execute(select(Expert.id, Expert.name).where(Expert.id.in_(open_))).all())
    found, losses = set(), []
    for expert, old in open_.items():
        covered = _joined(span_of[slot] for slot in old)
        new = {span for span in made if any(first <= span[0] and span[1] <= last for first, last in covered)}
        found |= {(expert, span) for span in new}
        before = _hours(span_of[slot] for slot in old)
        after = _hours([*(span_of[slot] for slot in old - going), *new])
        if after < before:
            losses.append(Loss(names[expert], before, after))
    return frozenset(found), tuple(sorted(losses, key=lambda loss: (loss.after - loss.before, loss.expert)))


def _carry_absent(edition: Edition, dropped: Sequence[Slot], made: Sequence[Span]) -> frozenset[tuple[int, Span]]:
    """Who could not come at an hour cannot come to a new slot that touches it."""
    spans = {slot.id: _span(slot) for slot in dropped}
    absent = _by_owner(
        select(NeedAbsence.need_id, NeedAbsence.slot_id).join(Need, Need.id == NeedAbsence.need_id)
        .where(Need.edition_id == edition.id, NeedAbsence.slot_id.in_(spans))
    )  # fmt: skip
    return frozenset(
        (need, span) for need, old in absent.items() for span in made if any(_meet(span, spans[slot]) for slot in old)
    )


def _by_owner(rows: Executable) -> dict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for owner, slot in db.session.execute(rows):
        found[owner].add(slot)
    return found


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Neighbours become one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _span(slot: Slot) -> Span:
    return slot.starts_at, slot.ends_at


def _meet(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _hours(spans: Iterable[Span]) -> float:
    return sum((last - first).total_seconds() for first, last in spans) / 3600
