"""What the council's tools read: by key, within its scope, as the contract says, and without anybody's address."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

from brigade.database import db
from brigade.domain import booking, data_keys
from brigade.queries import data
from brigade.web.data import CONTRACT
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage
from tests.test_routes import routes
from tests.web.browser import Browser
from tests.web.conftest import Open


@pytest.fixture
def key(stage: Stage) -> str:
    coordinator = make.make_person(is_coordinator=True)
    booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    found = data_keys.give(stage.edition, "Le site", "sessions", by=coordinator, now=NOW)
    db.session.commit()
    return found


def read(app: Flask, path: str, key: str, **headers: str) -> TestResponse:
    sent = {"Authorization": f"Bearer {key}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get(f"/data/v1{path}", headers=sent)


def paths(stage: Stage) -> list[str]:
    return ["/editions", *(f"/editions/{stage.edition.slug}/{name}" for name in ("experts", "places", "sessions"))]


def test_the_contract_is_valid_and_names_every_route(app: Flask) -> None:
    validate(CONTRACT)
    named = [path for _method, path, _mark in routes(app) if "/data/" in path]
    ours = {path.removeprefix("/data/v1").replace("<slug>", "{slug}") for path in named}
    assert set(CONTRACT["paths"]) == ours


def test_every_answer_is_as_the_contract_says(app: Flask, stage: Stage, key: str) -> None:
    registry = Registry().with_resource("", Resource(CONTRACT, DRAFT202012))
    for path in paths(stage):
        operation = CONTRACT["paths"][path.replace(stage.edition.slug, "{slug}")]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        answer = read(app, path, key)
        assert answer.status_code == 200 and answer.json and answer.json["items"], path
        Draft202012Validator(resolved(schema), registry=registry).validate(answer.json)


def resolved(schema: Any) -> Any:
    """With what it refers to written out."""
    if isinstance(schema, dict) and "$ref" in schema:
        return resolved(CONTRACT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if isinstance(schema, dict):
        return {name: resolved(value) for name, value in schema.items()}
    return [resolved(each) for each in schema] if isinstance(schema, list) else schema


def test_who_has_no_key_reads_nothing(app: Flask, stage: Stage, key: str, visit: Open) -> None:
    coordinator = visit().signed_in(make.make_person(is_coordinator=True))
    db.session.commit()
    for path in paths(stage):
        for wrong in ("", "x" * 5000, key[:-1], key.upper(), f"{key} {key}"):
            answer = read(app, path, wrong)
            assert answer.status_code == 401 and answer.mimetype == "application/problem+json"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert coordinator.client.get(f"/data/v1{path}").status_code == 401, "a cookie is no key"
        assert app.test_client().get(f"/data/v1{path}?key={key}").status_code == 401, "nor is an address"


def test_a_key_for_places_does_not_read_sessions(app: Flask, stage: Stage, key: str) -> None:
    narrow = data_keys.give(stage.edition, "Autre", "places", by=stage.member, now=NOW)
    db.session.commit()
    codes = [read(app, path, narrow).status_code for path in paths(stage)]
    assert codes == [200, 200, 200, 403]


def test_nobody_s_address_is_read(app: Flask, stage: Stage, key: str) -> None:
    text = "".join(json.dumps(read(app, path, key).json, ensure_ascii=False) for path in paths(stage))
    assert stage.organization.name in text and "@" not in text
    assert stage.member.name not in text


def test_a_taken_or_past_place_is_not_free(app: Flask, stage: Stage, key: str) -> None:
    found = data.places(stage.edition, stage.slots[1].starts_at, 1).items
    assert [place["starts_at"] for place in found] == ["2026-12-01T10:00:00-05:00", "2026-12-01T10:30:00-05:00"]


def test_what_has_not_changed_is_not_sent_again(app: Flask, stage: Stage, key: str) -> None:
    path = f"/editions/{stage.edition.slug}/sessions"
    tag = read(app, path, key).headers["ETag"]
    assert read(app, path, key, If_None_Match=tag).status_code == 304
    booking.book(stage.another_need(), stage.expert, stage.slots[1], by=stage.member, now=NOW)
    db.session.commit()
    assert read(app, path, key, If_None_Match=tag).status_code == 200


def test_pages_follow_one_another(app: Flask, stage: Stage, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "PAGE", 2)
    found, path = [], f"/editions/{stage.edition.slug}/places"
    while path:
        answer = read(app, path, key)
        found += answer.json["items"] if answer.json else []
        link = re.fullmatch(r'</data/v1(.*)>; rel="next"', answer.headers.get("Link", ""))
        path = link[1] if link else ""
    assert len(found) == 3 and len({place["starts_at"] for place in found}) == 3


def test_what_goes_wrong_is_told_to_a_tool(app: Flask, key: str) -> None:
    answer = read(app, "/editions/nowhere/experts?page=-5", key)
    assert answer.status_code == 404 and answer.mimetype == "application/problem+json"
    assert answer.json == {"type": "about:blank", "title": "Not Found", "status": 404}


def test_a_key_is_made_shown_once_and_revoked(app: Flask, stage: Stage, visit: Open) -> None:
    desk: Browser = visit().signed_in(make.make_person(is_coordinator=True))
    db.session.commit()
    desk.open("/coordination/tools")
    page = desk.submit("/coordination/tools", {"name": "Le site <b>du</b> conseil", "scope": "sessions"})
    shown = re.search(r"brigade_[\w-]+", page.html)
    assert shown and page.response.headers["Cache-Control"] == "no-store"
    assert shown[0] not in desk.open("/coordination/tools").html
    assert read(app, "/editions", shown[0]).status_code == 200
    action = next(form["action"] for form in desk.page.soup.find_all("form") if "/revoke" in form.get("action", ""))
    desk.submit(str(action))
    assert read(app, "/editions", shown[0]).status_code == 401
    assert desk.post(str(action), {"csrf_token": desk.token()}).status == 409
    assert "a révoqué la clé d’un outil : Le site" in desk.open("/coordination/journal").words
