"""Every address as every kind of person: who gets in, who reads what, and who changes nothing.

matrix.txt says what each is answered; a route without a row fails. A POST sends nothing but its token: whoever may not
post is stopped before, whoever may is told what is missing. Rows run from top to bottom, those that end something last.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from brigade.database import db
from tests.test_house import none_of
from tests.test_routes import routes
from tests.web.browser import Browser
from tests.web.conftest import Open
from tests.web.world import ROLES, World, make_world

MATRIX = Path(__file__).parent / "matrix.txt"
SIGN_IN = "in"  # in the matrix: sent to the sign-in page
# Who may do what does not depend on the engine, so PostgreSQL is asked as those who may do most.
WHO = [*(("sqlite", role) for role in ROLES), ("postgresql", "member"), ("postgresql", "coordinator")]
KEYS = ("/feeds/", "/screen/", "/sheets/", "/sign-in/")  # who has the whole address may read what it opens


def rows() -> list[tuple[str, str, dict[str, str]]]:
    """(method, path, answer by role); the first line names the roles."""
    lines = [line.split() for line in MATRIX.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert tuple(lines[0][2:]) == ROLES
    return [(method, path, dict(zip(ROLES, answers, strict=True))) for method, path, *answers in lines[1:]]


def test_every_route_has_a_row(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    ruled = {
        (method, adapter.match(path.replace("{", "").replace("}", "").split("?")[0], method, return_rule=True)[0].rule)
        for method, path, _answers in rows()
    }
    none_of(
        f"{method} {path} is in no row of tests/web/matrix.txt: say what each role is answered."
        for method, path, _mark in routes(app)
        if (method, path) not in ruled
    )


@pytest.mark.parametrize(("engine", "role"), WHO, indirect=["engine"])
def test_each_gets_what_is_theirs(app: Flask, visit: Open, role: str) -> None:
    world = make_world(app)
    browser = visit()
    if role in world.people:
        browser.signed_in(world.people[role])
    token, problems = browser.token(), []
    for method, path, answers in rows():
        problems += step(browser, world, role, (method, path, answers[role]), token)
        if "/sign" in path and method == "POST":
            token = browser.token()  # another cookie, another token
    none_of(problems)


def step(browser: Browser, world: World, role: str, row: tuple[str, str, str], token: str) -> Iterator[str]:
    """Open or post one row as this role; everything that is wrong with the answer."""
    method, path, wanted = row
    given = {"data": {"csrf_token": token}} if method == "POST" else {}
    with writes() as written:
        answer = browser.client.open(path.format(**world.values), method=method, headers=browser.headers, **given)
    location = answer.headers.get("Location", "")
    found = SIGN_IN if location.startswith("/sign-in?back=") else str(answer.status_code)
    if found != wanted:
        yield f"{method} {path} answers {found} to the {role}, not {wanted}."
    if written and (method == "GET" or found in (SIGN_IN, "404")):
        yield f"{method} {path} as {role} writes: {written[0]}"
    readable = answer.text + str(answer.headers)
    yield from (
        f"{method} {path} shows {word!r} to the {role}."
        for word, who in world.secrets.items()
        if role not in who and word in readable and not path.startswith(KEYS)
    )  # fmt: skip


@contextmanager
def writes() -> Iterator[list[str]]:
    """The writing statements that reach the database meanwhile, but for what the test itself holds open."""
    found: list[str] = []
    db.session.commit()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            found.append(" ".join(statement.split())[:120])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
