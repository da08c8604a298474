"""The main story as a person's browser walks through it, without JavaScript, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.domain.sign_in import token_for
from brigade.models import Booking, Message, Need, Person, SignInToken
from tests.stage import Stage
from tests.web.browser import Browser
from tests.web.conftest import Open

NEED = {"title": "Vendre nos billets", "description": "Au crayon, à la porte.\nEt l’infolettre ?", "language": "fr"}
PROFILE = {
    "name": "Théâtre du Grand Écart", "person_name": "Ève Côté", "kind": "non-profit", "discipline": "theatre",
    "region": "Laval", "website": "theatre.example.org", "language": "fr", "declares": "y",
}  # fmt: skip


def newest_link(app: Flask) -> str:
    token = db.session.scalars(select(SignInToken).order_by(SignInToken.id.desc()).limit(1)).one()
    return "/sign-in/" + token_for(token.uid, str(app.secret_key))


def arrive(app: Flask, browser: Browser, email: str = "eve@example.org") -> None:
    """Describe a need, and come back to it through the link."""
    browser.open("/needs/new")
    assert browser.submit("/needs/new", NEED | {"email": email}).path == "/sign-in/sent"
    link = newest_link(app)
    browser.open(link)
    browser.submit(link)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_the_first_word_to_the_session(app: Flask, stage: Stage, visit: Open, language: str) -> None:
    browser = visit(language)
    assert browser.open("/").status == 200
    arrive(app, browser)
    need = db.session.scalars(select(Need).where(Need.title == NEED["title"])).one()
    assert browser.page.path == f"/needs/{need.uid}"
    assert browser.page.soup.html["lang"] == language  # type: ignore[index]
    place = browser.page.form(f"/needs/{need.uid}/book")
    assert place.find("input", {"name": "expert"})["value"] == stage.expert.slug  # type: ignore[index]
    browser.submit(f"/needs/{need.uid}/book")
    assert browser.page.path.startswith("/organization?")
    booked = browser.submit("/organization", PROFILE | {"language": language})
    made = db.session.scalars(select(Booking)).one()
    assert booked.path == f"/bookings/{made.uid}?new=1"
    assert stage.expert.name in booked.words and stage.edition.venue in booked.words
    person = db.session.scalars(select(Person).where(Person.email == "eve@example.org")).one()
    assert (person.language, made.person_id, made.slot_id) == (language, person.id, stage.slots[0].id)
    invited = select(Message.to_email).where(Message.booking_id == made.id)
    assert set(db.session.scalars(invited)) == {"eve@example.org", stage.expert.person.email}


def test_every_page_of_the_story_says_whose_it_is(app: Flask, stage: Stage, visit: Open) -> None:
    """After booking: the need leads to the session, the list shows it, the expert reads the need in the agenda."""
    browser = visit()
    arrive(app, browser)
    browser.submit(browser.page.path + "/book")
    browser.submit("/organization", PROFILE)
    uid = db.session.scalars(select(Booking.uid)).one()
    assert f"/bookings/{uid}" in browser.open("/needs").html
    expert = visit().signed_in(stage.expert.person)
    agenda = expert.open("/expert/agenda").words
    assert "Théâtre du Grand Écart" in agenda and NEED["title"] in agenda and "Au crayon" in agenda
    assert "Ève Côté" in expert.open(f"/bookings/{uid}").words
    calendar = expert.client.get(f"/bookings/{uid}.ics")
    assert calendar.mimetype == "text/calendar" and calendar.data.startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_need_written_while_signed_in_is_open_at_once(stage: Stage, visit: Open) -> None:
    browser = visit().signed_in(stage.member)
    browser.open("/needs/new")
    assert "email" not in {field.get("name") for field in browser.page.form("/needs/new").find_all("input")}
    browser.submit("/needs/new", NEED)
    need = db.session.scalars(select(Need).where(Need.title == NEED["title"])).one()
    assert browser.page.path == f"/needs/{need.uid}"
    assert (need.state, need.organization_id) == ("open", stage.organization.id)


def test_a_need_is_edited_as_it_was_written(stage: Stage, visit: Open) -> None:
    browser = visit().signed_in(stage.member)
    path = f"/needs/{stage.need.uid}/edit"
    browser.open(path)
    browser.submit(path, title="Un meilleur titre", unavailable=[str(stage.slots[1].id)])
    assert browser.page.path == f"/needs/{stage.need.uid}"
    browser.open(path)
    shown = browser.page.form(path)
    assert shown.find("input", {"name": "title"})["value"] == "Un meilleur titre"  # type: ignore[index]
    checked = shown.find_all("input", {"name": "unavailable", "checked": True})
    assert [box["value"] for box in checked] == [str(stage.slots[1].id)]


def test_a_need_is_withdrawn_once(stage: Stage, visit: Open) -> None:
    browser = visit().signed_in(stage.member)
    browser.open(f"/needs/{stage.need.uid}")
    browser.submit(f"/needs/{stage.need.uid}/withdraw")
    assert db.session.get_one(Need, stage.need.id).state == "withdrawn"
    assert "/needs/new" in browser.open(f"/needs/{stage.need.uid}").html


def test_the_expert_opens_and_closes_hours(stage: Stage, visit: Open) -> None:
    browser = visit().signed_in(stage.expert.person)
    browser.open("/expert/availability")
    browser.submit("/expert/availability", slots=[str(stage.slots[0].id)])
    shown = browser.open("/expert/availability").form("/expert/availability")
    assert [box["value"] for box in shown.find_all("input", checked=True)] == [str(stage.slots[0].id)]


def test_a_coordinator_invites_by_name(stage: Stage, visit: Open) -> None:
    stage.member.is_coordinator = True
    browser = visit().signed_in(stage.member)
    for role in ("expert", "coordinator"):
        browser.open("/coordination/people")
        browser.submit(
            "/coordination/people", role=role, name=f"Nina {role}", email=f"{role}@example.org", language="en"
        )
        assert f"Nina {role}" in browser.page.words
    people = db.session.scalars(select(Person).where(Person.name.like("Nina%"))).all()
    assert {(person.language, person.is_coordinator) for person in people} == {("en", False), ("en", True)}
    welcome = select(func.count()).select_from(Message).where(Message.kind == "welcome")
    assert db.session.scalar(welcome) == 2
