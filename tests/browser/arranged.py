"""More scenes for the walk: proposals of every fate, a search that died, an itinerary that is held, a small group."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select

from brigade.database import db
from brigade.domain import clinics, itineraries
from brigade.domain.arranging import applying, draw, publishing, review, runs
from brigade.models import Edition, Expert, Need, Person, Proposal, Seat, Slot, Specialty
from brigade.queries import brigade, editions
from brigade.queries import matches as found
from brigade.solver.problem import Gain
from tests.domain.arranging.drafts import Wanted, draft, line


def arrange(edition: Edition, by: Person, now: datetime) -> dict[str, str]:
    """Each proposal seats a few needs that have no place yet."""
    first, second, third, *_ = _places(edition, now)
    run = runs.ask(edition, "scratch", {}, seconds=60, by=by, now=now)
    runs.claim(run.uid, now)
    runs.fail(run, "died", "-9", now)
    applied = draft(edition, *_held(edition), first, mode="gaps", now=now)
    applying.apply(applied, by=by, now=now)
    codes = [draw.code(each) for each in draw.entrants(edition)]
    published = draft(edition, *_held(edition), second, mode="opening", now=now, seed="érable", list=codes)
    _publish(published, by, now)
    # Whoever is booked, and is not in this one, would lose their place.
    again = draft(edition, third, now=now, gains=_gains(edition))
    review.answer(again, [line(again, third[0]).uid], "locked", by=by, now=now)
    return {
        "run-failed": run.uid, "proposal-applied": applied.uid, "proposal-published": published.uid,
        "proposal-draft": again.uid,
    }  # fmt: skip


def _gains(edition: Edition) -> list[Gain]:
    """Two subjects: one of two days and well checked, one of a single hour."""
    slots = [slot.id for slot in editions.slots(edition)]
    first, second = db.session.scalars(select(Specialty.id).order_by(Specialty.id).limit(2))
    return [
        Gain(first, tuple(slots[:2]), 1, 2, 7, True), Gain(first, tuple(slots[-2:]), 0, 1, 1),
        Gain(second, tuple(slots[2:3]), 0, 1, 1),
    ]  # fmt: skip


def _held(edition: Edition) -> list[Wanted]:
    """Every session that stands, where it is."""
    rows = (
        select(Need, Expert, Slot).join(Seat, Seat.need_id == Need.id).join(Expert, Expert.id == Seat.expert_id)
        .join(Slot, Slot.id == Seat.slot_id).where(Need.edition_id == edition.id)
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in db.session.execute(rows)]


def _places(edition: Edition, now: datetime) -> list[Wanted]:
    """Needs of different organizations without a place, and the first free time of who fits best."""
    needs = db.session.scalars(
        select(Need).where(Need.edition_id == edition.id, Need.state == "open", Need.organization_id.is_not(None))
        .where(Need.id.not_in(select(Seat.need_id)), Need.organization_id.not_in(select(Seat.organization_id)))
        .order_by(Need.id)
    )  # fmt: skip
    chosen: dict[tuple[str, int], Wanted] = {}
    for need in needs:
        best = next(iter(found.of(need, now, tells_conflicts=False).offered), None)
        places = [slot.id for day in best.days for slot in day.slots] if best else []
        free = next((slot for slot in places if best and (best.slug, slot) not in chosen), None)
        if best and free and (place := brigade.find_place(edition, best.slug, str(free))):
            chosen[best.slug, free] = (need, *place)
    return list(chosen.values())


def _publish(proposal: Proposal, by: Person, now: datetime) -> None:
    applying.apply(proposal, by=by, now=now)
    publishing.publish(proposal, seen=1, by=by, now=now)


def come(need: Need, author: Person, by: Person, now: datetime) -> dict[str, str]:
    """A run of sessions held for the author's organization, and a small group to which it was asked."""
    edition, organization = need.edition, need.organization
    assert organization is not None
    wanted = list(itineraries.open_needs(organization))
    held = itineraries.hold(organization, wanted, time(8), time(20), by=author, now=now)
    return {"itinerary": held.uid, "clinic": _group(edition, need, by, now)}


def _group(edition: Edition, need: Need, by: Person, now: datetime) -> str:
    """In the last hour that anybody has free."""
    expert, slot = clinics.free_hours(edition, now)[-1]
    idea = clinics.Idea(expert.skills[0].specialty, expert, slot, (need,))
    return clinics.offer(idea, "Salle 2, à l’étage", by=by, now=now).uid
