"""The day's pages: whom the big screen names, who may open it, and what a delay changes for those who come next."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import waitlist
from brigade.models import Booking, Organization, Person, ScreenToken
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage
from tests.web.browser import Browser
from tests.web.conftest import Open, SetClock

DAY = "/coordination/day"


@pytest.fixture
def booked(stage: Stage) -> Booking:
    """The first hour; the second is the same organization's, with another expert."""
    other = stage.another_expert()
    first = bookings.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    second = stage.another_need(title="Autre besoin")
    second.specialties = stage.need.specialties
    bookings.book(second, other, stage.slots[1], by=stage.member, now=NOW)
    db.session.commit()
    return first


@pytest.fixture
def desk(stage: Stage, booked: Booking, set_clock: SetClock, visit: Open) -> Browser:
    """A coordinator, five minutes into the first hour."""
    person = make.make_person(name="Julie", is_coordinator=True)
    db.session.commit()
    set_clock(booked.slot.starts_at + timedelta(minutes=5))
    return visit().signed_in(person)


def the_screen(desk: Browser) -> str:
    """Make the address and read it, as it is shown this once."""
    desk.open("/coordination/screen")
    page = desk.submit("/coordination/screen")
    address = page.soup.select_one("#address")
    assert address is not None
    return "/screen/" + str(address["value"]).rpartition("/")[2]


def test_the_screen_names_only_who_agreed(stage: Stage, booked: Booking, desk: Browser, visit: Open) -> None:
    path = the_screen(desk)
    words = visit().client.get(path).text
    assert stage.organization.name not in words and booked.uid[:4].upper() in words and booked.table.name in words
    assert stage.member.name not in words
    stage.organization.shows_name = True
    db.session.commit()
    assert stage.organization.name in visit().client.get(path).text


def test_its_address_is_shown_once_and_kept_as_a_hash(desk: Browser, visit: Open) -> None:
    path = the_screen(desk)
    raw = path.rpartition("/")[2]
    kept = db.session.scalars(select(ScreenToken.digest)).one()
    assert raw not in kept and raw not in desk.open("/coordination/screen").html
    renewed = the_screen(desk)
    assert visit().client.get(path).status_code == 404 and visit().client.get(renewed).status_code == 200
    desk.submit("/coordination/screen/revoke")
    assert visit().client.get(renewed).status_code == 404


def test_the_poll_is_unchanged_until_something_happens(booked: Booking, desk: Browser, visit: Open) -> None:
    path, wall = the_screen(desk) + "/version", visit().client
    tag = wall.get(path).headers["ETag"]
    assert wall.get(path, headers={"If-None-Match": tag}).status_code == 304
    desk.open(DAY)
    desk.submit(f"{DAY}/{booked.uid}/note")
    assert wall.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_delay_is_read_by_who_comes_and_a_clash_is_raised(
    stage: Stage, booked: Booking, desk: Browser, visit: Open
) -> None:
    desk.open(DAY)
    page = desk.submit(f"{DAY}/late", {"expert": stage.expert.slug, "minutes": "60"})
    assert "Changer la seconde" in page.words and "est attendu chez Bruno Roy" in page.words
    assert "Attendue à" in visit().signed_in(stage.member).open(f"/bookings/{booked.uid}").words
    assert booked.sequence == 0, "calendars keep the agreed time"
    desk.submit(f"{DAY}/late", {"minutes": "0"})
    assert "Changer la seconde" not in desk.open(DAY).words


def test_an_expert_says_it_too(stage: Stage, desk: Browser, visit: Open) -> None:
    agenda = visit().signed_in(stage.expert.person)
    agenda.open("/expert/agenda")
    page = agenda.submit("/expert/late", {"minutes": "10"})
    assert "10 minutes de retard" in page.words.replace("\u00a0", " ")
    assert stage.expert.name in desk.open(DAY).words


def test_the_code_on_the_organizations_page_leads_to_one_button(stage: Stage, booked: Booking, desk: Browser) -> None:
    desk.open(f"{DAY}/check-in/{booked.uid}")
    desk.submit(f"{DAY}/{booked.uid}/note")
    db.session.refresh(booked)
    assert booked.outcome == "arrived"


def test_the_place_of_who_did_not_come_goes_to_the_waitlist_on_a_press(
    app: Flask, stage: Stage, booked: Booking, desk: Browser
) -> None:
    foreign = stage.foreign_need()
    foreign.specialties = stage.need.specialties
    author = foreign.author
    assert isinstance(author, Person)
    entry = waitlist.join(foreign, flexible=True, by=author, now=NOW)
    db.session.commit()
    desk.open(DAY)
    desk.submit(f"{DAY}/{booked.uid}/no-show")
    db.session.refresh(entry)
    assert entry.state == "waiting"
    desk.submit(f"{DAY}/offer")
    db.session.refresh(entry)
    assert entry.state == "offered"


