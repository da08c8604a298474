"""As a need is written, the form proposes specialties with the words that led to them; the person has the last word."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import OpenPage
from tests.fixtures.server import StartServer

NEED = {
    "fr": ("Le samedi soir", "Notre bileterie ne parle pas à notre infolettre.", "Billetterie", "bileterie"),
    "en": ("Saturday night", "Our box office does not talk to our newsleter.", "Newsletter", "newsleter"),
}


@pytest.mark.parametrize(("language", "width"), [("fr", 390), ("en", 1440)])
def test_a_suggestion_is_taken_and_taken_back(
    start_server: StartServer, open_page: OpenPage, language: str, width: int
) -> None:
    title, words, specialty, said = NEED[language]
    page = open_page(language=language, width=width)
    page.goto(start_server().url + "/needs/new")
    page.locator("[name=description]").press_sequentially(words)
    chip = page.locator("#suggestions").get_by_role("button", name=f"{specialty} ({said}")
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    box = page.locator(f"#{chip.get_attribute('data-check')}")
    expect(box).to_be_checked()
    page.locator("[name=title]").press_sequentially(title)
    expect(chip).to_have_attribute("aria-pressed", "true")
    box.uncheck()
    expect(chip).to_have_attribute("aria-pressed", "false")


def test_the_title_alone_is_read_too(start_server: StartServer, open_page: OpenPage) -> None:
    page = open_page(language="fr", width=1440)
    page.goto(start_server().url + "/needs/new")
    page.locator("[name=title]").press_sequentially("Notre infolettre")
    expect(page.locator("#suggestions").get_by_role("button", name="Infolettre (infolettre)")).to_be_visible()
