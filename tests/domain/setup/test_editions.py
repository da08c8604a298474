"""An edition in preparation: begun, copied, opened when nothing essential is missing, or given up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from brigade.database import db
from brigade.domain import booking
from brigade.domain.refusal import Refusal
from brigade.domain.setup import copies, editions, readiness
from brigade.models import Availability, Edition, Expert, Message, Person, Phase, Slot, Table
from brigade.queries import editions as found
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage

FIRST = date(2027, 11, 30)


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage()


@pytest.fixture
def desk(app: Flask) -> Person:
    return make.make_person(is_coordinator=True)


def facts(**values: Any) -> editions.Facts:
    defaults: dict[str, Any] = {
        "name_fr": "Accélérateur", "name_en": "Accelerator", "zone": make.ZONE, "venue": "Ici", "address": "1, rue",
        "map_url": "", "contact_name": "Julie", "contact_email": "julie@example.org", "privacy_name": "Hélène",
        "privacy_email": "helene@example.org", "organization_cap": 3, "expert_day_cap": 10, "notice_hours": 2,
        "accepts_first": False, "needs_open_at": None, "needs_close_at": None, "booking_opens_at": NOW,
        "booking_closes_at": NOW + timedelta(days=300),
    }  # fmt: skip
    return editions.Facts(**defaults | values)


def copied(stage: Stage, desk: Person, *, with_experts: bool = True) -> Edition:
    return copies.copy(
        stage.edition, name_fr="Suivante", name_en="Next", first_day=FIRST, with_experts=with_experts, by=desk, now=NOW
    )


def count(kind: Any, edition: Edition) -> int:
    return db.session.scalar(select(func.count()).select_from(kind).where(kind.edition_id == edition.id)) or 0


def test_a_copy_keeps_hours_on_the_wall_and_runs_only_once_opened(stage: Stage, desk: Person) -> None:
    new = copied(stage, desk)
    assert found.current() is stage.edition and found.newest().prepared is new
    old, slots = found.slots(stage.edition), found.slots(new)
    zone = ZoneInfo(make.ZONE)
    assert [slot.starts_at.astimezone(zone).time() for slot in slots] == [
        slot.starts_at.astimezone(zone).time() for slot in old
    ]
    assert slots[0].day == FIRST and count(Table, new) == 4
    editions.open_to_all(new, by=desk, now=NOW)
    assert found.current() is new


def test_experts_come_along_without_their_hours_and_are_told_nothing(stage: Stage, desk: Person) -> None:
    new = copied(stage, desk)
    expert = db.session.scalars(select(Expert).where(Expert.edition_id == new.id)).one()
    assert expert.slug == stage.expert.slug and [skill.specialty.slug for skill in expert.skills] == ["billetterie"]
    assert expert.table is not None and expert.table.edition_id == new.id
    assert db.session.scalar(select(func.count()).where(Availability.expert_id == expert.id)) == 0
    assert db.session.scalars(select(Message)).all() == []
    editions.discard(new, by=desk, now=NOW)
    assert count(Expert, copied(stage, desk, with_experts=False)) == 0


def test_one_at_a_time_is_prepared(stage: Stage, desk: Person) -> None:
    copied(stage, desk)
    with pytest.raises(Refusal, match="already-preparing"):
        editions.begin(facts(), is_demo=False, by=desk, now=NOW)
    with pytest.raises(IntegrityError):  # whatever the code believes
        make.make_edition(is_preparing=True)


def test_an_edition_opens_when_nothing_essential_is_missing(desk: Person) -> None:
    edition = editions.begin(facts(), is_demo=False, by=desk, now=NOW)
    assert {problem.code for problem in readiness.problems(edition, NOW) if problem.blocks} == {
        "no-slots", "no-tables", "no-specialties",
    }  # fmt: skip
    with pytest.raises(Refusal, match="edition-not-ready"):
        editions.open_to_all(edition, by=desk, now=NOW)
    assert edition.is_preparing


def test_what_is_given_up_leaves_nothing(stage: Stage, desk: Person) -> None:
    new = copied(stage, desk)
    editions.discard(new, by=desk, now=NOW)
    db.session.expire_all()
    assert db.session.scalars(select(Edition)).all() == [stage.edition]
    assert {row.edition_id for kind in (Phase, Slot, Table, Expert) for row in db.session.scalars(select(kind))} == {
        stage.edition.id
    }
    with pytest.raises(Refusal, match="edition-is-open"):
        editions.discard(stage.edition, by=desk, now=NOW)


def test_what_somebody_is_part_of_is_not_given_up(stage: Stage, desk: Person) -> None:
    new = copied(stage, desk)
    make.make_organization(edition=new)
    with pytest.raises(Refusal, match="edition-in-use"):
        editions.discard(new, by=desk, now=NOW)


def test_another_zone_keeps_the_hours_on_the_wall_unless_something_is_booked(stage: Stage, desk: Person) -> None:
    editions.describe(stage.edition, facts(zone="America/Vancouver"), by=desk, now=NOW)
    assert stage.slots[0].starts_at.astimezone(ZoneInfo("America/Vancouver")).hour == 9
    booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    with pytest.raises(Refusal, match="zone-is-booked"):
        editions.describe(stage.edition, facts(zone="Europe/Paris"), by=desk, now=NOW)
    editions.describe(stage.edition, facts(zone="America/Vancouver", venue="Là-bas"), by=desk, now=NOW)
    assert stage.edition.venue == "Là-bas"


def test_slugs_are_readable_and_never_twice(stage: Stage, desk: Person) -> None:
    first = editions.begin(facts(name_fr="Accélérateur 2026"), is_demo=False, by=desk, now=NOW)
    assert first.slug == "accelerateur-2026"
    first.is_preparing = False
    db.session.flush()
    assert editions.new_slug("Accélérateur 2026", 2026) == "accelerateur-2026-2"
