"""`office` and `stage`: mail without a server, and a small edition whose clock a test turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.life.cast import Cast, make_cast
from tests.life.office import Office

MakeStage = Callable[..., Cast]


@pytest.fixture
def office(app: Flask) -> Office:
    """Where the postman's line ends."""
    return Office()


@pytest.fixture
def stage(app: Flask, monkeypatch: pytest.MonkeyPatch) -> MakeStage:
    """`stage(language="en", **edition)`: the cast, whose clock is the application's from here on."""

    def made(**values: Any) -> Cast:
        cast = make_cast(**values)
        monkeypatch.setattr("brigade.clock.now", lambda: cast.now)
        return cast

    return made
