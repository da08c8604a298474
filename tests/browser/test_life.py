"""After "booked", in a browser: change, cancel, take an offer, answer from the mailbox.

All of it in both languages and by keyboard alone: once signed in, no test here touches a mouse.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from brigade import clock, create_app
from brigade.database import db
from brigade.domain import availability
from brigade.models import Availability, Expert, Message, Seat
from tests.browser import keyboard
from tests.fixtures.browser import OpenPage
from tests.fixtures.server import LiveServer

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
WORDS = {
    "fr": {"change": "Changer d’heure ou de personne", "cancel": "Annuler", "wait": "Rejoindre la liste d’attente",
           "take": "Prendre cette place", "changed": "C’est changé.", "cancelled": "Cette rencontre est annulée.",
           "accept": "Accepter", "accepted": "Acceptée", "booked": "C’est réservé."},
    "en": {"change": "Change the time or the person", "cancel": "Cancel", "wait": "Join the waitlist",
           "take": "Take this place", "changed": "It’s changed.", "cancelled": "This meeting is cancelled.",
           "accept": "Accept", "accepted": "Accepted", "booked": "It’s booked."},
}  # fmt: skip


@LANGUAGES
def test_a_session_is_changed_then_cancelled_and_its_mails_follow(
    live_server: LiveServer, open_page: OpenPage, language: str
) -> None:
    words = WORDS[language]
    page = _organization(live_server, open_page, language)
    uid = _book(page, live_server)
    keyboard.press(page, page.get_by_role("link", name=words["change"]))
    page.wait_for_url("**/change")
    keyboard.press(page, page.locator("button[name=slot]:visible").nth(2))
    expect(page.get_by_text(words["changed"])).to_be_visible()
    keyboard.press(page, page.get_by_role("link", name=words["cancel"], exact=True))
    page.wait_for_url("**/cancel")
    keyboard.write(page, page.locator("[name=reason]"), "Grippe, désolée")
    page.keyboard.press("Enter")
    expect(page.get_by_text(words["cancelled"])).to_be_visible()
    expect(page.locator("main")).to_contain_text("Grippe, désolée")
    _postman_has_finished(live_server.instance, uid)


@LANGUAGES
def test_an_offer_is_taken_with_the_keyboard_alone(live_server: LiveServer, open_page: OpenPage, language: str) -> None:
    words = WORDS[language]
    page = _organization(live_server, open_page, language)
    need = _need_page(page, live_server)
    kept = _inside(live_server.instance, _close_everything)
    page.reload()
    keyboard.press(page, page.get_by_role("button", name=words["wait"]))
    expect(page.locator(".notice").first).to_be_visible()
    _inside(live_server.instance, lambda: _open_again(kept))
    page.goto(live_server.url + need)
    keyboard.press(page, page.locator(".notice a[href^='/bookings/']"))
    page.wait_for_url("**/bookings/*")
    keyboard.press(page, page.get_by_role("button", name=words["take"]))
    expect(page.get_by_text(words["booked"])).to_be_visible()


@LANGUAGES
def test_the_mailbox_answers_and_everybody_sees_it(live_server: LiveServer, open_page: OpenPage, language: str) -> None:
    words = WORDS[language]
    page = _organization(live_server, open_page, language)
    uid = _book(page, live_server)
    _postman_has_finished(live_server.instance, uid)
    page.goto(live_server.url + "/mailbox")
    keyboard.press(page, page.locator("a[href^='/mailbox/']", has_text="Solange").first)
    page.wait_for_url("**/mailbox/*")
    with page.expect_navigation():
        keyboard.press(page, page.get_by_role("button", name=words["accept"], exact=True))
    page.goto(f"{live_server.url}/bookings/{uid}")
    expect(page.get_by_text(words["accepted"]).first).to_be_visible()


def _organization(server: LiveServer, open_page: OpenPage, language: str) -> Page:
    """The theatre's only employee, signed in, reading that language."""
    page = open_page(language=language)
    page.goto(server.links["organization"])
    page.locator("main form button").click()
    page.wait_for_load_state()
    if page.locator("html").get_attribute("lang") != language:
        page.locator("form[action='/language'] button").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page


def _need_page(page: Page, server: LiveServer) -> str:
    page.goto(server.url + "/needs")
    page.locator("main article a").first.click()
    page.wait_for_url("**/needs/*")
    return re.search(r"/needs/[\w-]+", page.url)[0]  # type: ignore[index]


def _book(page: Page, server: LiveServer) -> str:
    _need_page(page, server)
    keyboard.press(page, page.locator("button[name=slot]:visible").first)
    page.wait_for_url("**/bookings/*")
    return re.search(r"/bookings/([\w-]+)", page.url)[1]  # type: ignore[index]


def _inside(instance: Path, act: Callable[[], object]) -> object:
    """What another person does meanwhile: the act runs on the server's own database and is committed."""
    with create_app(instance=instance).app_context():
        found = act()
        db.session.commit()
        return found


def _close_everything() -> list[tuple[int, int]]:
    """No place is free any more; what was open and not booked."""
    taken = select(Seat.expert_id, Seat.slot_id)
    free = set(db.session.execute(select(Availability.expert_id, Availability.slot_id)))
    free -= set(db.session.execute(taken))
    for expert, slot in free:
        db.session.execute(delete(Availability).where(Availability.expert_id == expert, Availability.slot_id == slot))
    return sorted(free)


def _open_again(kept: object) -> None:
    """Every expert opens one hour again: the waitlist is asked first."""
    assert isinstance(kept, list)
    for expert_id in {expert for expert, _ in kept}:
        expert = db.session.get_one(Expert, expert_id)
        mine = set(db.session.scalars(select(Availability.slot_id).where(Availability.expert_id == expert_id)))
        first = next(slot for each, slot in kept if each == expert_id)
        availability.set_open(expert, mine | {first}, by=expert.person, now=clock.now())


def _postman_has_finished(instance: Path, uid: str) -> None:
    """Wait until nothing about this session is on its way."""
    for _ in range(300):
        if not _inside(instance, lambda: _under_way(uid)):
            return
        time.sleep(0.1)
    raise AssertionError("the postman did not finish in 30 s")


def _under_way(uid: str) -> list[int]:
    return list(
        db.session.scalars(
            select(Message.id).where(
                Message.key.startswith(uid), Message.state.in_(("waiting", "sending")), Message.due_at <= clock.now()
            )
        )
    )
