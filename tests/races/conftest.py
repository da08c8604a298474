"""`stage`: the product in four processes, on SQLite and on PostgreSQL, and what must be true when a race is over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from brigade import create_app, migrations
from brigade.database import db
from tests.fixtures.database import ENGINES, empty
from tests.races import cluster
from tests.races.server import environment, serving
from tests.races.staging import Stage, agree

PROCESSES, THREADS = 4, 4


@pytest.fixture(scope="module", params=ENGINES)
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The processes, and an application of this one that looks at the same database."""
    instance = tmp_path_factory.mktemp("races")
    with ExitStack() as stack:
        url = f"sqlite:///{instance}/brigade.sqlite"
        if request.param == "postgresql":
            url = stack.enter_context(cluster.database(request.getfixturevalue("postgres")))
        app = create_app({"SQLALCHEMY_DATABASE_URI": url, "PUBLIC_URL": "http://127.0.0.1"}, instance)
        with app.app_context():
            migrations.to_head()
            module = _without_guards() or "wsgi:app"
        serve = serving(module, environment(instance, url), processes=PROCESSES, threads=THREADS)
        yield Stage(app, stack.enter_context(serve))


@pytest.fixture
def emptied(running: Stage) -> Iterator[Stage]:
    """On empty tables, with the application's context pushed."""
    with running.app.app_context():
        empty()
        yield running


@pytest.fixture
def stage(emptied: Stage) -> Iterator[Stage]:
    """Afterwards, everything that was written agrees."""
    yield emptied
    db.session.rollback()
    agree()


def _without_guards() -> str | None:
    """Take the guards away where that was asked for; the module that then serves."""
    if os.environ.get("BRIGADE_TEST_WITHOUT_GUARDS") != "1":
        return None
    from tests.races import unguarded

    unguarded.drop_constraints()
    return f"{unguarded.__name__}:app"
