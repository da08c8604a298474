"""A page runs the same number of statements for one session and for three hundred."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from brigade import clock
from brigade.database import db
from brigade.domain import journal
from brigade.models import Booking, Message, Organization, Person, ProposedBooking, WaitlistEntry
from tests import factories as make
from tests.domain.arranging import drafts
from tests.factories import NOW
from tests.stage import Stage, make_stage
from tests.web.browser import Browser, browser

MANY, HOURS = 300, 30
PAGES = {
    "coordinator": [
        "/coordination/board", "/coordination/board?day=all", "/coordination/board?need={need}",
        "/coordination/board?booking={booking}", "/coordination/board/version", "/coordination/needs",
        "/coordination/needs?q=Vendre&state=booked",
        "/coordination/day?day={day}", "/coordination/walk-in", "/coordination/paper?day={day}",
        "/coordination/paper/day?day={day}", "/coordination/paper/expert?day={day}",
        "/coordination/paper/organization?day={day}", "/coordination/paper/pack?day={day}",
        "/coordination/outbox", "/coordination/journal", "/coordination/report", "/coordination/matching",
        "/coordination/messages", "/coordination/people", "/coordination/waitlist",
        "/coordination/checklist", "/coordination/gauge", "/coordination/organizations", "/coordination/silent",
        "/coordination/duplicates", "/coordination/tables", "/coordination/specialties", "/coordination/editions",
        "/coordination/grid", "/coordination/answers",
        "/coordination/proposals", "/coordination/proposals/{proposal}",
        "/coordination/proposals/{proposal}?show=board", "/coordination/proposals/{proposal}?show=unplaced",
        "/coordination/proposals/{proposal}/compare?with={proposal}", "/coordination/proposals/{proposal}/publish",
        "/coordination/proposals/{proposal}/undo", "/needs/{need}", "/bookings/{booking}", "/bookings/{booking}/change",
    ],
    "member": [
        "/needs", "/needs/{need}", "/needs/{need}/edit", "/bookings/{booking}", "/bookings/{booking}/change",
        "/organization/not-with", "/account/feeds", "/account",
    ],
    "expert": [
        "/expert/agenda", "/expert/availability", "/expert/profile", "/expert/brief/{day}", "/expert/not-with",
        "/bookings/{booking}",
    ],
    "visitor": ["/", "/experts", "/experts/{expert}", "/needs/new", "/needs/suggest?text=billets"],
}  # fmt: skip


@pytest.fixture
def engine() -> str:
    """Statements are the same on both; counting them once is enough."""
    return "sqlite"


@pytest.fixture
def stage(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    found = make_stage(number=HOURS, organization_cap=1000, expert_day_cap=1000)
    found.member.is_coordinator = False
    return found


def add_sessions(stage: Stage, number: int) -> None:
    """Sessions of ten experts and ten organizations, each with its message, its entry and somebody who waits."""
    experts = [stage.expert] + [stage.another_expert() for _ in range(9)]
    needs = [stage.need] + [stage.foreign_need() for _ in range(9)]
    tables = [*stage.tables, *(make.make_table(edition=stage.edition) for _ in range(10))]
    for place in range(number):
        slot, turn = stage.slots[place // 10], place % 10
        organization, author = needs[turn].organization, needs[turn].author
        assert organization is not None and author is not None
        need = make.make_need(organization=organization, author=author)
        need.specialties = list(stage.need.specialties)
        made = make.make_booking(need=need, expert=experts[turn], slot=slot, table=tables[turn], person=author)
        journal.record("book", at=NOW, by=author.id, edition=stage.edition.id, booking=made.id, uid=made.uid)
        post(made, author)
        wait(organization, author)
    db.session.commit()


def post(booking: Booking, person: Person) -> None:
    db.session.add(
        Message(
            key=f"test:{booking.uid}", kind="booked", to_email=person.email, language="fr", recipient=person,
            booking=booking, created_at=NOW, due_at=NOW, subject="Rencontre",
        )
    )  # fmt: skip


def wait(organization: Organization, author: Person) -> None:
    need = make.make_need(organization=organization, author=author)
    db.session.add(WaitlistEntry(need_id=need.id, joined_at=NOW))


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def count(app: Flask, stage: Stage, booking: Booking) -> dict[str, int]:
    """Statements by role and page; each page is opened once before, so that what is kept in memory is there."""
    coordinator = make.make_person(is_coordinator=True)
    people = {"coordinator": coordinator, "member": stage.member, "expert": stage.expert.person}
    day = stage.slots[0].day.isoformat()
    known = {"need": stage.need.uid, "booking": booking.uid, "expert": stage.expert.slug, "day": day}
    known["proposal"] = published(stage)
    found = {}
    for role, paths in PAGES.items():
        visitor = browser(app).signed_in(people[role]) if role in people else browser(app)
        for path in paths:
            found[f"{role} {path}"] = opened(visitor, path.format(**known))
    return found


def published(stage: Stage) -> str:
    """A proposal that moved every session there is."""
    held = db.session.scalars(select(Booking).where(Booking.edition_id == stage.edition.id, Booking.state == "live"))
    made = drafts.draft(stage, *((each.need, each.expert, each.slot) for each in held))
    made.state, lines = "published", ProposedBooking.booking_id.is_not(None)
    db.session.execute(update(ProposedBooking).where(lines).values(kind="moved", fate="done", sequence=0))
    return made.uid


def opened(visitor: Browser, path: str) -> int:
    for _ in range(2):
        db.session.commit()
        with statements() as found:
            answer = visitor.client.get(path)
        assert answer.status_code == 200, path
    return len(found)


def test_as_many_statements_for_one_session_as_for_three_hundred(app: Flask, stage: Stage) -> None:
    mine = own_session(stage)
    few = count(app, stage, mine)
    add_sessions(stage, MANY - HOURS)
    many = count(app, stage, mine)
    more = {page: (few[page], many[page]) for page in few if many[page] > few[page]}
    assert not more, f"(statements for 1, for {MANY}) of pages that ask once a row: {more}"


def test_no_page_asks_for_much(app: Flask, stage: Stage) -> None:
    """Look again at thirty: somebody asks for the same thing twice."""
    mine = own_session(stage)
    add_sessions(stage, 10)
    greedy = {page: number for page, number in count(app, stage, mine).items() if number > 30}
    assert not greedy, greedy


def own_session(stage: Stage) -> Booking:
    """The member's and the expert's, in the last slot."""
    return make.make_booking(
        need=stage.another_need(), expert=stage.expert, slot=stage.slots[-1], table=stage.tables[0], person=stage.member
    )