def freed(booked: Booking, desk: Browser) -> str:
    """Nobody came to the session: the address that gives its place away."""
    desk.open(DAY)
    page = desk.submit(f"{DAY}/{booked.uid}/no-show")
    link = page.soup.select_one(f"#b-{booked.uid} a[href^='/coordination/walk-in?expert=']")
    assert link is not None
    return str(link["href"])


def test_one_freed_place_is_given_in_three_presses(stage: Stage, booked: Booking, desk: Browser) -> None:
    waiting = stage.foreign_need(title="Des abonnements")
    waiting.specialties = stage.need.specialties
    db.session.commit()
    page = desk.open(freed(booked, desk))
    assert booked.expert.name in page.words and "9 h" in page.words
    assert "C’est fait" in desk.submit(f"/coordination/walk-in/{waiting.uid}").words
    given = db.session.scalars(select(Booking).where(Booking.need_id == waiting.id)).one()
    assert (given.expert_id, given.slot_id, given.outcome) == (booked.expert_id, booked.slot_id, "arrived")


@pytest.mark.parametrize("who", ["known", "new"])
def test_the_place_goes_with_whoever_is_chosen(stage: Stage, booked: Booking, desk: Browser, who: str) -> None:
    organization = stage.foreign_need().organization
    assert organization is not None
    db.session.commit()
    address = freed(booked, desk)
    if who == "known":
        desk.open(f"{address}&q=nadeau")
        page = desk.submit("/coordination/walk-in/known")
    else:
        desk.open(address)
        page = desk.submit("/coordination/walk-in/new", name="Trio du coin", email="trio@example.org")
    assert "C’est fait" in page.words
    given = db.session.scalars(select(Booking).order_by(Booking.id.desc()).limit(1)).one()
    assert given.organization.name == (organization.name if who == "known" else "Trio du coin")
    assert (given.expert_id, given.slot_id) == (booked.expert_id, booked.slot_id)


def test_a_place_that_is_gone_is_not_given_twice(stage: Stage, booked: Booking, desk: Browser) -> None:
    waiting = stage.foreign_need(title="Des abonnements")
    db.session.commit()
    values = dict(parse_qsl(freed(booked, desk).partition("?")[2])) | {"csrf_token": desk.token()}
    assert "C’est fait" in desk.post(f"/coordination/walk-in/{waiting.uid}", values).words
    late = {"name": "Trop tard", "email": "tard@example.org", "language": "fr"}
    page = desk.post("/coordination/walk-in/new", values | late)
    assert page.status == 409 and "Trop tard" in page.html, "what was typed is there"
    assert db.session.scalar(select(Organization.id).where(Organization.name == "Trop tard")) is None
    assert desk.post("/coordination/walk-in/new", values | late | {"slot": "x"}).status == 409


def test_who_runs_late_is_said_first(booked: Booking, desk: Browser) -> None:
    idle = make.make_expert(edition=booked.expert.edition, name="Sans Rencontre")
    db.session.commit()
    page = desk.open(DAY)
    offered = [str(each["value"]) for each in page.soup.select("#late-expert option")]
    assert offered[0] == "" and booked.expert.slug in offered and idle.slug not in offered
    page = desk.submit(f"{DAY}/late", expert="", minutes="10")
    assert page.status == 422 and "Choisissez d’abord qui prend du retard" in page.words


@pytest.mark.parametrize("place", ["expert=x&slot=1", "expert=&slot=", "expert=%00&slot=%00", "slot=99999999999"])
def test_a_place_that_is_none_is_given_to_nobody(
    stage: Stage, booked: Booking, desk: Browser, place: str
) -> None:
    assert "Qui est là ?" in desk.open(f"/coordination/walk-in?{place}").words
    values = {"expert": "", "csrf_token": desk.token()} | dict(parse_qsl(place, keep_blank_values=True))
    before = db.session.scalars(select(Booking.id)).all()
    for path, more in (
        ("known", {"organization": stage.organization.uid}),
        ("new", {"name": "Trio du coin", "email": "trio@example.org", "language": "fr"}),
        (stage.foreign_need().uid, {}),
    ):
        db.session.commit()
        assert desk.post(f"/coordination/walk-in/{path}", values | more).status == 409, path
    assert db.session.scalars(select(Booking.id)).all() == before
