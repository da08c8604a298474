"""Opening and closing hours: the whole set at once, and never under a session."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import availability, booking
from brigade.domain.refusal import Refusal
from brigade.models import Availability, Entry, Expert
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage


def set_open(stage: Stage, slots: set[int]) -> None:
    availability.set_open(stage.expert, slots, by=stage.expert.person, now=NOW)
    db.session.commit()


def open_slots(expert: Expert) -> set[int]:
    return set(db.session.scalars(select(Availability.slot_id).where(Availability.expert_id == expert.id)))


def test_exactly_these_are_open(app: Flask) -> None:
    stage = make_stage()
    wanted = {slot.id for slot in stage.slots[2:]}
    set_open(stage, wanted)
    assert open_slots(stage.expert) == wanted
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.act, entry.facts["opened"], entry.facts["closed"]) == ("set-availability", 0, 2)


def test_nothing_may_be_open(app: Flask) -> None:
    stage = make_stage()
    set_open(stage, set())
    assert open_slots(stage.expert) == set()


def test_slots_that_are_not_there_are_left_out(app: Flask) -> None:
    stage, elsewhere = make_stage(), make_stage()
    set_open(stage, {stage.slots[0].id, elsewhere.slots[0].id, 999_999_999})
    assert open_slots(stage.expert) == {stage.slots[0].id}


def test_another_expert_is_not_touched(app: Flask) -> None:
    stage = make_stage()
    other = stage.another_expert()
    set_open(stage, set())
    assert len(open_slots(other)) == len(stage.slots)


def test_an_hour_with_a_session_does_not_close(app: Flask) -> None:
    stage = make_stage()
    booking.book(stage.need, stage.expert, stage.slots[1], by=stage.member, now=NOW)
    db.session.commit()
    with pytest.raises(Refusal) as refused:
        set_open(stage, {stage.slots[0].id})
    db.session.rollback()
    assert refused.value.code == "slot-has-meeting"
    assert refused.value.values == {"when": "mardi 1er décembre, 9 h 30", "contact": stage.edition.contact_email}
    assert open_slots(stage.expert) == {slot.id for slot in stage.slots}, "all or nothing"


def test_a_cancelled_session_keeps_nothing_open(app: Flask) -> None:
    stage = make_stage()
    make.make_booking(
        need=stage.need, expert=stage.expert, slot=stage.slots[0], table=stage.tables[0], person=stage.member,
        state="cancelled",
    )  # fmt: skip
    db.session.commit()
    set_open(stage, set())
    assert open_slots(stage.expert) == set()
