"""Coming once for several needs, on its pages: held for who asked, unseen by others, taken with one press."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from brigade.database import db
from brigade.models import Booking, Itinerary
from tests import factories as make
from tests.stage import Stage, ticketing
from tests.web.conftest import Open


@pytest.fixture
def held(stage: Stage, visit: Open) -> str:
    """The address of a run that the member asked for."""
    other = stage.another_need(title="Des billets de groupe")
    other.specialties = [ticketing()]
    db.session.commit()
    browser = visit().signed_in(stage.member)
    browser.open("/itinerary")
    page = browser.submit("/itinerary", needs=[stage.need.uid, other.uid], earliest="09:00", latest="11:00")
    assert "Des billets de groupe" in page.words and stage.expert.name in page.words
    return f"/itinerary/{db.session.scalars(select(Itinerary.uid)).one()}"


def test_one_press_books_all(stage: Stage, visit: Open, held: str) -> None:
    browser = visit().signed_in(stage.member)
    browser.open(held)
    page = browser.submit(f"{held}/take")
    assert "2 rencontres sont réservées" in page.words
    assert set(db.session.scalars(select(Booking.state))) == {"live"}


def test_another_organization_never_sees_it(stage: Stage, visit: Open, held: str) -> None:
    other = stage.foreign_need()
    assert other.author
    browser = visit().signed_in(other.author)
    assert browser.client.get(held, headers=browser.headers).status_code == 404
    uid = db.session.scalars(select(Booking.uid)).first()
    assert browser.client.get(f"/bookings/{uid}", headers=browser.headers).status_code == 404


def test_let_go_the_places_are_free(stage: Stage, visit: Open, held: str) -> None:
    browser = visit().signed_in(stage.member)
    browser.open(held)
    browser.submit(f"{held}/leave")
    assert db.session.query(Booking).count() == 0


def test_the_board_shows_at_once_what_is_held_and_what_is_let_go(stage: Stage, visit: Open, held: str) -> None:
    desk = visit().signed_in(make.make_person(name="Hélène", is_coordinator=True))
    db.session.commit()

    def seen() -> tuple[int, object]:
        desk.open("/coordination/board")
        return len(desk.page.soup.select("td.is-draft")), desk.page.soup.select("#desk")[0]["data-version"]

    before = seen()
    browser = visit().signed_in(stage.member)
    browser.open(held)
    browser.submit(f"{held}/leave")
    after = seen()
    assert (before[0], after[0]) == (2, 0) and before[1] != after[1], "and open boards are told"
