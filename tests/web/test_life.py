"""The pages of a session's life: what each role may do about it, and what each reads when it cannot be done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking, changes, waitlist
from brigade.models import Availability, Booking, Conflict, Message, Offer, Person, WaitlistEntry
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage
from tests.web.conftest import Open, SetClock

ROLES = ["organization", "expert", "coordinator"]


@pytest.fixture
def held(stage: Stage) -> Booking:
    """The stage's need with its expert, in the first hour."""
    found = booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    db.session.commit()
    return found


@pytest.fixture
def people(stage: Stage) -> dict[str, Person]:
    found = {"organization": stage.member, "expert": stage.expert.person}
    found["coordinator"] = make.make_person(name="Julie Tremblay", is_coordinator=True)
    db.session.commit()
    return found


def path(held: Booking, page: str = "") -> str:
    return f"/bookings/{held.uid}{page}"


def again(held: Booking) -> Booking:
    db.session.rollback()
    return held


@pytest.mark.parametrize("role", ["organization", "coordinator"])
def test_a_move_is_one_press(held: Booking, people: dict[str, Person], visit: Open, role: str) -> None:
    browser = visit().signed_in(people[role])
    browser.open(path(held, "/change"))
    page = browser.submit(path(held, "/move"))
    assert "C’est changé." in page.words
    assert (again(held).sequence, held.slot_id) == (1, held.slot.id)


def test_the_expert_proposes_and_the_organization_agrees(
    held: Booking, people: dict[str, Person], visit: Open
) -> None:
    expert, organization = (visit().signed_in(people[role]) for role in ("expert", "organization"))
    page = expert.open(path(held, "/change"))
    assert {form.find("input", {"name": "expert"})["value"] for form in page.soup.select("form[action$='/move']")} == {  # type: ignore[index]
        held.expert.slug
    }
    assert "Votre proposition est en route." in expert.submit(path(held, "/move")).words
    assert again(held).sequence == 0
    organization.open(path(held))
    assert "C’est changé." in organization.submit(path(held, "/agree")).words
    assert again(held).sequence == 1


def test_an_expert_answers_no_proposal_in_the_organizations_place(
    stage: Stage, held: Booking, people: dict[str, Person], visit: Open
) -> None:
    changes.propose_move(held, stage.slots[2], by=people["expert"], now=NOW)
    db.session.commit()
    browser = visit().signed_in(people["expert"])
    assert not browser.open(path(held)).soup.select("form[action$='/agree']")
    assert browser.post(path(held, "/agree"), {"csrf_token": browser.token()}).status == 404


@pytest.mark.parametrize("role", ROLES)
def test_the_reason_is_shown_to_the_other_side(
    held: Booking, people: dict[str, Person], visit: Open, role: str
) -> None:
    browser = visit().signed_in(people[role])
    browser.open(path(held, "/cancel"))
    browser.submit(path(held, "/cancel"), reason="La grippe <b>encore</b>")
    for other in ROLES:
        assert "« La grippe <b>encore</b> »" in visit().signed_in(people[other]).open(path(held)).words


def test_too_late_to_cancel_the_word_is_kept_for_the_coordinators(
    held: Booking, people: dict[str, Person], visit: Open, set_clock: SetClock
) -> None:
    browser = visit().signed_in(people["organization"])
    browser.open(path(held, "/cancel"))
    set_clock(held.slot.starts_at - timedelta(minutes=20))
    page = browser.submit(path(held, "/cancel"), reason='Le train est "en panne"')
    assert page.status == 409 and page.soup.select_one(".notice.is-error")
    browser.submit(path(held, "/cannot-come"))
    assert (again(held).state, held.trouble) == ("live", 'Le train est "en panne"')


@pytest.mark.parametrize(("role", "is_open"), [("organization", True), ("expert", False), ("coordinator", True)])
def test_an_expert_who_cancels_closes_the_hour_unless_they_say_otherwise(
    held: Booking, people: dict[str, Person], visit: Open, role: str, is_open: bool
) -> None:
    browser = visit().signed_in(people[role])
    page = browser.open(path(held, "/cancel"))
    assert bool(page.soup.find("input", {"name": "close"})) == (role != "organization")
    browser.submit(path(held, "/cancel"))
    slots = set(db.session.scalars(select(Availability.slot_id).where(Availability.expert_id == held.expert_id)))
    assert (held.slot_id in slots) == is_open


def test_an_organization_closes_no_hour_of_an_expert(held: Booking, people: dict[str, Person], visit: Open) -> None:
    browser = visit().signed_in(people["organization"])
    browser.open(path(held, "/cancel"))
    browser.submit(path(held, "/cancel"), close="y")
    slots = db.session.scalars(select(Availability.slot_id).where(Availability.expert_id == held.expert_id))
    assert held.slot_id in set(slots)


