"""The grid, made again: what is booked stays, what experts opened follows, and what cannot be kept is said before."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking, changes
from brigade.domain.refusal import Refusal
from brigade.domain.setup import grid
from brigade.models import Availability, Edition, Entry, Expert, NeedAbsence, Phase, Seat, Slot
from tests import factories as make
from tests.factories import FIRST_DAY, NOW
from tests.stage import Stage, make_stage


@pytest.fixture
def stage(app: Flask) -> Stage:
    """Six half hours from nine, in which Amélie is open."""
    return make_stage(number=6)


def wanted(minutes: int = 30, starts: time = time(9), ends: time = time(12), **values: object) -> grid.Wanted:
    return grid.Wanted(**{"days": [FIRST_DAY], "starts": starts, "ends": ends, "minutes": minutes} | values)  # type: ignore[arg-type]


def made(stage: Stage, asked: grid.Wanted) -> grid.Plan:
    seen = grid.plan(stage.edition, asked).digest
    return grid.make(stage.edition, asked, seen=seen, by=stage.member, now=NOW)


def hours(edition: Edition) -> list[tuple[str, str]]:
    zone = ZoneInfo(make.ZONE)
    rows = db.session.scalars(select(Slot).where(Slot.edition_id == edition.id).order_by(Slot.starts_at))
    return [(f"{slot.starts_at.astimezone(zone):%d %H:%M}", f"{slot.ends_at.astimezone(zone):%H:%M}") for slot in rows]


def opened(expert: Expert) -> float:
    rows = select(Slot).join(Availability, Availability.slot_id == Slot.id).where(Availability.expert_id == expert.id)
    return sum((slot.ends_at - slot.starts_at).total_seconds() for slot in db.session.scalars(rows)) / 3600


def test_days_hours_length_and_breaks_make_the_grid(stage: Stage) -> None:
    asked = wanted(45, ends=time(16), days=[FIRST_DAY, FIRST_DAY + timedelta(days=2)], breaks=[(time(11), time(13))])
    made(stage, asked)
    first = [("01 09:00", "09:45"), ("01 09:45", "10:30"), ("01 13:00", "13:45")]
    found = hours(stage.edition)
    assert [found[0], found[1], found[2]] == first and len(found) == 12
    assert found[6][0] == "03 09:00"
    phase = db.session.scalars(select(Phase)).one()
    assert (phase.starts_on, phase.ends_on) == (FIRST_DAY, FIRST_DAY + timedelta(days=2))


def test_the_same_grid_again_changes_nothing(stage: Stage) -> None:
    before = [slot.id for slot in stage.slots]
    plan = made(stage, wanted())
    assert not plan.changes and len(plan.kept) == 6 and plan.losses == ()
    assert [row.id for row in db.session.scalars(select(Slot).order_by(Slot.starts_at))] == before
    assert opened(stage.expert) == 3


def test_shorter_sessions_take_the_open_hours_along(stage: Stage) -> None:
    plan = made(stage, wanted(20))
    assert len(plan.made) == 9 and plan.losses == () and opened(stage.expert) == 3


def test_what_is_booked_stays_and_nothing_is_put_across_it(stage: Stage) -> None:
    kept = booking.book(stage.need, stage.expert, stage.slots[1], by=stage.member, now=NOW)  # 9:30 to 10:00
    at = kept.slot.starts_at
    plan = made(stage, wanted(60))
    assert [(slot.starts_at, number) for slot, number in plan.stays] == [(at, 1)]
    assert len(plan.crowded) == 1 and len(plan.made) == 2
    db.session.refresh(kept)
    assert (kept.state, kept.slot.starts_at, kept.sequence) == ("live", at, 0)
    assert db.session.scalar(select(Seat.booking_id)) == kept.id
    assert hours(stage.edition) == [("01 09:30", "10:00"), ("01 10:00", "11:00"), ("01 11:00", "12:00")]


def test_hours_that_are_lost_are_named(stage: Stage) -> None:
    bruno = stage.another_expert()
    assert bruno.name == "Bruno Roy"
    plan = grid.plan(stage.edition, wanted(ends=time(11)))
    assert [(loss.expert, loss.before, loss.after) for loss in plan.losses] == [
        ("Amélie Gagnon", 3, 2), ("Bruno Roy", 3, 2),
    ]  # fmt: skip
    assert opened(bruno) == 3, "a plan changes nothing"


def test_a_cancelled_session_keeps_its_slot_for_the_record(stage: Stage) -> None:
    gone = booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    changes.cancel(gone, reason="grippe", by=stage.member, now=NOW)
    plan = made(stage, wanted(starts=time(10)))
    assert [(slot.id, number) for slot, number in plan.stays] == [(stage.slots[0].id, 0)]


def test_who_cannot_come_cannot_come_to_the_new_slot_either(stage: Stage) -> None:
    stage.need.absences = [NeedAbsence(slot_id=stage.slots[2].id)]  # 10:00 to 10:30
    db.session.flush()
    made(stage, wanted(45))
    absent = select(Slot).join(NeedAbsence, NeedAbsence.slot_id == Slot.id)
    assert len(db.session.scalars(absent).all()) == 1


def test_what_was_booked_meanwhile_is_seen_before_anything_is_made(stage: Stage) -> None:
    asked = wanted(60)
    seen = grid.plan(stage.edition, asked).digest
    booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    with pytest.raises(Refusal, match="grid-changed"):
        grid.make(stage.edition, asked, seen=seen, by=stage.member, now=NOW)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (wanted(240, ends=time(10)), "empty-grid"),
        (wanted(breaks=[(time(8), time(13))]), "empty-grid"),
        (wanted(5, time(0), time(23, 59), days=[FIRST_DAY + timedelta(days=n) for n in range(10)]), "grid-too-big"),
    ],
)
def test_a_grid_that_cannot_be_is_refused(stage: Stage, asked: grid.Wanted, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        grid.plan(stage.edition, asked)


def test_hours_on_the_wall_are_kept_over_a_change_of_the_clocks(app: Flask) -> None:
    edition = make.make_edition()
    make.make_phase(edition=edition, first=date(2027, 3, 12))
    days = [date(2027, 3, 13), date(2027, 3, 14)]  # the clocks change in the night between them
    asked = grid.Wanted(days, time(9), time(10), 60)
    seen = grid.plan(edition, asked).digest
    grid.make(edition, asked, seen=seen, by=make.make_person(), now=NOW)
    found = db.session.scalars(select(Slot).order_by(Slot.starts_at)).all()
    assert [slot.starts_at.hour for slot in found] == [14, 13] and hours(edition)[1] == ("14 09:00", "10:00")


def test_the_journal_says_what_was_done(stage: Stage) -> None:
    made(stage, wanted(60))
    entry = db.session.scalars(select(Entry).where(Entry.act == "make-grid")).one()
    assert entry.facts == {"made": 3, "dropped": 6, "kept": 0}
