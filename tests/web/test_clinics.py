"""Small groups on their pages: offered at the desk, answered by those who were asked, hidden from everybody else."""

from __future__ import annotations

from sqlalchemy import select

from brigade.database import db
from brigade.models import Clinic, ClinicSeat
from tests import factories as make
from tests.stage import Stage, ticketing
from tests.web.conftest import Open


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
