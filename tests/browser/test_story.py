"""The main job, end to end, in a real browser against a real mail server: a newcomer's need becomes a session that two
calendars, an agenda and a board agree on. In both languages, with and without JavaScript, on a phone and on a desk."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.calendars.receivers import read_with_ics, read_with_vobject
from tests.fixtures.browser import OpenPage
from tests.fixtures.mail import Smtp
from tests.fixtures.server import LiveServer, StartServer

NEWCOMER = "nouvelle@theatre.example.org"


@dataclass(frozen=True)
class Words:
    """What the page and the letters say in a language, where the story checks it."""

    begin: str
    see: str
    go_on: str
    booked: str
    subject: str
    agenda: str


WORDS = {
    "fr": Words(
        "Dire ce qu’il me faut", "Voir qui peut aider", "Continuer", "C’est réservé.", "Rencontre confirmée",
        "Mon agenda",
    ),
    "en": Words("Say what I need", "See who can help", "Continue", "It’s booked.", "Meeting confirmed", "My schedule"),
}  # fmt: skip
CASES = [("fr", True, 390), ("fr", False, 1440), ("en", True, 1440), ("en", False, 390)]


@pytest.mark.parametrize(("language", "javascript", "width"), CASES)
def test_a_newcomer_books_the_right_expert(
    start_server: StartServer, smtp: Smtp, open_page: OpenPage, language: str, javascript: bool, width: int
) -> None:
    server = start_server(**smtp.settings)
    words = WORDS[language]
    page: Page = open_page(language=language, javascript=javascript, width=width)

    _say_the_need(page, server.url, words, language)
    link = _link_in(smtp.mails_to(NEWCOMER)[0])
    page.goto(server.url + link)
    page.get_by_role("button", name=words.go_on).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE[language])
    _book_the_first_free_time(page)
    _present_the_organization(page)
    expect(page.get_by_text(words.booked)).to_be_visible()
    uid = re.search(r"/bookings/([\w-]+)", page.url)[1]  # type: ignore[index]

    row = _row(server.instance, uid)
    mine, theirs = _invite(smtp, NEWCOMER, uid), _invite(smtp, row["expert_email"], uid)
    _agrees(mine, row, NEWCOMER)
    _agrees(theirs, row, row["expert_email"])
    assert mine["Subject"].startswith(words.subject)
    assert page.goto(server.url + f"/needs/{row['need']}").ok  # type: ignore[union-attr]
    _seen_by_expert_and_coordinator(server, open_page, row)


TITLE = {"fr": "Vendre nos billets en ligne, enfin", "en": "Selling our tickets online, at last"}
STORY = {
    "fr": "Notre billetterie ne parle pas à notre infolettre ; on aimerait savoir qui revient. « Été », 100 % sûr ?",
    "en": "Our box office and our newsletter do not talk to each other, and we would love to know who comes back.",
}


def _say_the_need(page: Page, url: str, words: Words, language: str) -> None:
    page.goto(url)
    page.get_by_role("link", name=words.begin).first.click()
    page.locator("[name=title]").fill(TITLE[language])
    page.locator("[name=description]").fill(STORY[language])
    page.locator(f"[name=language][value={language}]").check()
    page.locator("[name=email]").fill(NEWCOMER.upper())
    page.get_by_role("button", name=words.see).click()
    expect(page.locator("main")).to_contain_text(NEWCOMER, ignore_case=True)


def _book_the_first_free_time(page: Page) -> None:
    place = page.locator("button[name=slot]:visible").first
    expect(page.locator(".reasons").first.locator("li").first).to_be_visible()
    place.click()


def _present_the_organization(page: Page) -> None:
    page.locator("[name=name]").fill('Théâtre « L’Été, ; "nu" » 🎭')
    page.locator("[name=person_name]").fill("Zoé Tremblay")
    page.locator("[name=kind][value=non-profit]").check()
    page.locator("[name=discipline]").select_option("theatre")
    page.locator("[name=region]").select_option("Côte-Nord")
    page.locator("[name=declares]").check()
    page.locator("main form button").last.click()


def _link_in(mail: EmailMessage) -> str:
    """The path of the link, which the letter's plain text holds."""
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return "/sign-in/" + re.search(r"/sign-in/([\w-]+)", text)[1]  # type: ignore[index]


def _invite(smtp: Smtp, address: str, uid: str) -> EmailMessage:
    """The one message with that session's invite; an expert of the demo receives others too."""
    for number in range(1, 30):
        found = [mail for mail in smtp.mails_to(address, number) if uid in (_calendar(mail) or b"").decode()]
        if found:
            assert len(found) == 1
            return found[0]
    raise AssertionError(f"no invite of {uid} for {address}")


def _calendar(mail: EmailMessage) -> bytes | None:
    part = next((part for part in mail.walk() if part.get_content_type() == "text/calendar"), None)
    return part.get_payload(decode=True) if part else None  # type: ignore[return-value]


def _row(instance: Path, uid: str) -> dict[str, str]:
    """The booking as the database holds it."""
    with sqlite3.connect(instance / "brigade.sqlite") as database:
        database.row_factory = sqlite3.Row
        found = database.execute(
            """SELECT booking.uid, booking.sequence, slot.starts_at, slot.ends_at, expert.name AS expert,
                      person.email AS expert_email, "table".name AS "table", organization.name AS organization,
                      need.uid AS need, slot.day
               FROM booking JOIN slot ON slot.id = slot_id JOIN expert ON expert.id = expert_id
               JOIN person ON person.id = expert.person_id JOIN "table" ON "table".id = booking.table_id
               JOIN organization ON organization.id = booking.organization_id JOIN need ON need.id = need_id
               WHERE booking.uid = ?""",
            (uid,),
        ).fetchone()
    return dict(found)


def _agrees(mail: EmailMessage, row: dict[str, str], recipient: str) -> None:
    """Two parsers, one process each, read what the row says."""
    assert mail["To"].addresses[0].addr_spec == recipient
    for read in (read_with_vobject, read_with_ics):
        event = read(_calendar(mail))
        assert (event["method"], event["uid"], str(event["sequence"])) == ("REQUEST", row["uid"], str(row["sequence"]))
        assert event["starts_at"].strftime("%Y-%m-%d %H:%M:%S") == row["starts_at"][:19]
        assert event["ends_at"].strftime("%Y-%m-%d %H:%M:%S") == row["ends_at"][:19]
        assert row["table"] in event["location"]
        assert (row["organization"] if recipient == row["expert_email"] else row["expert"]) in event["summary"]


def _seen_by_expert_and_coordinator(server: LiveServer, open_page: OpenPage, row: dict[str, str]) -> None:
    coordinator = open_page()
    coordinator.goto(server.links["coordinator"])
    coordinator.locator("main form button").click()
    coordinator.goto(f"{server.url}/coordination/board?day={row['day']}")
    expect(coordinator.locator(f"a[href='/bookings/{row['uid']}']")).to_be_visible()
    coordinator.goto(f"{server.url}/bookings/{row['uid']}")
    expect(coordinator.locator("main")).to_contain_text(row["organization"])
