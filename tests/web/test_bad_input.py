"""Nonsense in every field, and everything else that a hostile or hurried person sends: a sentence, never a 500.

Each form of the site is listed once in `FORMS`, filled in rightly; every field is then spoiled in every way. Whatever
is refused comes back as it was typed, and nothing half-written stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from brigade.database import db
from brigade.models import Person
from tests.stage import Stage
from tests.web.browser import Browser, Values
from tests.web.conftest import Open

NONSENSE: dict[str, Any] = {
    "nothing": "",
    "unseen": " \t\n \u200b\u200e\u2060",
    "long": "x" * 10_000,
    "nul": "a\x00b",
    "lines": "Nom\r\nBcc: all@example.org\r\n\r\nSUMMARY:x",
    "code": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp; {{ 7 }}{% raw %}%(name)s %s'; DROP TABLE x",
    "emoji": "🎭👩‍🎨 é",
    "turned around": "\u202eabc\u202c \u2067def",
    "negative": "-1",
    "huge": "9" * 30,
    "not a number": "1e309",
    "list": ["a", "b", "<b>"],
    "half a character": "\ud83d",
}
# PostgreSQL is asked only what the database itself might mind.
FOR_THE_DATABASE = ("long", "nul", "turned around", "huge", "half a character")
NEED: Values = {"title": "Vendre", "description": "Nos billets", "language": "fr", "specialties": ["billetterie"]}
PROFILE: Values = {
    "name": "Théâtre", "person_name": "Ève", "kind": "artist", "discipline": "theatre", "region": "Laval",
    "website": "https://theatre.example.org", "language": "fr", "declares": "y",
}  # fmt: skip
EXPERT: Values = {
    "name": "Amélie", "languages": ["fr"], "headline_fr": "Billets", "headline_en": "Tickets", "bio_fr": "Bio",
    "bio_en": "Bio", "main": ["billetterie"], "secondary": [],
}  # fmt: skip

# Path of the form, who sends it, and what it holds when it is filled in rightly.
FORMS: dict[str, tuple[str, str, Values]] = {
    "need of a visitor": ("/needs/new", "visitor", NEED | {"unavailable": "{slot}", "email": "new@example.org"}),
    "need": ("/needs/{need}/edit", "member", NEED | {"unavailable": ["{slot}"]}),
    "organization": ("/organization", "member", PROFILE | {"need": "", "expert": "", "slot": ""}),
    "place": ("/needs/{need}/book", "member", {"expert": "{expert}", "slot": "{slot}"}),
    "sign-in": ("/sign-in", "visitor", {"email": "eve@example.org", "back": "/needs"}),
    "account": ("/account", "member", {"name": "Ève", "language": "fr"}),
    "language": ("/language", "visitor", {"language": "en", "next": "/experts"}),
    "availability": ("/expert/availability", "expert", {"slots": ["{slot}"]}),
    "expert": ("/expert/profile", "expert", EXPERT),
    "not with (organization)": ("/organization/not-with", "member", {"experts": ["{expert}"]}),
    "not with (expert)": ("/expert/not-with", "expert", {"names": "Théâtre"}),
    "invite": (
        "/coordination/people", "coordinator",
        {"role": "expert", "name": "Nina", "email": "nina@example.org", "language": "en"},
    ),
    "move": ("/bookings/{booking}/move", "booked", {"expert": "{expert}", "slot": "{slot}"}),
    "cancel": ("/bookings/{booking}/cancel", "booked", {"reason": "Malade"}),
    "cannot come": ("/bookings/{booking}/cannot-come", "booked", {"reason": "Malade"}),
    "send again": ("/bookings/{booking}/send-again", "booked", {"part": "", "email": "eve@example.org"}),
    "wait": ("/needs/{need}/wait", "member", {"flexible": "y"}),
}  # fmt: skip


def spoiled(values: Values, kinds: Iterable[str]) -> Iterator[tuple[str, str, Values]]:
    """(field, what is wrong with it, all values) for every field and every nonsense; then without the field."""
    for name in values:
        for kind in kinds:
            yield name, kind, values | {name: NONSENSE[kind]}
        yield name, "missing", {key: value for key, value in values.items() if key != name}


def encoded(values: Values) -> Values:
    """What a browser cannot even send is sent as broken UTF-8."""
    return {name: _bytes(value) for name, value in values.items()}


def _bytes(value: Any) -> Any:
    if isinstance(value, list):
        return [_bytes(each) for each in value]
    return b"\xff\xfe\xed\xa0\xbd" if value == "\ud83d" else value


@pytest.fixture
def as_role(stage: Stage, visit: Open) -> Callable[[str], tuple[Browser, dict[str, str]]]:
    """A browser of somebody in that role, and the values that stand in the paths."""
    from brigade.domain import booking
    from tests.factories import NOW

    other = stage.another_need()
    made = booking.book(other, stage.expert, stage.slots[3], by=stage.member, now=NOW)
    values = {
        "need": stage.need.uid, "expert": stage.expert.slug, "slot": str(stage.slots[0].id), "booking": made.uid,
    }  # fmt: skip
    db.session.commit()

    def open_(role: str) -> tuple[Browser, dict[str, str]]:
        people: dict[str, Person] = {"member": stage.member, "booked": stage.member, "expert": stage.expert.person}
        if role == "coordinator":
            stage.member.is_coordinator = True
            people[role] = stage.member
        return (visit().signed_in(people[role]) if role in people else visit()), values

    return open_


@pytest.mark.parametrize("form", FORMS, ids=list(FORMS))
def test_nonsense_in_every_field(engine: str, as_role: Any, form: str) -> None:
    """Never a 500, nothing that runs, and no way out of the site."""
    path, role, values = FORMS[form]
    browser, known = as_role(role)
    values = {name: fill(value, known) for name, value in values.items()}
    token = browser.token()
    for field, kind, sent in spoiled(values, NONSENSE if engine == "sqlite" else FOR_THE_DATABASE):
        answer = browser.client.post(path.format(**known), data=encoded(sent) | {"csrf_token": token})
        assert answer.status_code in (303, 404, 409, 422, 429), f"{field}, {kind}: {answer.status}\n{answer.text}"
        location = answer.headers.get("Location", "/")
        assert location.startswith("/") and not location.startswith("//"), f"{field}, {kind}: leads to {location!r}"
        assert "<script>alert(1)" not in answer.text and "onerror=alert(1)>" not in answer.text, f"{field}, {kind}"


def fill(value: Any, known: dict[str, str]) -> Any:
    return [fill(each, known) for each in value] if isinstance(value, list) else value.format(**known)


def shown(browser: Browser, action: str) -> Values:
    """What the form on the open page holds, the token apart; one value or several, always as a list."""
    from tests.web.browser import filled

    values = filled(browser.page.form(action))
    del values["csrf_token"]
    return {name: value if isinstance(value, list) else [value] for name, value in values.items()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_was_typed_comes_back_with_a_sentence(stage: Stage, visit: Open, language: str) -> None:
    """One field is wrong: the summary names it, links to it, and every other field is as it was typed."""
    browser = visit(language)
    typed = {
        "title": "", "description": "Ligne 1\nLigne 2 <b> « é » 🎭", "language": "en", "specialties": ["billetterie"],
        "unavailable": [str(stage.slots[1].id), str(stage.slots[2].id)], "email": "Eve@example.org",
    }  # fmt: skip
    browser.open("/needs/new")
    page = browser.submit("/needs/new", typed)
    assert page.status == 422 and page.path == "/needs/new"
    alert = page.soup.find(role="alert")
    assert alert and alert.find("a")["href"] == "#title" and len(alert.find_all("li")) == 1  # type: ignore[index]
    held = shown(browser, "/needs/new")
    for name, value in typed.items():
        assert held[name] == (value if isinstance(value, list) else [value])
    page = browser.submit("/needs/new", title="Vendre")
    assert page.path == "/sign-in/sent"


def test_each_mistake_has_its_own_words(stage: Stage, visit: Open) -> None:
    """In both languages, and never the words of the library."""
    library = ("Not a valid choice", "Invalid", "This field is required", "N'est pas", "Ce champ", "coerced")
    said = {}
    for language in ("fr", "en"):
        browser = visit(language)
        browser.open("/needs/new")
        wrong = {"title": "", "description": "x" * 5000, "language": "xx", "email": "eve"}
        page = browser.submit("/needs/new", wrong, specialties=["nonsense"], unavailable=["nonsense", "-1"])
        said[language] = [item.get_text(" ", strip=True) for item in page.soup.find(role="alert").find_all("li")]  # type: ignore[union-attr]
        assert len(said[language]) == 6
        assert not [words for words in said[language] if any(theirs in words for theirs in library)], said[language]
    assert not set(said["fr"]) & set(said["en"])


def test_a_profile_comes_back_as_typed(stage: Stage, visit: Open) -> None:
    browser = visit().signed_in(stage.member)
    browser.open("/organization")
    typed = PROFILE | {"name": "Théâtre <X> & \"Y\"", "website": "pas une adresse", "region": "Estrie"}
    page = browser.submit("/organization", typed)
    assert page.status == 422
    held = shown(browser, "/organization")
    assert held["name"] == ["Théâtre <X> & \"Y\""] and held["region"] == ["Estrie"] and held["declares"] == ["y"]
    assert held["website"] == ["https://pas une adresse"]


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "ftp://x.org", "https://", "http://user:secret@x.org", "//x.org", "https://x",
                "https://x.org:99999", "data:text/html,x", "https://[::1", "x" * 300 + ".org"],
)  # fmt: skip
def test_a_web_address_opens_or_is_refused(stage: Stage, visit: Open, website: str) -> None:
    browser = visit().signed_in(stage.member)
    browser.open("/organization")
    assert browser.submit("/organization", PROFILE | {"website": website}).status == 422


def test_a_long_but_right_text_is_kept_whole(stage: Stage, visit: Open) -> None:
    """4,000 characters are 4,000 on both engines, whatever bytes they take."""
    browser = visit().signed_in(stage.member)
    browser.open("/needs/new")
    page = browser.submit("/needs/new", NEED | {"description": "🎭" * 4000, "title": "é" * 120})
    assert page.path.startswith("/needs/") and "🎭" * 4000 in page.html
    browser.open("/needs/new")
    assert browser.submit("/needs/new", NEED | {"title": "é" * 121}).status == 422
