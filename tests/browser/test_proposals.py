"""The whole event arranged in a real browser: propose, review, lock two lines, apply, publish; then an expert is away.

Against a real mail server, in both languages: nobody hears of anything before it is published, and then each of those
concerned once, in their own language.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.browser import OpenPage
from tests.fixtures.mail import Smtp
from tests.fixtures.server import LiveServer, StartServer

CONFIRMED = {"fr": "Rencontre confirmée", "en": "Meeting confirmed"}
MOVED = {"fr": "Rencontre changée", "en": "Meeting changed"}
WORDS = {
    "fr": {
        "propose": "Proposer un horaire", "lock": "Verrouiller", "locked": "Verrouillée", "apply": "Appliquer",
        "publish": "Publier …", "tell": "Publier et écrire", "away": "Chercher qui peut prendre le relais",
    },
    "en": {
        "propose": "Propose a schedule", "lock": "Lock", "locked": "Locked", "apply": "Apply",
        "publish": "Publish…", "tell": "Publish and write", "away": "Find who can step in",
    },
}  # fmt: skip


def rows(server: LiveServer, statement: str, *values: Any) -> list[Any]:
    """What the server's database holds."""
    with sqlite3.connect(server.instance / "brigade.sqlite") as connection:
        return connection.execute(statement, values).fetchall()


@pytest.mark.parametrize(("language", "javascript"), [("fr", True), ("en", False)])
def test_from_proposal_to_letters_and_an_absence(
    start_server: StartServer, smtp: Smtp, open_page: OpenPage, language: str, javascript: bool
) -> None:
    server = start_server(**smtp.settings)
    words, page = WORDS[language], open_page(language=language, javascript=javascript)
    enter(page, server, language)
    told_before = settled(smtp, server)

    ask(page, server, words)
    lock(page, words, 2)
    apply(page, words)
    assert mailed(smtp) == told_before, "a draft, and what is only applied, tell nobody"
    told = publish(page, words)
    assert arrived(smtp, told_before + told) == told_before + told
    subjects_are(smtp, server, CONFIRMED)

    locked = rows(server, "SELECT id, expert_id, slot_id, sequence FROM booking WHERE is_locked ORDER BY id")
    assert len(locked) == 2
    told_before = mailed(smtp)
    away(page, server, words)
    apply(page, words)
    assert mailed(smtp) == told_before
    told = publish(page, words)
    assert arrived(smtp, told_before + told) == told_before + told
    subjects_are(smtp, server, MOVED)
    assert rows(server, "SELECT id, expert_id, slot_id, sequence FROM booking WHERE is_locked ORDER BY id") == locked
    assert rows(server, "SELECT max(sequence) FROM booking") == [(1,)], "nobody was moved twice"


def enter(page: Page, server: LiveServer, language: str) -> None:
    """As the coordinator, in that language."""
    page.goto(server.links["coordinator"])
    page.locator("main form button").first.click()
    if language == "en":
        page.locator("button[name=language][value=en]").click()


def ask(page: Page, server: LiveServer, words: dict[str, str]) -> None:
    """Fill the gaps, and watch until the proposal is there."""
    page.goto(f"{server.url}/coordination/proposals")
    page.locator("[name=mode][value=gaps]").check()
    page.locator("[name=seconds]").select_option("15")
    page.get_by_role("button", name=words["propose"]).click()
    wait_for_the_proposal(page)


def wait_for_the_proposal(page: Page) -> None:
    """With JavaScript the page looks again by itself; without, the browser does."""
    ended = page.locator("form[action$='/apply'], main .notice").first
    expect(ended).to_be_visible(timeout=120_000)
    assert re.search(r"/proposals/(?!runs/)[\w-]{22}", page.url), page.locator("main").inner_text()


def lock(page: Page, words: dict[str, str], number: int) -> None:
    """Lock the first lines, one by one."""
    for done in range(number):
        page.get_by_role("button", name=re.compile(f"^{words['lock']}")).first.click()
        expect(page.get_by_text(words["locked"], exact=True)).to_have_count(done + 1)


def apply(page: Page, words: dict[str, str]) -> None:
    """Take the places."""
    page.get_by_role("button", name=re.compile(f"^{words['apply']}")).click()
    expect(page.get_by_role("link", name=words["publish"])).to_be_visible()


def publish(page: Page, words: dict[str, str]) -> Counter[str]:
    """Read who would be told, and tell them: how many messages each address is to get."""
    page.get_by_role("link", name=words["publish"]).click()
    lines = page.locator("main table tbody tr")
    told = Counter({
        line.locator("td").nth(0).inner_text().strip(): int(line.locator("td").nth(2).inner_text())
        for line in lines.all()
    })  # fmt: skip
    assert told
    page.get_by_role("button", name=re.compile(f"^{words['tell']}")).click()
    page.wait_for_url(re.compile(r"/proposals/[\w-]{22}$"))
    return told


def away(page: Page, server: LiveServer, words: dict[str, str]) -> None:
    """The expert with most sessions on a day is away all that day."""
    slug, first, last = rows(
        server,
        """SELECT expert.slug, min(all_slots.id), max(all_slots.id) FROM booking JOIN expert ON expert.id = expert_id
        JOIN slot ON slot.id = slot_id JOIN slot AS all_slots ON all_slots.day = slot.day
        WHERE booking.state = 'live' AND NOT is_locked
        GROUP BY expert.id, slot.day ORDER BY count(DISTINCT booking.id) DESC, expert.id LIMIT 1""",
    )[0]
    page.goto(f"{server.url}/coordination/proposals/absence")
    page.locator("[name=what][value=expert]").check()
    page.locator("[name=expert]").select_option(slug)
    page.locator("[name=first]").select_option(str(first))
    page.locator("[name=last]").select_option(str(last))
    page.get_by_role("button", name=words["away"]).click()
    wait_for_the_proposal(page)


def settled(smtp: Smtp, server: LiveServer, seconds: float = 60) -> Counter[str]:
    """What the demo itself had to say, once all of it has left."""
    end, due = time.monotonic() + seconds, "state IN ('waiting', 'sending') AND due_at <= datetime('now')"
    while rows(server, f"SELECT count(*) FROM message WHERE {due}") != [(0,)] and time.monotonic() < end:
        time.sleep(0.1)
    return mailed(smtp)


def mailed(smtp: Smtp) -> Counter[str]:
    """How many messages each address has received; reminders and the like come later."""
    return Counter(re.sub(r".*<|>.*", "", str(mail["To"])) for mail in smtp.room.mails())


def arrived(smtp: Smtp, wanted: Counter[str], seconds: float = 90) -> Counter[str]:
    """What has been received once that much has, or the time is over; a moment longer for what should not come."""
    end = time.monotonic() + seconds
    while mailed(smtp).total() < wanted.total() and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(1)
    return mailed(smtp)


def subjects_are(smtp: Smtp, server: LiveServer, subjects: dict[str, str]) -> None:
    """Somebody of each language got such a letter, and nobody got the other language's."""
    languages = dict(rows(server, "SELECT email, language FROM person"))
    found = Counter(
        (languages[re.sub(r".*<|>.*", "", str(mail["To"]))], subject)
        for mail in smtp.room.mails() for subject in subjects.values() if str(mail["Subject"]).startswith(subject)
    )  # fmt: skip
    assert {pair for pair, number in found.items() if number} <= set(subjects.items())
    assert found[("fr", subjects["fr"])]
    if subjects is CONFIRMED:
        assert found[("en", subjects["en"])]
