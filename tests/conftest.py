"""Fixtures for the whole suite, by what they stand for; each file says what it gives."""

import os

import pytest

# Time zones come from the lock, here as in production: the system's may be a year old.
os.environ["PYTHONTZPATH"] = ""

pytest_plugins = ["tests.fixtures.database", "tests.fixtures.mail", "tests.fixtures.server", "tests.fixtures.browser"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever drives a page is a browser test, marked or not."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
