"""The page where the addresses of feeds are made, shown once, renewed and ended."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests import factories as make
from tests.stage import Stage
from tests.web.browser import Browser
from tests.web.following import address, book, uids

Open = Callable[..., Browser]


def test_an_address_is_shown_once(app: Flask, stage: Stage, visit: Open) -> None:
    book(stage)
    browser = visit().signed_in(stage.member)
    browser.open("/account/feeds")
    page = browser.submit("/account/feeds/mine")
    shown = re.search(rf'value="{app.config["PUBLIC_URL"]}(/feeds/[^"]+)"', page.html)
    assert shown and page.path == "/account/feeds"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert len(uids(app.test_client().get(shown[1]))) == 1
    again = browser.open("/account/feeds")
    assert shown[1] not in again.html and "Adresse créée le lundi 1er juin, 10 h" in again.words


def test_an_address_is_renewed_and_revoked_by_pressing(app: Flask, stage: Stage, visit: Open) -> None:
    browser, old = visit().signed_in(stage.member), address(stage.member)
    browser.open("/account/feeds")
    page = browser.submit("/account/feeds/mine")
    new = re.search(r"/feeds/[\w-]+\.ics", page.html)
    assert new
    assert [app.test_client().get(path).status_code for path in (old, new[0])] == [404, 200]
    browser.submit("/account/feeds/mine/revoke")
    assert app.test_client().get(new[0]).status_code == 404
    assert browser.page.form("/account/feeds/mine").get_text().startswith("Créer l’adresse")


def scopes(browser: Browser) -> list[str]:
    return re.findall(r'action="/account/feeds/(\w+)"', browser.open("/account/feeds").html)


def test_everybody_is_offered_what_they_have(stage: Stage, visit: Open) -> None:
    both, desk, everything = make.make_person(), make.make_person(is_coordinator=True), stage.member
    stage.another_expert(person=both)
    make.make_organization(edition=stage.edition, people=[both])
    assert scopes(visit().signed_in(stage.member)) == ["mine"]
    assert scopes(visit().signed_in(stage.expert.person)) == ["mine"]
    assert scopes(visit().signed_in(make.make_person())) == ["mine"]
    assert scopes(visit().signed_in(both)) == ["mine", "expert", "organization"]
    assert scopes(visit().signed_in(desk)) == ["brigade"]
    everything.is_coordinator = True
    assert scopes(visit().signed_in(everything)) == ["mine", "brigade"]


def test_an_address_that_is_left_over_can_be_ended(stage: Stage, visit: Open) -> None:
    """A coordinator no more, with the brigade's feed still open: it is empty, and theirs to revoke."""
    person = make.make_person(is_coordinator=True)
    address(person, "brigade")
    person.is_coordinator = False
    browser = visit().signed_in(person)
    assert scopes(browser) == ["mine", "brigade"]
    browser.submit("/account/feeds/brigade/revoke")
    assert scopes(browser) == ["mine"]


@pytest.mark.parametrize("scope", ["brigade", "expert", "everything"])
def test_nobody_makes_an_address_of_a_scope_that_is_not_theirs(stage: Stage, visit: Open, scope: str) -> None:
    browser = visit().signed_in(stage.member)
    browser.open("/account/feeds")
    assert browser.submit("/account/feeds/mine").status == 200
    answer = browser.post(f"/account/feeds/{scope}", {"csrf_token": browser.token()})
    assert answer.status == 404
    assert scopes(browser) == ["mine"]
