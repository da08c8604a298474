"""Every address of the site: kept in a file, behind exactly one access mark, and named in words that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from brigade import create_app
from brigade.web import access
from tests.test_house import none_of

URLS = Path(__file__).parent / "urls.txt"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as it is, without a database behind it."""
    return create_app({"TESTING": True}, tmp_path_factory.mktemp("instance"))


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """(method, path, mark) of every route but the static files'."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            mark = getattr(app.view_functions[rule.endpoint], "access", "NO MARK")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield method, rule.rule, mark


def test_the_list_of_urls_is_kept(app: Flask) -> None:
    """An address that people and scripts may rely on does not come or go unnoticed."""
    found = {f"{method:<5}{path:<40}{mark}" for method, path, mark in routes(app)}
    kept = set(URLS.read_text(encoding="utf-8").splitlines())
    new, gone = found - kept, kept - found
    none_of(
        [f"new: add the line to tests/urls.txt and a row to tests/web/matrix.txt: {line}" for line in new]
        + [f"gone or changed: take the line out of tests/urls.txt if nobody relies on it: {line}" for line in gone]
    )


def test_the_list_is_in_order() -> None:
    lines = URLS.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines), key=lambda line: (line.split()[1], line)), "sort tests/urls.txt by path"


def test_every_route_wears_one_mark_that_is_obeyed(app: Flask) -> None:
    none_of(
        f"{method} {path} wears {mark!r}: give its view one of {', '.join(access.RULES)}."
        for method, path, mark in routes(app)
        if mark not in access.RULES
    )
    assert {mark for _method, _path, mark in routes(app)} == set(access.RULES), "a mark that no route wears"


def test_a_view_cannot_wear_two_marks() -> None:
    with pytest.raises(AssertionError, match="two access marks"):

        @access.public
        @access.signed_in
        def view() -> None: ...


def test_a_view_without_a_mark_is_an_error_and_not_a_hole(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: "open to all"
    app.add_url_rule("/forgotten", "forgotten")
    with pytest.raises(LookupError, match="forgotten wears no access mark"):
        app.test_client().get("/forgotten")


def test_addresses_are_words(app: Flask) -> None:
    """Lower case, hyphens, no verbs of the machine, no row number."""
    odd = re.compile(r"[A-Z_]|/(api|ajax|get|do|index)\b|<int:")
    none_of(f"{path}: name it after what it shows or does." for _method, path, _mark in routes(app) if odd.search(path))
