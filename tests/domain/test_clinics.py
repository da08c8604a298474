"""Small groups: proposed where needs without a place share a question and an hour, joined one by one, called off."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import clinics, places
from brigade.domain.arranging import problem
from brigade.domain.refusal import Refusal
from brigade.models import Availability, Clinic, Message, Need, NeedAbsence, Person
from brigade.queries import audit
from brigade.solver.check import check
from brigade.solver.problem import Place
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage, ticketing


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage(number=3)


@pytest.fixture
def desk(stage: Stage) -> Person:
    return make.make_person(name="Hélène", is_coordinator=True)


@pytest.fixture
def foreign(stage: Stage) -> Need:
    need = stage.foreign_need(title="Des billets en ligne")
    need.specialties = [ticketing()]
    return need


def offered(stage: Stage, desk: Person) -> Clinic:
    (idea,) = clinics.ideas(stage.edition, NOW)
    return clinics.offer(idea, "Salle 2", by=desk, now=NOW)


def test_an_hour_that_suits_all_who_share_a_question(stage: Stage, foreign: Need) -> None:
    foreign.absences = [NeedAbsence(slot_id=stage.slots[0].id)]
    (idea,) = clinics.ideas(stage.edition, NOW)
    assert (idea.expert, idea.slot, set(idea.needs)) == (stage.expert, stage.slots[1], {stage.need, foreign})


@pytest.mark.parametrize("why", ["one organization", "booked", "never together", "nobody open", "another language"])
def test_no_group_where_there_is_none(stage: Stage, foreign: Need, why: str) -> None:
    if why == "one organization":
        foreign.state = "withdrawn"
        stage.another_need().specialties = [ticketing()]
    elif why == "booked":
        bookings.book(foreign, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    elif why == "never together":
        foreign.absences = [NeedAbsence(slot_id=slot.id) for slot in stage.slots]
    elif why == "nobody open":
        db.session.query(Availability).delete()
    else:
        stage.expert.languages = ["en"]
    db.session.flush()
    assert clinics.ideas(stage.edition, NOW) == []


def test_each_is_asked_once_and_the_hour_is_kept(stage: Stage, foreign: Need, desk: Person) -> None:
    clinic = offered(stage, desk)
    told = sorted(db.session.scalars(select(Message.to_email).where(Message.kind == "clinic")))
    assert foreign.author is not None
    assert told == sorted([stage.member.email, foreign.author.email, stage.expert.person.email])
    with pytest.raises(Refusal, match="not-open"):
        bookings.book(stage.need, stage.expert, clinic.slot, by=stage.member, now=NOW)
    assert clinics.ideas(stage.edition, NOW) == [] and audit.problems(NOW) == []


def test_each_opts_in_alone_and_may_change_its_mind(stage: Stage, foreign: Need, desk: Person) -> None:
    clinic = offered(stage, desk)
    mine = next(seat for seat in clinic.seats if seat.need_id == stage.need.id)
    clinics.answer(mine, True, by=stage.member, now=NOW)
    assert sorted(seat.answer for seat in clinic.seats) == ["", "coming"]
    clinics.answer(mine, False, by=stage.member, now=NOW)
    assert sorted(seat.answer for seat in clinic.seats) == ["", "passed"]


def test_nobody_comes_to_two_things_at_once(stage: Stage, foreign: Need, desk: Person) -> None:
    clinic, other = offered(stage, desk), stage.another_expert()
    mine = next(seat for seat in clinic.seats if seat.need_id == stage.need.id)
    bookings.book(stage.another_need(), other, clinic.slot, by=stage.member, now=NOW)
    with pytest.raises(Refusal, match="own-time"):
        clinics.answer(mine, True, by=stage.member, now=NOW)


def test_called_off_the_hour_opens_and_who_was_to_come_is_told(stage: Stage, foreign: Need, desk: Person) -> None:
    clinic = offered(stage, desk)
    mine, theirs = sorted(clinic.seats, key=lambda seat: seat.need_id != stage.need.id)
    clinics.answer(theirs, False, by=desk, now=NOW)
    for _ in range(2):
        clinics.cancel(clinic, by=desk, now=NOW)
    over = db.session.scalars(select(Message.to_email).where(Message.key.startswith("clinic-over:"))).all()
    assert sorted(over) == sorted([stage.member.email, stage.expert.person.email])
    bookings.book(stage.need, stage.expert, clinic.slot, by=stage.member, now=NOW)
    with pytest.raises(Refusal, match="clinic-over"):
        clinics.answer(mine, True, by=stage.member, now=NOW)


def test_an_hour_that_was_booked_meanwhile_is_not_taken_away(stage: Stage, foreign: Need, desk: Person) -> None:
    (idea,) = clinics.ideas(stage.edition, NOW)
    bookings.book(stage.need, stage.expert, idea.slot, by=stage.member, now=NOW)
    with pytest.raises(Refusal, match="clinic-taken"):
        clinics.offer(idea, "", by=desk, now=NOW)


def test_who_comes_to_a_group_is_not_booked_elsewhere_in_that_hour(stage: Stage, foreign: Need, desk: Person) -> None:
    clinic, other = offered(stage, desk), stage.another_expert()
    mine = next(seat for seat in clinic.seats if seat.need_id == stage.need.id)
    clinics.answer(mine, True, by=stage.member, now=NOW)
    free = places.free_places(places.everything(stage.need, NOW), [other], stage.slots)
    assert [slot.id for slot in free[other.slug]] == [slot.id for slot in stage.slots if slot != clinic.slot]
    with pytest.raises(Refusal, match="own-time"):
        bookings.book(stage.need, other, clinic.slot, by=stage.member, now=NOW)
    clinics.answer(mine, False, by=stage.member, now=NOW)
    bookings.book(stage.need, other, clinic.slot, by=stage.member, now=NOW)


def test_a_proposal_seats_nobody_elsewhere_in_the_hour_of_their_group(
    stage: Stage, foreign: Need, desk: Person
) -> None:
    clinic = offered(stage, desk)
    mine = next(seat for seat in clinic.seats if seat.need_id == stage.need.id)
    assert problem.read(stage.edition, "gaps", {}, NOW).problem.taken == {}, "nobody has said yes"
    clinics.answer(mine, True, by=stage.member, now=NOW)
    db.session.flush()
    asked = problem.read(stage.edition, "gaps", {}, NOW).problem
    assert asked.taken == {stage.organization.id: frozenset({clinic.slot_id})}
    elsewhere = Place(stage.need.id, stage.another_expert().id, clinic.slot_id)
    asked = problem.read(stage.edition, "gaps", {}, NOW).problem
    assert [each for each in check(asked, [elsewhere]) if "another session then" in each]
