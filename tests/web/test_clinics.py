"""Small groups on their pages: offered at the desk, answered by those who were asked, hidden from everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import clinics, day, screens
from brigade.models import Clinic, ClinicSeat, Need
from brigade.queries.day import expected_of
from brigade.queries.paper import Press
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, ticketing
from tests.web.conftest import Open, SetClock


def test_offered_joined_and_called_off(stage: Stage, visit: Open) -> None:
    foreign = stage.foreign_need()
    foreign.specialties = [ticketing()]
    desk = visit().signed_in(make.make_person(is_coordinator=True))
    desk.open("/coordination/proposals/clinics")
    assert "2 organismes sont invités" in desk.submit("/coordination/proposals/clinics", place="Salle 2").words
    address = f"/clinics/{db.session.scalars(select(Clinic.uid)).one()}"

    member = visit().signed_in(stage.member)
    assert "Une rencontre en petit groupe" in member.open("/needs").words
    assert "Salle 2" in member.open(address).words
    assert "Vous venez" in member.submit(f"{address}/answer").words
    assert sorted(db.session.scalars(select(ClinicSeat.answer))) == ["", "coming"]

    stranger = visit().signed_in(make.make_person())
    assert stranger.open(address).status == 404

    page = desk.open("/coordination/proposals/clinics")
    assert "vient" in page.words
    desk.submit(f"/coordination/proposals{address}/cancel")
    assert "n’attend plus de réponse" in member.open(address).words


def test_an_idea_that_is_over_is_said_so(stage: Stage, visit: Open) -> None:
    desk = visit().signed_in(make.make_person(is_coordinator=True))
    values = {"csrf_token": desk.token(), "specialty": "billetterie", "expert": stage.expert.slug, "slot": "1"}
    assert desk.post("/coordination/proposals/clinics", values).status == 409


@pytest.fixture
def clinic(stage: Stage) -> Clinic:
    """In the first hour: one comes whose name may be shown, one whose may not, one has not answered."""
    stage.need.organization.shows_name = True  # type: ignore[union-attr]
    others = [stage.foreign_need(title="Des abonnements"), make_another(stage)]
    idea = clinics.Idea(ticketing(), stage.expert, stage.slots[0], (stage.need, *others))
    found = clinics.offer(idea, "Salle 2", by=stage.member, now=NOW)
    for seat in found.seats[:2]:
        clinics.answer(seat, True, by=seat.person, now=NOW)
    db.session.commit()
    return found


def make_another(stage: Stage) -> Need:
    person = make.make_person(name="Léo Roy")
    organization = make.make_organization(edition=stage.edition, name="Orchestre muet", people=[person])
    return make.make_need(organization=organization, author=person, title="Des laissez-passer")


def test_the_day_says_who_comes_and_where(stage: Stage, clinic: Clinic, visit: Open, set_clock: SetClock) -> None:
    desk = visit().signed_in(make.make_person(is_coordinator=True))
    set_clock(clinic.slot.starts_at + timedelta(minutes=5))
    page = desk.open("/coordination/day")
    line = page.soup.select_one(f"#g-{clinic.uid}")
    assert line is not None and line.find_previous("h2").text.startswith("Maintenant")  # type: ignore[union-attr]
    words = line.text.replace("\xa0", " ")
    assert "Salle 2" in words and stage.expert.name in words and stage.organization.name in words
    assert "Danse Nadeau · Zoé Nadeau" in words and "Sans réponse : Orchestre muet" in words
    assert clinic.uid in desk.open("/coordination/day?q=zoe nadeau").html
    assert clinic.uid not in desk.open("/coordination/day?q=personne de ce nom").html
    board = desk.open(f"/coordination/board?day={clinic.slot.day}").words
    assert f"{stage.organization.name}, Danse Nadeau" in board and "petit groupe · Salle 2" in board


def test_an_expert_who_runs_late_moves_the_group(
    stage: Stage, clinic: Clinic, visit: Open, set_clock: SetClock
) -> None:
    booked = bookings.book(stage.need, stage.expert, stage.slots[1], by=stage.member, now=NOW)
    desk = make.make_person(is_coordinator=True)
    day.run_late(stage.expert, 10, by=desk, now=clinic.slot.starts_at)
    db.session.commit()
    set_clock(clinic.slot.starts_at + timedelta(minutes=5))
    page = visit().signed_in(desk).open("/coordination/day")
    assert "10 minutes de retard" in page.soup.select(f"#g-{clinic.uid}")[0].text
    assert "10 minutes de retard" in page.soup.select(f"#b-{booked.uid}")[0].text
    assert expected_of(stage.expert, clinic.slot.day)[1] == {booked.id: booked.slot.starts_at + timedelta(minutes=10)}


def test_the_big_screen_names_only_who_agreed(
    stage: Stage, clinic: Clinic, visit: Open, set_clock: SetClock
) -> None:
    token = screens.give(stage.edition, by=make.make_person(), now=NOW)
    db.session.commit()
    wall = visit()
    set_clock(clinic.slot.starts_at + timedelta(minutes=5))
    words = wall.open(f"/screen/{token}").words
    assert "Petit groupe : Billetterie en ligne" in words and "Salle 2" in words
    assert stage.organization.name in words
    assert "Danse Nadeau" not in words and "Orchestre muet" not in words and "Zoé" not in words
    set_clock(clinic.slot.starts_at - timedelta(minutes=30))
    assert "Petit groupe" in wall.open(f"/screen/{token}").words


@pytest.mark.parametrize("kind", ["day", "board", "table", "expert", "organization"])
def test_every_sheet_has_the_group(stage: Stage, clinic: Clinic, visit: Open, kind: str) -> None:
    desk = visit().signed_in(make.make_person(is_coordinator=True))
    page = desk.open(f"/coordination/paper/{kind}?day={clinic.slot.day}")
    sheets = page.soup.select(".sheet")
    words = " ".join(sheet.text for sheet in sheets)
    assert "Salle 2" in words and stage.expert.name in words and stage.organization.name in words
    assert ("Danse Nadeau" in words) == (kind != "table"), "a sheet on a table names only who agreed"
    assert len(sheets) == (2 if kind == "organization" else 1)


@pytest.mark.parametrize("kind", ["day", "board", "table", "expert", "organization"])
def test_a_sheet_grows_old_with_its_group(app: Flask, stage: Stage, clinic: Clinic, visit: Open, kind: str) -> None:
    press = Press(stage.edition, NOW, public_url="", secret=str(app.secret_key))
    path = press.pages(kind, clinic.slot.day)[0].stamp.address
    assert "à jour" in visit().open(path).words
    for seat in clinic.seats:
        if seat.answer == "coming":
            clinics.answer(seat, False, by=seat.person, now=NOW)
    db.session.commit()
    number = 1 if kind == "organization" else 2
    assert f"{number} changement" in visit().open(path).words


def test_called_off_it_is_nowhere(stage: Stage, clinic: Clinic, visit: Open, set_clock: SetClock) -> None:
    desk = make.make_person(is_coordinator=True)
    clinics.cancel(clinic, by=desk, now=NOW)
    db.session.commit()
    page = visit().signed_in(desk)
    set_clock(clinic.slot.starts_at)
    for path in ("/coordination/day", "/coordination/board", "/coordination/paper/day"):
        assert "Salle 2" not in page.open(f"{path}?day={clinic.slot.day}").soup.main.text


def test_names_in_a_group_are_text_everywhere(stage: Stage, clinic: Clinic, visit: Open, set_clock: SetClock) -> None:
    for seat in clinic.seats:
        seat.organization.name, seat.organization.shows_name = "<script>alert(1)</script>", True
        seat.person.name, seat.need.title = "<b>qui", "<script>alert(2)"
    clinic.place = "<img src=x>"
    desk = make.make_person(is_coordinator=True)
    token = screens.give(stage.edition, by=desk, now=NOW)
    db.session.commit()
    page = visit().signed_in(desk)
    set_clock(clinic.slot.starts_at)
    kinds = ("day", "board", "table", "expert", "organization", "pack")
    paths = [f"/coordination/paper/{kind}?day={clinic.slot.day}" for kind in kinds]
    for path in ("/coordination/day", "/coordination/board", f"/screen/{token}", *paths):
        text = page.client.get(path).text
        assert "&lt;script&gt;alert(1)" in text, path
        assert not any(wild in text for wild in ("<script>alert", "<img src=x", "<b>qui")), path


def test_the_expert_finds_the_group_in_their_agenda_and_brief(stage: Stage, clinic: Clinic, visit: Open) -> None:
    bookings.book(stage.need, stage.expert, stage.slots[1], by=stage.member, now=NOW)
    db.session.commit()
    expert = visit().signed_in(stage.expert.person)
    for path in ("/expert/agenda", f"/expert/brief/{clinic.slot.day}"):
        words = expert.open(path).words
        assert "Petit groupe" in words and "Salle 2" in words and "Danse Nadeau : Des abonnements" in words
        assert words.index("Petit groupe") < words.rindex("Vendre nos billets"), "in the order of the day"
        assert "Orchestre muet" not in words
