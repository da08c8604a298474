"""The day as pages show it: what counts as now while an expert runs late, and what the countdown counts to."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import day as acts
from brigade.queries import day as days
from tests.factories import NOW
from tests.stage import make_stage


def test_the_countdown_never_counts_below_zero(app: Flask) -> None:
    stage = make_stage()
    booked = bookings.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    slot = booked.slot
    acts.run_late(stage.expert, 10, by=stage.member, now=slot.starts_at)
    db.session.flush()
    during, after = (days.of(stage.edition, slot.day, slot.ends_at + timedelta(minutes=by)) for by in (-5, 5))
    assert during.ends_at == slot.ends_at
    assert [line.uid for line in after.now] == [booked.uid], "they still sit there"
    assert after.ends_at is None, "its hour is over by the grid"
    assert after.turns_at == slot.ends_at + timedelta(minutes=10)
