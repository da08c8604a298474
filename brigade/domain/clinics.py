"""Needs that nobody has an hour for, but that share a question: a small group meets one expert, each if it wants to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload, selectinload

from brigade.database import db
from brigade.domain import journal, seats
from brigade.domain.refusal import Refusal
from brigade.mail import clinics as letters
from brigade.mail import outbox
from brigade.models import (
    Availability,
    Clinic,
    ClinicSeat,
    Conflict,
    Edition,
    Expert,
    ExpertSpecialty,
    Need,
    Person,
    Seat,
    Slot,
    Specialty,
    Table,
)

FEWEST = 2  # organizations that make a group


@dataclass(frozen=True, slots=True)
class Idea:
    """These needs could meet this expert together in this hour."""

    specialty: Specialty
    expert: Expert
    slot: Slot
    needs: tuple[Need, ...]


def ideas(edition: Edition, now: datetime) -> list[Idea]:
    """For each specialty the hour of one of its experts that suits most organizations without a place; most first."""
    waiting, taken = _unmet(edition), _taken(edition)
    free = free_hours(edition, now)
    best = (_best(specialty, needs, free, taken) for specialty, needs in waiting.items() if len(needs) >= FEWEST)
    found = [idea for idea in best if idea]
    return sorted(found, key=lambda idea: (-len(idea.needs), idea.specialty.id))


def offer(idea: Idea, place: str, *, by: Person, now: datetime) -> Clinic:
    """Keep the hour for the group and ask each organization; the expert is told."""
    edition = idea.expert.edition_id
    seats.alone(edition)
    _close_hour(idea.expert, idea.slot)
    clinic = Clinic(
        edition_id=edition, specialty_id=idea.specialty.id, expert_id=idea.expert.id, slot_id=idea.slot.id, place=place,
        created_at=now,
    )  # fmt: skip
    clinic.seats = [_asked(need) for need in idea.needs]
    db.session.add(clinic)
    db.session.flush()
    for seat in clinic.seats:
        letter = letters.invited(clinic, seat.need, seat.person.language, seat.person.name)
        outbox.post(letter, seat.person, key=f"clinic:{clinic.uid}:{seat.need_id}", kind="clinic", now=now)
    _tell_expert(clinic, "clinic-expert", now)
    journal.record(
        "offer-clinic", at=now, by=by.id, edition=edition, expert=idea.expert.name, title=idea.specialty.name_fr,
        places=[_place(clinic)],
    )  # fmt: skip
    return clinic


def answer(seat: ClinicSeat, coming: bool, *, by: Person, now: datetime) -> None:
    """Opt in or out, one organization at a time; it may change its mind until the hour."""
    clinic = seat.clinic
    seats.alone(clinic.edition_id)
    db.session.refresh(clinic)
    if clinic.state != "open" or clinic.slot.starts_at <= now:
        raise Refusal("clinic-over")
    own = Seat.organization_id == seat.organization_id, Seat.slot_id == clinic.slot_id
    if coming and db.session.scalar(select(Seat.booking_id).where(*own)):
        raise Refusal("own-time")
    seat.answer, seat.answered_at = "coming" if coming else "passed", now
    act = "join-clinic" if coming else "pass-clinic"
    journal.record(
        act, at=now, by=by.id, edition=clinic.edition_id, expert=clinic.expert.name,
        places=[_place(clinic, seat.organization_id)],
    )  # fmt: skip


def cancel(clinic: Clinic, *, by: Person, now: datetime) -> None:
    """It does not take place: the hour opens again, and whoever was to come is told. Twice is once."""
    seats.alone(clinic.edition_id)
    db.session.refresh(clinic)
    if clinic.state != "open":
        return
    clinic.state = "cancelled"
    db.session.add(Availability(expert_id=clinic.expert_id, slot_id=clinic.slot_id))
    for seat in clinic.seats:
        if seat.answer != "passed":
            letter = letters.called_off(clinic, seat.person.language, seat.person.name)
            outbox.post(letter, seat.person, key=f"clinic-over:{clinic.uid}:{seat.need_id}", kind="clinic", now=now)
    _tell_expert(clinic, "clinic-over", now)
    coming = [seat.organization_id for seat in clinic.seats if seat.answer == "coming"]
    journal.record(
        "cancel-clinic", at=now, by=by.id, edition=clinic.edition_id, expert=clinic.expert.name,
        places=[_place(clinic), *(_place(clinic, organization) for organization in coming)],
    )  # fmt: skip


def _tell_expert(clinic: Clinic, what: str, now: datetime) -> None:
    person = clinic.expert.person
    make = letters.for_expert if what == "clinic-expert" else letters.called_off
    letter = make(clinic, person.language, person.name)
    outbox.post(letter, person, key=f"{what}:{clinic.uid}:expert", kind="clinic", now=now)


def _place(clinic: Clinic, organization: int = 0) -> journal.Place:
    """Where it stands on paper: at a table, or (0) elsewhere in the venue; with that organization's own sheet."""
    named = select(Table.id).where(Table.edition_id == clinic.edition_id, Table.name == clinic.place)
    return clinic.expert_id, clinic.slot_id, db.session.scalar(named) or 0, organization


