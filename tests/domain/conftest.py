"""A stage with two experts, two organizations with a need each, and a coordinator."""

from __future__ import annotations

import pytest
from flask import Flask

from brigade.models import Need, Person
from tests import factories as make
from tests.stage import Stage, make_stage, ticketing


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage(number=4)


@pytest.fixture
def desk(stage: Stage) -> Person:
    return make.make_person(name="Hélène", is_coordinator=True)


@pytest.fixture
def foreign(stage: Stage) -> Need:
    need = stage.foreign_need()
    need.specialties = [ticketing()]
    return need
