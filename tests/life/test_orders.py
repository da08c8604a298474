"""Every order in which the postman can send: a calendar that knows no SEQUENCE still ends where the session is.

Two changes follow a booking. Before each, mail goes out, or waits, or fails for now, or is taken without our knowing,
or a postman dies at one of three points, or two work at once, or the change comes while a message is under way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import delete

from brigade.database import db
from brigade.domain import booking, changes
from brigade.mail.letters import Letter
from brigade.models import Booking, Entry, Expert, Invitation, Message, Need, Seat, Slot
from tests.life import truth
from tests.life.cast import Cast, author
from tests.life.conftest import MakeStage
from tests.life.office import POINTS, Office, post, post_until_killed
from tests.life.scenes import make_set

# What the session becomes: (expert, slot) by their places in the set, or None when it is cancelled.
CHANGES: dict[str, tuple[int, int] | None] = {
    "other time": (0, 4), "first time": (0, 0), "Bruno": (1, 0), "Chloé": (2, 2), "cancelled": None,
}  # fmt: skip
PAIRS = (
    ("other time", "first time"), ("other time", "cancelled"), ("Bruno", "first time"), ("Bruno", "Chloé"),
    ("Bruno", "cancelled"),
)  # fmt: skip
# PostgreSQL is asked about the one that leaves the most messages for postmen to choose from.
WHERE = [*(("sqlite", pair) for pair in PAIRS), ("postgresql", ("Bruno", "first time"))]
EVENTS = ("wait", "250", "450", "cut", "cut-late", "two postmen", "under way", *POINTS)


@pytest.mark.parametrize(("engine", "pair"), WHERE, indirect=["engine"], ids=str)
def test_every_order_ends_in_the_truth(
    app: Flask, stage: MakeStage, pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("letters", "notices"):
        monkeypatch.setattr(f"brigade.mail.{module}.compose", lambda *_, **__: Letter("x", "x", "x"))
    cast = stage()
    on = make_set(cast)
    experts, slots = [on.amelie.id, on.bruno.id, on.chloe.id], [slot.id for slot in cast.slots]
    need = on.need.id
    db.session.remove()
    for events in product(EVENTS, repeat=2):
        office = Office()
        held = book(app, cast, need, experts[0], slots[0])
        for change, event in zip(pair, events, strict=True):
            place = CHANGES[change]
            becomes = (experts[place[0]], slots[place[1]]) if place else None
            happen(app, cast, office, event, partial(become, app, cast, held, becomes))
            assert not wrong(app, office), (pair, events)
        settle(app, cast, office)
        assert not wrong(app, office, settled=True), (pair, events)
        forget_bookings(app)


def wrong(app: Flask, office: Office, *, settled: bool = False) -> list[str]:
    """What `truth` finds; once all mail is out, in the calendars as well."""
    with app.app_context():
        return [*truth.problems(office), *(truth.calendars(office) if settled else ())]


def happen(app: Flask, cast: Cast, office: Office, event: str, change: Callable[[], None]) -> None:
    """The event, then the change; or, where the event says so, the change in its midst."""
    if event == "under way":
        office.during = change
        post(app, office)
        if office.during is None:
            return
        office.during = None
    elif event == "two postmen":
        office.during = lambda: post(app, office)
        post(app, office)
    elif event in POINTS:
        post_until_killed(app, office, event)
        cast.forward(minutes=1)
    elif event != "wait":
        office.always = event
        post(app, office)
        office.always = "250"
    change()


def settle(app: Flask, cast: Cast, office: Office) -> None:
    """Mail is well again: leases end, retries come due, everything leaves."""
    office.answers.clear()
    for _time in range(2):
        post(app, office)
        cast.forward(minutes=10)


def forget_bookings(app: Flask) -> None:
    """The next order begins with nothing booked; a session that stays would only make each look longer."""
    with app.app_context():
        for model in (Message, Invitation, Seat, Entry, Booking):
            db.session.execute(delete(model))
        db.session.commit()


def book(app: Flask, cast: Cast, need: int, expert: int, slot: int) -> int:
    """The id of a new session."""
    with app.app_context():
        wanted = db.session.get_one(Need, need)
        place = db.session.get_one(Expert, expert), db.session.get_one(Slot, slot)
        held = booking.book(wanted, *place, by=author(wanted), now=cast.now)
        db.session.commit()
        return held.id


def become(app: Flask, cast: Cast, held: int, place: tuple[int, int] | None) -> None:
    """The organization moves its session to that expert and slot, or cancels it."""
    with app.app_context():
        row = db.session.get_one(Booking, held)
        if place is None:
            changes.cancel(row, reason="", by=row.person, now=cast.now)
        else:
            where = db.session.get_one(Expert, place[0]), db.session.get_one(Slot, place[1])
            changes.move(row, *where, by=row.person, now=cast.now)
        db.session.commit()
