"""Thousands of steps in whatever order: after each, what must hold does; and when mail is back, every calendar is true.

In CI the steps are the same each time. For others, and more of them:

    BRIGADE_TEST_EXAMPLES=1000 BRIGADE_TEST_RANDOM=1 python -m pytest tests/life/test_machine.py
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from brigade.database import db
from brigade.mail.letters import Letter
from brigade.mail.postman.writing import Writer
from brigade.models import Entry
from tests.fixtures.database import empty
from tests.life import truth
from tests.life.acts import Acts
from tests.life.cast import make_cast
from tests.life.office import POINTS, TROUBLES, Office, post, post_until_killed

EXAMPLES, STEPS, WANTED = int(os.environ.get("BRIGADE_TEST_EXAMPLES", "52")), 50, 2000
ACTS = (
    "book", "move", "cancel", "propose-move", "keep-time", "offer", "accept-offer", "pass-offer", "say-conflicts",
    "set-availability", "withdraw-need", "cannot-come", "send-again", "decline-invite",
)  # fmt: skip
RANDOM = os.environ.get("BRIGADE_TEST_RANDOM") == "1"
some = st.integers(0, 5)


class Life(RuleBasedStateMachine):
    """Three experts (one without a table), three organizations with two needs each, six hours on two days, low caps."""

    app: Flask
    acts: Acts
    taken: Counter[str]

    @initialize()
    def an_edition(self) -> None:
        with self.app.app_context():
            empty()
            cast = make_cast(number=3, days=2, organization_cap=2, expert_day_cap=2)
            for n, main in enumerate((True, True, False)):
                cast.expert(f"Expert {n}", is_main=main, table_id=cast.tables[n].id if n else None)
            for n in range(3):
                organization = cast.organization(f"Organisme {n}")
                for _need in range(2):
                    cast.need(organization)
            cast.now = cast.slots[0].starts_at - timedelta(days=4)
            db.session.commit()
        acts = type(self).acts = Acts(self.app, Office(), cast)
        for n in range(3):
            acts.book(2 * n, n, n)
            acts.wait(2 * n + 1, flexible=True)

    @rule(need=some, expert=some, slot=some)
    def book(self, need: int, expert: int, slot: int) -> None:
        self.acts.book(need, expert, slot)

    @rule(number=some, expert=some, slot=some, by=some)
    def move(self, number: int, expert: int, slot: int, by: int) -> None:
        self.acts.move(number, expert, slot, by)

    @rule(number=some, by=st.integers(0, 2))
    def cancel(self, number: int, by: int) -> None:
        self.acts.cancel(number, by)

    @rule(number=some, slot=some)
    def propose(self, number: int, slot: int) -> None:
        self.acts.propose(number, slot)

    @rule(number=some, agrees=st.booleans())
    def answer_proposal(self, number: int, agrees: bool) -> None:
        self.acts.answer_proposal(number, agrees)

    @rule(need=some, flexible=st.booleans())
    def wait(self, need: int, flexible: bool) -> None:
        self.acts.wait(need, flexible)

    @rule(number=some, accepts=st.booleans())
    def answer_offer(self, number: int, accepts: bool) -> None:
        self.acts.answer_offer(number, accepts)

    @rule(minutes=st.sampled_from((1, 30, 130, 1300)))
    def time_passes(self, minutes: int) -> None:
        self.acts.cast.forward(minutes=minutes)
        self.acts.lapse()

    @rule(what=st.integers(0, 5), one=some, two=some, slots=st.sets(some, min_size=2))
    def something_rarer(self, what: int, one: int, two: int, slots: set[int]) -> None:
        """One rule for all of these, so that they take no more room than a move."""
        (
            lambda: self.acts.cannot_come(one, two % 3), lambda: self.acts.leave(one), lambda: self.acts.withdraw(one),
            lambda: self.acts.set_open(one, sorted(slots)), lambda: self.acts.send_again(one),
            lambda: self.acts.avoid(one, two if two < 2 else None),
        )[what]()  # fmt: skip

    @rule(person=some, partstat=st.sampled_from(("ACCEPTED", "TENTATIVE", "DECLINED")))
    def reply(self, person: int, partstat: str) -> None:
        self.acts.reply(person, partstat)

    @rule(up=st.booleans())
    def mail_server(self, up: bool) -> None:
        self.acts.office.up = up

    @rule(person=some, said=st.sampled_from(sorted(TROUBLES)))
    def trouble(self, person: int, said: str) -> None:
        known = sorted(self.acts.office.calendars)
        if known:
            self.acts.office.answers[known[person % len(known)]].append(said)

    @rule()
    def post(self) -> None:
        post(self.app, self.acts.office)

    @rule(point=st.sampled_from(POINTS))
    def a_postman_is_killed(self, point: str) -> None:
        post_until_killed(self.app, self.acts.office, point)

    @rule(data=st.data())
    def something_happens_while_a_message_is_under_way(self, data: st.DataObject) -> None:
        self.acts.office.during = self.something(data)
        post(self.app, self.acts.office)
        self.acts.office.during = None

    @rule(data=st.data())
    def something_happens_after_a_message_was_written(self, data: st.DataObject) -> None:
        write, waiting = Writer.write, [self.something(data)]

        def then(writer: Writer, message: Any) -> Any:
            ready = write(writer, message)
            if waiting:
                waiting.pop()()
            return ready

        with patch.object(Writer, "write", then):
            post(self.app, self.acts.office)

    def something(self, data: st.DataObject) -> Callable[[], object]:
        """A change, a cancellation, or another postman."""
        one, two, three, four = (data.draw(some) for _ in range(4))
        return data.draw(
            st.sampled_from((
                lambda: self.acts.move(one, two, three, four), lambda: self.acts.cancel(one, two % 3),
                lambda: post(self.app, self.acts.office),
            ))
        )  # fmt: skip

    @invariant()
    def nothing_is_wrong(self) -> None:
        type(self).taken["steps"] += 1
        with self.app.app_context():
            found = truth.problems(self.acts.office)
        assert not found, "\n".join(found)

    def teardown(self) -> None:
        """Mail is back for good: once everything has left, each calendar shows what is true."""
        office, cast = self.acts.office, self.acts.cast
        office.up, office.answers = True, Office().answers
        for _day in range(3):
            post(self.app, office)
            cast.forward(days=1)
        with self.app.app_context():
            found = [*truth.problems(office), *truth.calendars(office)]
            type(self).taken.update(db.session.scalars(select(Entry.act)))
        type(self).taken.update(letters=len(office.mails), refused=self.acts.refused.total())
        assert not found, "\n".join(found)


def test_nothing_is_ever_wrong(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are left blank here: their words are in test_scenes.py, and writing them takes most of the time."""
    db.session.remove()
    for module in ("letters", "notices"):
        monkeypatch.setattr(f"brigade.mail.{module}.compose", lambda *_, **__: Letter("x", "x", "x"))
    life = type("LifeHere", (Life,), {"app": app, "taken": Counter()})
    monkeypatch.setattr("brigade.clock.now", lambda: life.acts.cast.now)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        life,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, derandomize=not RANDOM, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    print(dict(life.taken))
    assert life.taken["steps"] >= min(WANTED, EXAMPLES * STEPS * 0.9)
    assert all(life.taken[act] for act in ACTS), life.taken
