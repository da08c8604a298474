"""Every page as everyone who sees it: both languages, a phone and a desk, by day and by night.

pages.txt says which pages there are and what leads there; scenes.py makes everything happen that they show. Each page
is loaded once per language and looked at in every width and colour scheme; axe, which takes longest, reads it once by
day, wide and in French, once by night, narrow and in English.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from brigade import clock, create_app
from brigade.database import db
from brigade.mail import folder, postman
from tests.browser import scenes
from tests.fixtures.browser import OpenPage
from tests.fixtures.server import serving
from tests.test_house import none_of
from tests.test_routes import routes

PAGES = Path(__file__).parent / "pages.txt"
WHO = ("visitor", "organization", "expert", "coordinator")
LANGUAGES = ("fr", "en")
LOOKS = list(product((1440, 390), ("light", "dark")))
READ_BY_AXE = [("fr", 1440, "light"), ("en", 390, "dark")]
WIDER = """() => [...document.querySelectorAll('body *')]
    .filter(it => it.getBoundingClientRect().right > innerWidth + 1 && it.checkVisibility())
    .map(it => it.tagName.toLowerCase() + '.' + it.className).slice(0, 3)"""
EMPTIED = """form => {
    for (const field of form.elements)
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = false
        else if (field.type !== 'hidden' && field.tagName !== 'BUTTON') field.value = ''
    form.submit()
}"""


@dataclass(frozen=True)
class Visited:
    """A line of pages.txt."""

    how: str
    who: str
    status: str
    path: str


@dataclass(frozen=True)
class House:
    """The demo in which everything has happened, served: `links` sign in, by role and language; `values` fill paths."""

    url: str
    links: dict[tuple[str, str], str]
    values: dict[str, str]


def visited() -> list[Visited]:
    lines = [line.split() for line in PAGES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [Visited(*words) for words in lines]


@pytest.fixture(scope="module")
def house(demo_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    instance = tmp_path_factory.mktemp("scenes") / "instance"
    shutil.copytree(demo_instance, instance)
    app = create_app({}, instance)
    with app.app_context():
        played, links = scenes.play(), {}
        for role, language in product(played.people, LANGUAGES):
            links[role, language] = scenes.link(played.people[role])
        values = played.values | _links()
        db.session.commit()
    values |= _letters(app)
    with serving(instance, {}) as server:
        yield House(server.url, links, values)


def _links() -> dict[str, str]:
    """A sign-in link that serves, and one that no longer does."""
    paths = {
        "link": scenes.link("nobody@example.org"),
        "old-link": scenes.link("nobody@example.org", now=clock.now() - timedelta(days=1)),
    }
    return {name: path.removeprefix("/sign-in/") for name, path in paths.items()}


def _letters(app: Flask) -> dict[str, str]:
    """Deliver what is due; the newest letter with an invite, and the newest without."""
    postman.once(app)
    letters = folder.letters(Path(app.instance_path) / "mail")
    kinds = {"invite": True, "letter": False}
    return {name: next(m.uid for m in letters if bool(m.calendar) is wanted) for name, wanted in kinds.items()}


def test_no_page_is_forgotten(sqlite_app: Flask) -> None:
    adapter = sqlite_app.url_map.bind("localhost")
    there = [line.path for line in visited() if line.status != "404"]
    known = {adapter.match(_bare(path), "GET", return_rule=True)[0].rule for path in there}
    none_of(
        f"{path} is in no line of tests/browser/pages.txt: say who looks at it."
        for method, path, _mark in routes(sqlite_app)
        if method == "GET" and path not in known
    )


def _bare(path: str) -> str:
    return path.replace("{", "").replace("}", "").partition("?")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", WHO)
def test_every_page_is_fit_to_be_shown(house: House, open_page: OpenPage, who: str, language: str) -> None:
    page = open_page(language=language, reduced_motion="reduce")  # colours that still turn have no contrast yet
    enter(page, house, who, language)
    problems: list[str] = []
    for line in visited():
        if line.who == who:
            problems += [f"{line.how} {line.path}: {problem}" for problem in walk(page, house, line, language)]
    none_of(problems)


def enter(page: Page, house: House, who: str, language: str) -> None:
    """Sign in as that role, reading that language."""
    if (who, language) in house.links:
        page.goto(house.url + house.links[who, language])
        page.locator("main form button").click()
        if page.locator("html").get_attribute("lang") != language:
            page.locator("form[action='/language'] button").click()


def walk(page: Page, house: House, line: Visited, language: str) -> Iterator[str]:
    """Go there and look; everything that is wrong."""
    status = arrive(page, house.url + line.path.format_map(house.values), line.how)
    if str(status) != line.status:
        yield f"answers {status}, not {line.status}"
        return
    if (said := page.locator("html").get_attribute("lang")) != language:
        yield f"speaks {said}, not {language}"
    if (headings := page.locator("h1").count()) != 1:
        yield f"has {headings} h1"
    yield from looks(page, language)
    page.complaints[:] = [it for it in page.complaints if f"status of {line.status}" not in it]  # type: ignore[attr-defined]
    yield from page.complaints  # type: ignore[attr-defined]
    page.complaints.clear()  # type: ignore[attr-defined]


def arrive(page: Page, address: str, how: str) -> int:
    answer = page.goto(address)
    if how == "send":
        with page.expect_navigation() as sent:
            page.locator("main form[novalidate]").last.evaluate(EMPTIED)
        answer = sent.value
    assert answer is not None
    return answer.status


def looks(page: Page, language: str) -> Iterator[str]:
    """What is wrong in each width and colour scheme."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"scrolls sideways at {width} px: {page.evaluate(WIDER)}"
        if (language, width, scheme) in READ_BY_AXE:
            for found in Axe().run(page).response["violations"]:
                yield f"axe, {width} px, {scheme}: {found['id']} ({found['help']}) at {found['nodes'][0]['target']}"
