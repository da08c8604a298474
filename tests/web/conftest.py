"""The web's tests: forms are protected as in production, and it is always the factories' `NOW`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from brigade import clock
from brigade.database import db
from tests.factories import NOW
from tests.stage import Stage, make_stage
from tests.web.browser import Browser, browser

Open = Callable[..., Browser]
SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def protected(app: Flask) -> None:
    """A form without its token is refused here too."""
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Make it another time for everything that asks."""

    def set_(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_(NOW)
    return set_


@pytest.fixture
def stage(app: Flask) -> Stage:
    """A small edition, committed."""
    found = make_stage()
    db.session.commit()
    return found


@pytest.fixture
def visit(app: Flask) -> Open:
    """`visit("en")`: a new browser, of nobody yet."""

    def open_(language: str = "fr", **headers: str) -> Browser:
        return browser(app, language, **headers)

    return open_
