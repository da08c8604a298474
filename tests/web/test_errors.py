"""When the machine itself is in trouble: still a sentence in the person's language, and never half an act."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.test import TestResponse

from brigade.database import db
from brigade.models import Need
from brigade.queries import editions
from brigade.web import public
from tests.stage import Stage
from tests.web.conftest import Open
from tests.web.test_story import NEED


@pytest.fixture
def engine() -> str:
    """Nothing here depends on the database."""
    return "sqlite"


def failing(error: Exception) -> Callable[..., None]:
    def fail(*_args: object, **_values: object) -> None:
        raise error

    return fail


def at(error: type[Exception]) -> Exception:
    return error("statement", {}, Exception("said no"))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (IntegrityError, 503), (DataError, 404)])
def test_what_the_database_refuses(
    stage: Stage, visit: Open, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int, language: str
) -> None:
    monkeypatch.setattr(public.brigade, "experts", failing(at(error)))
    answer = visit(language).client.get("/experts", headers={"Accept-Language": language})
    assert answer.status_code == status and f'lang="{language}"' in answer.text and 'href="/"' in answer.text


def test_no_database_at_all(stage: Stage, visit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even the page's frame can be read: the sentence stands alone, and monitors are told."""
    browser = visit().signed_in(stage.member)
    monkeypatch.setattr(editions, "newest", failing(at(OperationalError)))
    for path in ("/", "/needs", "/account"):
        answer: TestResponse = browser.client.get(path)
        assert answer.status_code == 503 and answer.text.startswith("Trop de monde")
    assert browser.client.get("/healthz").status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_mistake_of_ours(
    app: Flask, stage: Stage, visit: Open, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The one 500 there may be says that nothing was changed, and it is true."""
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    from brigade.web import organization

    monkeypatch.setattr(organization, "send_link", failing(ZeroDivisionError()))
    browser = visit(language)
    sent = NEED | {"email": "eve@example.org", "csrf_token": browser.token()}
    answer = browser.client.post("/needs/new", data=sent, headers={"Accept-Language": language})
    assert answer.status_code == 500 and f'lang="{language}"' in answer.text
    assert "ZeroDivisionError" not in answer.text and "Traceback" not in answer.text
    assert db.session.query(Need).count() == 1, "the half-written need is gone"


def test_an_action_opened_by_its_address(stage: Stage, visit: Open) -> None:
    for path in ("/sign-out", "/language", f"/needs/{stage.need.uid}/book"):
        page = visit().open(path)
        assert page.status == 405 and page.soup.find("main").find("a", href="/")  # type: ignore[union-attr]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "NONSENSE"])
def test_methods_that_nobody_speaks(stage: Stage, visit: Open, method: str) -> None:
    assert visit().client.open("/needs/new", method=method).status_code in (400, 405)


def test_a_head_says_what_a_get_would(stage: Stage, visit: Open) -> None:
    answer = visit().client.head("/")
    assert answer.status_code == 200 and not answer.data
