"""Somebody without a mouse: Tab until the thing has the focus, then Enter or Space."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST = 400


def reach(page: Page, thing: Locator) -> None:
    """Tab to it; it fails when no way leads there, or when the focus cannot be seen."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if thing.evaluate("element => element === document.activeElement"):
            outline = thing.evaluate("element => getComputedStyle(element).outlineStyle")
            assert outline != "none", f"the focus cannot be seen on {thing}"
            return
    raise AssertionError(f"{thing} cannot be reached by keyboard")


def press(page: Page, thing: Locator, key: str = "Enter") -> None:
    """Reach it and press it."""
    reach(page, thing)
    page.keyboard.press(key)


def write(page: Page, thing: Locator, text: str) -> None:
    """Reach it and type."""
    reach(page, thing)
    page.keyboard.type(text)
