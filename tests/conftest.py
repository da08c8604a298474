"""Fixtures for the whole suite, by what they stand for; each file says what it gives."""

import os

import pytest

# Time zones come from the lock, here as in production: the system's may be a year old.
os.environ["PYTHONTZPATH"] = ""

# The longest files first, where two processes share the suite: whoever gets one last would keep the other waiting.
LONGEST = (
    "tests/browser/test_pages.py", "tests/life/test_machine.py", "tests/life/test_orders.py",
    "tests/browser/test_board.py", "tests/browser/test_proposals.py", "tests/browser/test_life.py",
    "tests/browser/test_story.py", "tests/races/", "tests/cli/", "tests/solver/", "tests/life/", "tests/browser/",
    "tests/mail/test_killed_postman.py",
)  # fmt: skip

pytest_plugins = ["tests.fixtures.database", "tests.fixtures.mail", "tests.fixtures.server", "tests.fixtures.browser"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever drives a page is a browser test, marked or not; shared between processes, tests begin with LONGEST."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: place(item.nodeid))


def place(node: str) -> int:
    """The sooner, the smaller; the same for all that are not among the longest."""
    return next((number for number, path in enumerate(LONGEST) if node.startswith(path)), len(LONGEST))
