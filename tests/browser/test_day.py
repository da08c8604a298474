"""The day in a real browser, on a phone and by touch: check-in, late, no-show, walk-in; and the paper, as PDF pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.daytime import make_it_the_day
from tests.fixtures.browser import OpenPage
from tests.fixtures.server import LiveServer, StartServer

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
WORDS = {
    "fr": {"arrived": "Arrivé", "late": "En retard", "absent": "Absent", "walk-in": "Placer quelqu’un sans rendez-vous",
           "see": "Voir qui est libre", "delay": "Dire ce retard", "missed": "Absents"},
    "en": {"arrived": "Arrived", "late": "Late", "absent": "Absent", "walk-in": "Seat a walk-in",
           "see": "See who is free", "delay": "Say so", "missed": "Absent"},
}  # fmt: skip
KINDS = ("day", "board", "table", "expert", "organization")


@pytest.fixture
def today(start_server: StartServer) -> LiveServer:
    """The demo, on its first day at about eleven."""
    server = start_server()
    make_it_the_day(server.instance)
    return server


def at_the_desk(server: LiveServer, open_page: OpenPage, language: str, **options: Any) -> Page:
    """The coordinator's day."""
    page = open_page(language=language, **options)
    page.goto(server.links["coordinator"])
    page.locator("main form button").first.click()
    page.goto(f"{server.url}/coordination/day")
    if language == "en" and page.locator("html").get_attribute("lang") != "en":
        page.locator("button[name=language][value=en]").click()
        page.goto(f"{server.url}/coordination/day")
    return page


def act(line: Locator, label: str) -> None:
    """Tap that button of the line; the page comes back."""
    line.get_by_role("button", name=re.compile(f"^{label}")).tap()


@LANGUAGES
def test_check_in_late_no_show_walk_in(today: LiveServer, open_page: OpenPage, language: str) -> None:
    words, page = WORDS[language], at_the_desk(today, open_page, language, **PHONE)
    assert page.evaluate("matchMedia('(pointer: coarse)').matches"), "a finger, not a mouse"
    names = page.locator("section ol.sittings > li").evaluate_all("lines => lines.map(line => line.id)")
    assert len(names) >= 3, "two who meet now, and one who comes next"
    arrived, missed, late = (page.locator(f"#{name}") for name in names[:3])

    act(arrived, words["arrived"])
    expect(arrived).to_contain_text(words["arrived"])
    act(late, words["late"])
    expect(late).to_contain_text(words["late"])
    act(missed, words["absent"])
    expect(page.get_by_role("heading", name=re.compile(f"^{words['missed']}")).first).to_be_visible()
    expect(page.locator(".notice").first).to_be_visible()
    page.goto(f"{today.url}/coordination/day")
    walk_in(page, words)

    page.goto(f"{today.url}/coordination/day")
    page.locator("#late-expert").select_option(index=1)
    page.locator("[name=minutes]").select_option("10")
    page.get_by_role("button", name=words["delay"]).tap()
    expect(page.locator(".notice").first).to_be_visible()


def walk_in(page: Page, words: dict[str, str]) -> None:
    """Somebody nobody knows: who, who is free, done."""
    page.get_by_role("link", name=words["walk-in"]).tap()
    page.locator("#new [name=name]").fill("Théâtre de la rue")
    page.locator("#new [name=email]").fill("rue@example.org")
    page.get_by_role("button", name=words["see"]).tap()
    page.wait_for_url("**/walk-in?need=*")
    page.locator("main ul.grid form button").first.tap()
    page.wait_for_url(re.compile(r"/coordination/day"))
    expect(page.get_by_role("link", name="Théâtre de la rue").first).to_be_visible()


@pytest.mark.parametrize(("language", "size"), [("fr", "Letter"), ("en", "A4")])
def test_every_sheet_is_a_page_of_its_own(
    today: LiveServer, open_page: OpenPage, tmp_path: Path, language: str, size: str
) -> None:
    page = at_the_desk(today, open_page, language, width=1440)
    for kind in KINDS:
        page.goto(f"{today.url}/coordination/paper/{kind}")
        sheets = page.locator("article.sheet, section.sheet, .sheet").count()
        assert sheets > 0, kind
        path = tmp_path / f"{kind}.pdf"
        page.pdf(path=path, format=size, prefer_css_page_size=False, print_background=True)
        assert pages(path) == sheets, f"{kind}: {pages(path)} pages for {sheets} sheets on {size}"


def pages(path: Path) -> int:
    """How many pages a PDF has, counted in its objects."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", path.read_bytes()))
