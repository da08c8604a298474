"""A browser without a screen: opens pages, fills forms in as they are rendered, and looks at every page's health.

Submitting what the page really shows (hidden fields, choices, the token) is what finds a form that cannot be sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from brigade.database import db
from brigade.models import Person

Values = dict[str, Any]


@dataclass
class Page:
    """What was answered: its status, its path after redirects, its text, and its tree."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.request.full_path.rstrip("?")

    @property
    def html(self) -> str:
        return self.response.text

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html.parser")

    @property
    def words(self) -> str:
        """What the page says in its main part, spaces made one."""
        main = self.soup.find("main")
        return " ".join(main.get_text(" ").split()) if main else self.html

    def form(self, action: str) -> Tag:
        """The first form that posts there."""
        found = [form for form in self.soup.find_all("form") if form.get("action") == action]
        assert found, f"no form posts to {action}: {[form.get('action') for form in self.soup.find_all('form')]}"
        return found[0]


@dataclass
class Browser:
    """One person's browser. `page` is the one that is open."""

    client: FlaskClient
    headers: Values = field(default_factory=dict)
    page: Page = None  # type: ignore[assignment]

    def open(self, path: str, **options: Any) -> Page:
        """GET, following redirects."""
        return self._look(self._follow(self.client.get(path, headers=self.headers, **options)))

    def submit(self, action: str, values: Values | None = None, *, follow: bool = True, **more: Any) -> Page:
        """Send the open page's form with that action: what it shows, changed by `values` (None removes a field)."""
        sent = filled(self.page.form(action)) | (values or {}) | more
        return self.post(action, {name: value for name, value in sent.items() if value is not None}, follow=follow)

    def post(self, path: str, values: Any = None, *, follow: bool = True, **options: Any) -> Page:
        """POST these fields as they are."""
        answer = self.client.post(path, data=values, headers=self.headers, **options)
        return self._look(self._follow(answer) if follow else answer)

    def token(self) -> str:
        """A CSRF token of this browser."""
        answer = self.client.get("/sign-in", headers=self.headers)
        return str(BeautifulSoup(answer.text, "html.parser").find("input", {"name": "csrf_token"})["value"])  # type: ignore[index]

    def signed_in(self, person: Person) -> Browser:
        """As if this person's link had been used."""
        db.session.flush()
        with self.client.session_transaction() as cookie:
            cookie["person"], cookie["epoch"] = person.id, person.sign_in_epoch
        return self

    def _follow(self, answer: TestResponse) -> TestResponse:
        while answer.status_code in (301, 302, 303, 307, 308):
            answer = self.client.get(answer.location, headers=self.headers)
        return answer

    def _look(self, response: TestResponse) -> Page:
        self.page = Page(response)
        assert response.status_code < 500, f"{response.request.path}: {response.status_code}\n{response.text[:2000]}"
        if response.mimetype == "text/html" and response.text.startswith("<!doctype"):
            check_health(self.page)
        return self.page


def browser(app: Flask, language: str = "fr", **headers: str) -> Browser:
    """A new one, with no cookies, that asks for pages in that language."""
    return Browser(app.test_client(), {"Accept-Language": language} | headers)


def filled(form: Tag) -> Values:
    """The fields that a browser would send, as they stand, when the form's first button is pressed."""
    first = form.find("button")
    values: Values = {first["name"]: first["value"]} if first and first.get("name") else {}
    for element in form.find_all(["input", "textarea", "select", "button"]):
        name, kind = element.get("name"), element.get("type", "")
        if not name or (kind in ("checkbox", "radio") and not element.has_attr("checked")) or element.name == "button":
            continue
        if element.name == "select":
            chosen = element.find("option", selected=True) or element.find("option")
            value = chosen["value"] if chosen else ""
        else:
            text = element.text.replace("\r\n", "\n").removeprefix("\n")  # as HTML reads it
            value = text if element.name == "textarea" else element.get("value", "")
        if kind == "checkbox" and name in values:
            value = [*(values[name] if isinstance(values[name], list) else [values[name]]), value]
        values[name] = value
    return values


def check_health(page: Page) -> None:
    """What must hold on every page, also on the page of an error."""
    soup, where = page.soup, page.path
    assert len(soup.find_all("h1")) == 1, f"{where} has not one h1"
    assert soup.title and soup.title.text.strip(" ·"), f"{where} has no title"
    assert soup.html and soup.html.get("lang") in ("fr", "en"), f"{where} does not say its language"
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"{where} has an id twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    labelled = {label.get("for") for label in soup.find_all("label")}
    for element in soup.find_all(["input", "textarea", "select"]):
        hidden = element.get("type") in ("hidden", "submit")
        named = element.get("id") in labelled or element.find_parent("label") or element.get("aria-label")
        assert hidden or named, f"{where}: {element} has no label"
    for form in soup.find_all("form", method="post"):
        safe = form.get("action") == "/language" or form.find("input", {"name": "csrf_token"})
        assert safe, f"{where}: the form to {form.get('action')} has no token"
    for link in soup.find_all("a", href=lambda href: href and href.startswith("#")):
        assert link["href"][1:] in ids, f"{where}: {link['href']} leads nowhere"
