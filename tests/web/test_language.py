"""Each person in their language: from the browser, by choice, by person; and the switch leads back to where one was."""

from __future__ import annotations

import pytest
from flask import Flask

from brigade.database import db
from brigade.models import Person
from tests.stage import Stage
from tests.web.browser import Browser
from tests.web.conftest import Open
from tests.web.test_trouble import place


@pytest.fixture
def engine() -> str:
    """Nothing here depends on the database."""
    return "sqlite"


def language(browser: Browser, path: str = "/") -> str:
    return str(browser.open(path).soup.html["lang"])  # type: ignore[index]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("fr-CA", "fr"), ("en-GB,fr;q=0.5", "en"), ("fr;q=0.2,en;q=0.8", "en"), ("de", "fr"), ("", "fr"), ("*", "fr"),
     (",;q=x\x7f", "fr")],
)  # fmt: skip
def test_a_visitor_reads_what_the_browser_prefers(stage: Stage, visit: Open, asked: str, shown: str) -> None:
    assert language(visit(asked)) == shown


def test_a_choice_outlasts_the_preference(stage: Stage, visit: Open) -> None:
    browser = visit("fr")
    browser.open("/experts")
    page = browser.submit("/language", language="en")
    assert (page.path, page.soup.html["lang"]) == ("/experts", "en")  # type: ignore[index]
    assert language(browser) == "en"


@pytest.mark.parametrize("nonsense", ["", "xx", "fr\x00", "EN", "en" * 3000])
def test_nonsense_is_french(stage: Stage, visit: Open, nonsense: str) -> None:
    browser = visit("en")
    browser.post("/language", {"language": nonsense, "next": "/"})
    assert language(browser) == "fr"
    browser.client.set_cookie("language", "nonsense")
    assert language(browser) == "en"


def test_a_persons_choice_is_that_of_their_letters(app: Flask, stage: Stage, visit: Open) -> None:
    browser = visit("fr").signed_in(stage.member)
    browser.open("/needs")
    browser.submit("/language", language="en")
    assert db.session.get_one(Person, stage.member.id).language == "en"
    assert language(visit("fr").signed_in(stage.member)) == "en", "on every device"


def test_the_switch_keeps_the_query(stage: Stage, visit: Open) -> None:
    stage.member.is_coordinator = True
    browser = visit().signed_in(stage.member)
    browser.open("/coordination/needs?q=Vendre&state=waiting")
    assert browser.submit("/language", language="en").path == "/coordination/needs?q=Vendre&state=waiting"


@pytest.mark.parametrize(
    ("posted", "page"),
    [("/needs/new", "/needs/new"), ("/needs/{need}/edit", "/needs/{need}/edit"), ("/organization", "/organization"),
     ("/needs/{need}/book", "/needs/{need}"), ("/nowhere", "/")],
)  # fmt: skip
def test_the_switch_on_a_refused_form_leads_to_its_page(stage: Stage, visit: Open, posted: str, page: str) -> None:
    """An action's own address answers no GET: the switch there would be a dead end."""
    browser = visit().signed_in(stage.member)
    refused = browser.post(posted.format(need=stage.need.uid), place(stage, browser) | {"slot": "nonsense"})
    assert refused.status in (404, 409, 422)
    assert browser.submit("/language", language="en").path == page.format(need=stage.need.uid)