@pytest.mark.parametrize("role", ["organization", "expert"])
def test_after_the_cut_off_the_way_leads_to_the_coordinators(
    held: Booking, people: dict[str, Person], visit: Open, set_clock: SetClock, role: str
) -> None:
    set_clock(held.slot.starts_at - timedelta(minutes=held.slot.edition.notice_hours * 60 - 1))
    browser = visit().signed_in(people[role])
    page = browser.open(path(held))
    assert not page.soup.select("main a[href$='/change']")
    browser.open(path(held, "/cancel"))
    page = browser.submit(path(held, "/cannot-come"), reason="Fièvre")
    assert "Un empêchement a été annoncé." in page.words and "La coordination s’en occupe." in page.words
    letters = select(Message.to_email).where(Message.kind == "cannot-come")
    assert db.session.scalars(letters).all() == [people["coordinator"].email]
    assert again(held).state == "live"
    refused = browser.post(path(held, "/cancel"), {"csrf_token": browser.token()})
    assert refused.status == 409
    assert refused.soup.select("main form[action$='/cannot-come']"), "no dead end"


def test_the_agenda_says_what_speaks_against_a_session(
    held: Booking, people: dict[str, Person], visit: Open
) -> None:
    browser = visit().signed_in(people["expert"])
    assert "Confirmé" in browser.open("/expert/agenda").words
    held.trouble = "Fièvre"
    for page in ("/expert/agenda", "/expert/brief"):
        words = browser.open(page).words
        assert "Empêchement annoncé" in words and "Confirmé" not in words


def test_an_offer_is_taken_or_passed_with_one_press(stage: Stage, held: Booking, visit: Open, app: Flask) -> None:
    waiting = [stage.foreign_need() for _ in range(2)]
    for need in waiting:
        waitlist.join(need, flexible=True, by=need.author, now=NOW)  # type: ignore[arg-type]
    changes.cancel(held, reason="", by=stage.member, now=NOW)
    db.session.commit()
    for act, state in (("pass", "passed"), ("accept", "accepted")):
        offer = db.session.scalars(select(Offer).where(Offer.state == "open")).one()
        place, person = db.session.get_one(Booking, offer.booking_id), offer.entry.need.author
        assert person is not None
        browser = visit().signed_in(person)
        browser.open(path(place))
        browser.submit(path(place, f"/{act}"))
        assert again(place) and offer.state == state
        late = browser.post(path(place, "/accept"), {"csrf_token": browser.token()})
        assert late.status == 409 and "Cette offre n’est plus ouverte" in late.words
        assert visit().signed_in(stage.member).open(path(place)).status == 404, "another organization's"


def test_one_press_joins_the_waitlist_where_nobody_is_free(stage: Stage, visit: Open) -> None:
    db.session.query(Availability).delete()
    db.session.commit()
    browser = visit().signed_in(stage.member)
    browser.open(f"/needs/{stage.need.uid}")
    page = browser.submit(f"/needs/{stage.need.uid}/wait", flexible=None)
    assert "Vous êtes sur la liste d’attente." in page.words
    assert not db.session.scalars(select(WaitlistEntry)).one().flexible
    assert not page.soup.select("form[action$='/wait']")
    page = browser.submit(f"/needs/{stage.need.uid}/stop-waiting")
    assert page.soup.select("form[action$='/wait']")


@pytest.mark.parametrize("said_by", ["expert", "organization"])
def test_an_organization_reads_of_no_conflict(stage: Stage, visit: Open, said_by: str) -> None:
    db.session.add(Conflict(expert_id=stage.expert.id, organization_id=stage.organization.id, said_by=said_by))
    db.session.commit()
    browser = visit().signed_in(stage.member)
    page = browser.open(f"/needs/{stage.need.uid}")
    assert stage.expert.name in page.words and "Aucune heure en commun" in page.words
    assert "pas possible" not in page.words
    sent = {"csrf_token": browser.token(), "expert": stage.expert.slug, "slot": stage.slots[0].id}
    refused = browser.post(f"/needs/{stage.need.uid}/book", sent)
    assert refused.status == 409 and "Cette personne n’est pas disponible à cette heure." in refused.words


def test_the_brief_is_todays_or_of_the_next_day_that_has_sessions(
    stage: Stage, held: Booking, people: dict[str, Person], visit: Open, set_clock: SetClock
) -> None:
    later = make.make_slot(phase=stage.phase, starts_at=held.slot.starts_at + timedelta(days=2))
    make.make_availability(expert=stage.expert, slots=[later])
    booking.book(stage.foreign_need(), stage.expert, later, by=people["organization"], now=NOW)
    db.session.commit()
    browser = visit().signed_in(people["expert"])
    for day, shown in ((-9, "Théâtre"), (0, "Théâtre"), (1, "Danse Nadeau"), (2, "Danse Nadeau"), (9, "Danse Nadeau")):
        set_clock(held.slot.starts_at + timedelta(days=day))
        page = browser.open("/expert/brief")
        assert shown in page.soup.select_one("main ol").text  # type: ignore[union-attr]
        assert len(page.soup.select("main nav a")) == 2, "the other day is one press away"
