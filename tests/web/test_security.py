"""Cookies, headers, tokens and ways out: what a browser is told, and what a page of somebody else cannot do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import sign_in
from brigade.models import Message, Need, Person, SignInUse
from brigade.web.back import safe
from tests.factories import NOW
from tests.stage import Stage
from tests.web.browser import browser
from tests.web.conftest import Open, SetClock
from tests.web.test_story import newest_link
from tests.web.test_trouble import ask

EVIL = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
    "http:evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "/%0d%0aSet-Cookie:x=1",
    " //evil.example", "evil.example", "/\x00/evil", "/" + "x" * 10_000, "", "/\u2028/evil.example", "/\\/evil.example",
    "/.//evil.example", "/;@evil.example", "https:/evil.example", "////",
]  # fmt: skip


@pytest.fixture
def engine() -> str:
    """Nothing here depends on the database."""
    return "sqlite"


def set_cookies(answer: object) -> dict[str, str]:
    """Name → attributes, lower case, of the cookies that an answer sets."""
    lines = answer.headers.getlist("Set-Cookie")  # type: ignore[attr-defined]
    return {line.split("=")[0]: line.lower() for line in lines}


@pytest.mark.parametrize(("public_url", "secure"), [("http://127.0.0.1:8000", False), ("https://brigade.test", True)])
def test_cookies_are_closed(app: Flask, stage: Stage, visit: Open, public_url: str, secure: bool) -> None:
    app.config.update(PUBLIC_URL=public_url, SESSION_COOKIE_SECURE=secure)
    client = visit().client
    at = {"base_url": public_url}
    answers = [client.get("/sign-in", **at), client.post("/language", data={"language": "en", "next": "/"}, **at)]
    found = {name: line for answer in answers for name, line in set_cookies(answer).items()}
    assert set(found) == {"session", "language"}
    for name, line in found.items():
        assert "httponly" in line and "samesite=lax" in line and "path=/" in line, name
        assert ("secure" in line) is secure, name
        assert "domain=" not in line, name


def test_a_session_lasts_thirty_days_and_a_visit_ends_with_the_browser(app: Flask, stage: Stage, visit: Open) -> None:
    visitor = visit()
    assert "expires" not in set_cookies(visitor.client.get("/sign-in"))["session"]
    link = ask(app, visitor, stage.member.email)
    answer = visitor.client.post(link, data={"csrf_token": visitor.token()})
    assert "expires" in set_cookies(answer)["session"]


def test_signing_in_changes_the_cookie_and_its_token(app: Flask, stage: Stage, visit: Open) -> None:
    """What somebody planted in the browser before is worth nothing after."""
    visitor = visit()
    link, before = ask(app, visitor, stage.member.email), visitor.token()
    visitor.open(link)
    visitor.submit(link)
    with visitor.client.session_transaction() as cookie:
        assert set(cookie) <= {"_permanent", "person", "epoch", "csrf_token", "_flashes"}
    assert visitor.post("/account", {"csrf_token": before, "name": "X", "language": "fr"}).status == 400


HEADERS = {
    "Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
}  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/", "/needs", "/nowhere", "/static/brigade.css", "/healthz", "/readyz", "/feeds/nothing.ics"]
)
def test_every_answer_is_hardened(stage: Stage, visit: Open, path: str) -> None:
    answer = visit().client.get(path)
    for name, value in HEADERS.items():
        assert value in answer.headers.get(name, ""), name
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "object-src 'none'" in policy
    assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


def test_errors_are_hardened_too(stage: Stage, visit: Open) -> None:
    answers = [visit().client.post("/needs/new", data={"x": "x" * 2_000_000}), visit().client.post("/account")]
    assert [answer.status_code for answer in answers] == [413, 400]
    assert all("Content-Security-Policy" in answer.headers for answer in answers)


def test_no_page_of_a_person_is_kept_by_a_proxy(stage: Stage, visit: Open) -> None:
    signed_in = visit().signed_in(stage.member)
    for path in ("/", "/needs", f"/needs/{stage.need.uid}", "/account"):
        assert "private" in signed_in.client.get(path).headers["Cache-Control"]
    assert "immutable" in visit().client.get("/static/brigade.css?v=1").headers["Cache-Control"]


def test_https_is_remembered_only_where_it_is_used(app: Flask, stage: Stage, visit: Open) -> None:
    assert "Strict-Transport-Security" not in visit().client.get("/").headers
    app.config["SESSION_COOKIE_SECURE"] = True
    assert "max-age=" in visit().client.get("/").headers["Strict-Transport-Security"]


@pytest.mark.parametrize("target", EVIL)
def test_no_way_out_of_the_site(app: Flask, stage: Stage, visit: Open, target: str) -> None:
    """Neither through the language switch, nor through a sign-in link that remembers where it was asked for."""
    visitor = visit()
    answer = visitor.client.post("/language", data={"language": "fr", "next": target})
    assert leads_home(answer.headers["Location"])
    visitor.open("/sign-in")
    visitor.submit("/sign-in", email=stage.member.email, back=target)
    link = newest_link(app)
    visitor.open(link)
    assert leads_home(visitor.submit(link, follow=False).response.headers["Location"])
    assert "Set-Cookie" not in answer.headers["Location"] or "\n" not in answer.headers["Location"]


def leads_home(location: str) -> bool:
    """A browser stays on this host: one slash, then no second slash or backslash, and nothing that it would strip."""
    plain = location.isascii() and location.isprintable() and len(location) < 400
    return plain and location.startswith("/") and not location.startswith(("//", "/\\")) and "\\" not in location


@pytest.mark.parametrize("path", ["/", "/needs/abc?state=x&q=1", "/bookings/x.ics", "/experts/amélie"])
def test_ways_back_within_the_site_are_kept(path: str) -> None:
    assert safe(path) == path


@pytest.mark.parametrize("sent", [{}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": "SOMEBODY ELSE'S"}])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_form_without_its_token_changes_nothing(
    stage: Stage, visit: Open, sent: dict[str, str], language: str
) -> None:
    stage.member.language = language
    if sent.get("csrf_token") == "SOMEBODY ELSE'S":
        sent = {"csrf_token": visit().token()}
    page = visit().signed_in(stage.member).post(f"/needs/{stage.need.uid}/withdraw", sent)
    assert page.status == 400 and page.soup.html["lang"] == language  # type: ignore[index]
    assert ("Revenez en arrière" in page.words) is (language == "fr")
    assert db.session.get_one(Need, stage.need.id).state == "open"


def test_the_language_switch_is_the_only_form_without_a_token(app: Flask) -> None:
    from brigade.web import csrf

    assert csrf._exempt_views == {"brigade.web.public.choose_language"}


def test_signed_out_everywhere(app: Flask, stage: Stage, visit: Open) -> None:
    phone, laptop = visit().signed_in(stage.member), visit().signed_in(stage.member)
    stolen = browser(app)
    stolen.client.set_cookie("session", phone.client.get_cookie("session").value)  # type: ignore[union-attr]
    assert stolen.open("/account").path == "/account"
    laptop.open("/account")
    laptop.submit("/account/sign-out-everywhere")
    for device in (phone, laptop, stolen):
        assert device.open("/account").path == "/sign-in?back=/account"


def test_a_forged_cookie_is_nobody(app: Flask, stage: Stage, visit: Open) -> None:
    visitor = visit().signed_in(stage.member)
    real = visitor.client.get_cookie("session").value  # type: ignore[union-attr]
    for forged in (real[:-3] + "abc", "x", "eyJwZXJzb24iOjF9.x.x", "\u00e9", real.split(".")[0]):
        visitor.client.set_cookie("session", forged)
        assert visitor.open("/account").path == "/sign-in?back=/account"


def test_a_person_who_is_gone_is_signed_out(app: Flask, stage: Stage, visit: Open) -> None:
    person = Person(email="gone@example.org", created_at=NOW)
    db.session.add(person)
    visitor = visit().signed_in(person)
    db.session.delete(person)
    assert visitor.open("/account").path == "/sign-in?back=/account"


def test_the_answer_never_tells_whether_an_address_is_known(stage: Stage, visit: Open) -> None:
    pages = []
    for email in (stage.member.email, "nobody@example.org"):
        visitor = visit()
        visitor.open("/sign-in")
        answer = visitor.submit("/sign-in", email=email, follow=False)
        page = visitor.open("/sign-in/sent")
        pages.append((answer.status, answer.response.headers["Location"], page.words.replace(email, "ADDRESS")))
    assert pages[0] == pages[1]


def test_a_client_is_stopped_at_its_limit_and_let_in_again(
    app: Flask, stage: Stage, visit: Open, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "MOST_PER_CLIENT", 3)
    visitor = visit()
    statuses = []
    for number in range(4):
        visitor.open("/sign-in")
        statuses.append(visitor.submit("/sign-in", email=f"person-{number}@example.org").status)
    assert statuses == [200, 200, 200, 429]
    set_clock(NOW + sign_in.WINDOW + timedelta(seconds=1))
    visitor.open("/sign-in")
    assert visitor.submit("/sign-in", email="person-9@example.org").status == 200


def test_a_forwarded_address_counts_only_behind_a_proxy_of_ours(stage: Stage, visit: Open) -> None:
    """Else anybody could choose whose limit they use up."""
    from brigade.models import SignInAttempt

    for forged in ("198.51.100.1", "198.51.100.2"):
        visitor = visit("fr", **{"X-Forwarded-For": forged, "X-Real-IP": forged})
        visitor.open("/sign-in")
        visitor.submit("/sign-in", email=f"eve-{forged}@example.org")
    assert len(set(db.session.scalars(select(SignInAttempt.client_digest)))) == 1


def test_the_host_that_a_browser_names_is_not_repeated(app: Flask, stage: Stage, visit: Open) -> None:
    """A link in a mail leads to PUBLIC_URL, whatever the Host header said."""
    client = visit().client
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for path in ("/", "/sign-in", "/needs/new", "/nowhere"):
        assert "evil.example" not in client.get(path, headers=headers).text
    answer = client.get("/needs", headers=headers)
    assert answer.headers["Location"].startswith("/sign-in")
    assert not db.session.scalars(select(Message).where(Message.text.contains("evil.example"))).all()


def test_one_use_over_http(app: Flask, stage: Stage, visit: Open) -> None:
    """Two browsers that hold the same link: one gets in."""
    link = ask(app, visit(), stage.member.email)
    first, second = visit(), visit()
    first.open(link), second.open(link)
    assert first.submit(link).path == "/needs"
    assert second.submit(link).status == 410
    assert second.open("/account").path == "/sign-in?back=/account"
    assert len(db.session.scalars(select(SignInUse)).all()) == 1
