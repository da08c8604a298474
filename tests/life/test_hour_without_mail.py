"""An hour without a mail server while five hundred sessions are booked, moved and cancelled; then a real one is back.

What counts is what arrived: the small calendar of receiver.py reads it, and `truth` compares it with what is true.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.mail.letters import Letter
from brigade.mail.postman import once
from brigade.models import Booking, Message
from tests.life import truth
from tests.life.acts import Acts
from tests.life.cast import Cast
from tests.life.conftest import MakeStage
from tests.life.office import Office
from tests.mail.conftest import REALLY
from tests.mail.smtpd import Mailroom, free_port, listening, parsed

EXPERTS, HOURS, BOOKINGS = 25, 21, 500  # a free hour is left for each expert, to move to


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what postmen claim on each is in test_machine.py
def test_five_hundred_sessions_an_hour_without_mail(
    app: Flask, stage: MakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("letters", "notices"):
        monkeypatch.setattr(f"brigade.mail.{module}.compose", lambda *_, **__: Letter("x", "x", "x"))
    cast = make_hall(stage)
    app.config.update(REALLY, MAIL_SERVER="127.0.0.1", MAIL_PORT=free_port())
    acts = Acts(app, Office(), cast)
    for quarter in range(4):
        change(acts, quarter)
        assert once(app) == 0
        cast.forward(minutes=15)
    assert acts.refused.total() == 0
    room = Mailroom()
    with listening(room, app.config["MAIL_PORT"]):
        once(app)
        assert once(app) == 0, "nothing is left"
    with app.app_context():
        assert count("live") == BOOKINGS - BOOKINGS // 10
        office = inbox(room)
        assert not [*truth.problems(office), *truth.calendars(office)]
        assert set(office.taken.values()) == {1}
        assert len(office.taken) == 2 * count("live"), "one each; whoever never knew of a cancelled one hears nothing"
        assert db.session.scalar(select(func.max(Message.attempts))) == 1


def make_hall(stage: MakeStage) -> Cast:
    """Experts open all day, as many organizations, and a need for each session."""
    cast = stage(number=HOURS, organization_cap=HOURS, expert_day_cap=HOURS)
    for n in range(EXPERTS):
        cast.expert(f"Expert {n}", table_id=cast.table(f"Table {n + 5}").id)
        organization = cast.organization(f"Organisme {n}")
        for _need in range(HOURS - 1):
            cast.need(organization)
    db.session.commit()
    db.session.remove()
    return cast


def change(acts: Acts, quarter: int) -> None:
    """Half is booked in each of the first two quarters; then each expert moves one, and a tenth is cancelled."""
    if quarter < 2:
        for n in range(quarter * BOOKINGS // 2, (quarter + 1) * BOOKINGS // 2):
            organization, hour = divmod(n, HOURS - 1)
            acts.book(n, organization, hour)
    elif quarter == 2:
        for n in range(0, BOOKINGS, HOURS - 1):
            acts.move(n, n // (HOURS - 1), HOURS - 1, by=0)
    else:
        for n in range(BOOKINGS // 10):
            acts.cancel(BOOKINGS // 2, by=n % 3)


def count(state: str) -> int:
    """How many sessions are in it."""
    return db.session.scalar(select(func.count()).select_from(Booking).where(Booking.state == state)) or 0


def inbox(room: Mailroom) -> Office:
    """Everybody's mailbox after what the server took."""
    office = Office()
    for raw in room.received:
        office.take(raw, parsed(raw)["To"].addresses[0].addr_spec)
    return office