def _asked(need: Need) -> ClinicSeat:
    return ClinicSeat(need_id=need.id, organization_id=need.organization_id, person_id=need.author_id, answer="")


def _close_hour(expert: Expert, slot: Slot) -> None:
    """Nobody books it from here on; refused if somebody just has."""
    hour = Availability.expert_id == expert.id, Availability.slot_id == slot.id
    if db.session.scalar(select(Seat.booking_id).where(Seat.expert_id == expert.id, Seat.slot_id == slot.id)):
        raise Refusal("clinic-taken")
    closed = delete(Availability).where(*hour).returning(Availability.slot_id)
    if db.session.scalar(closed, execution_options={"synchronize_session": False}) is None:
        raise Refusal("clinic-taken")


def _unmet(edition: Edition) -> Mapping[Specialty, list[Need]]:
    """Open needs without a place, and without an open group, by each specialty that was chosen."""
    asked = select(ClinicSeat.need_id).join(Clinic).where(Clinic.state == "open", ClinicSeat.answer != "passed")
    rows = db.session.scalars(
        select(Need).where(Need.edition_id == edition.id, Need.state == "open", Need.organization_id.is_not(None))
        .where(Need.id.not_in(select(Seat.need_id)), Need.id.not_in(asked)).order_by(Need.id)
        .options(selectinload(Need.specialties), selectinload(Need.absences), joinedload(Need.organization))
    )  # fmt: skip
    found: defaultdict[Specialty, list[Need]] = defaultdict(list)
    for need in rows:
        for specialty in need.specialties:
            if all(other.organization_id != need.organization_id for other in found[specialty]):
                found[specialty].append(need)
    return found


def _taken(edition: Edition) -> set[tuple[int, int]]:
    """(organization, slot) of every held place."""
    rows = select(Seat.organization_id, Seat.slot_id).join(Slot, Slot.id == Seat.slot_id)
    return {(row[0], row[1]) for row in db.session.execute(rows.where(Slot.edition_id == edition.id))}


def free_hours(edition: Edition, now: datetime) -> list[tuple[Expert, Slot]]:
    """Open hours to come in which nobody is booked, in time order."""
    busy = select(Seat.booking_id).where(Seat.expert_id == Expert.id, Seat.slot_id == Slot.id).exists()
    rows = db.session.execute(
        select(Expert, Slot).join(Availability, Availability.expert_id == Expert.id)
        .join(Slot, Slot.id == Availability.slot_id).where(Expert.edition_id == edition.id, Slot.starts_at > now, ~busy)
        .options(selectinload(Expert.skills).joinedload(ExpertSpecialty.specialty)).order_by(Slot.starts_at, Expert.id)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


def _best(
    specialty: Specialty, needs: Sequence[Need], free: Sequence[tuple[Expert, Slot]], taken: set[tuple[int, int]]
) -> Idea | None:
    avoided = {(row[0], row[1]) for row in db.session.execute(select(Conflict.expert_id, Conflict.organization_id))}
    best: Idea | None = None
    for expert, slot in free:
        if all(skill.specialty_id != specialty.id for skill in expert.skills):
            continue
        able = tuple(need for need in needs if _can_come(need, expert, slot, taken, avoided))
        if len(able) >= FEWEST and (best is None or len(able) > len(best.needs)):
            best = Idea(specialty, expert, slot, able)
    return best


def _can_come(
    need: Need, expert: Expert, slot: Slot, taken: set[tuple[int, int]], avoided: set[tuple[int, int]]
) -> bool:
    organization = need.organization_id or 0
    return (
        need.language in expert.languages and (organization, slot.id) not in taken
        and (expert.id, organization) not in avoided and all(each.slot_id != slot.id for each in need.absences)
    )  # fmt: skip
