"""The board in a real browser: arranged by mouse, by touch and by keyboard alone, and by two people at once."""

from __future__ import annotations

import re
import sqlite3
import time
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import keyboard
from tests.fixtures.browser import OpenPage
from tests.fixtures.server import LiveServer

BOOKED, HERE, CAN = "td[data-uid].is-booked a", "td[data-reach=here]", "td[data-reach=can]"


def rows(server: LiveServer, statement: str, *values: Any) -> list[Any]:
    """What the server's database holds."""
    with sqlite3.connect(server.instance / "brigade.sqlite", timeout=30) as connection:
        return connection.execute(statement, values).fetchall()


def enter(page: Page, server: LiveServer, role: str = "coordinator") -> None:
    """Signed in, on the board of the first day on which somebody meets."""
    page.goto(server.links[role])
    page.locator("main form button").first.click()
    day = rows(server, "SELECT min(day) FROM slot JOIN seat ON slot_id = slot.id")[0][0]
    page.goto(f"{server.url}/coordination/board?day={day}")


def place_of(server: LiveServer, uid: str) -> tuple[str, str]:
    """(expert, slot) where that session is."""
    return rows(
        server,
        """SELECT expert.slug, cast(slot_id AS text) FROM booking JOIN expert ON expert.id = expert_id
        WHERE booking.uid = ?""",
        uid,
    )[0]  # type: ignore[no-any-return]


def where(cell: Locator) -> tuple[str, str]:
    """(expert, slot) that this cell stands for."""
    return tuple(cell.evaluate(
        """cell => [cell.parentNode.dataset.expert,
        cell.closest("table").querySelectorAll("thead th")[cell.cellIndex].dataset.slot]"""
    ))  # fmt: skip


def cell_at(page: Page, place: tuple[str, str]) -> Locator:
    """The cell of that expert and slot."""
    index = page.locator(f"thead th[data-slot='{place[1]}']").evaluate("head => head.cellIndex")
    return page.locator(f"tr[data-expert='{place[0]}'] > :nth-child({index + 1})")


def uid_of(link: Locator) -> str:
    return str(link.evaluate("link => link.closest('td').dataset.uid"))


def drag(page: Page, source: Locator, target: Locator) -> tuple[str, str]:
    """Take it, wait until the board says where it may go, and let it go there; where that is."""
    source.scroll_into_view_if_needed()
    box = source.bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 30, steps=4)
    expect(target).to_be_visible()
    place, goal = where(target), target.bounding_box()
    assert goal
    page.mouse.move(goal["x"] + 20, goal["y"] + 20, steps=8)
    page.mouse.move(goal["x"] + 24, goal["y"] + 24, steps=4)
    page.mouse.up()
    return place


def assert_accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], each["nodes"][0]["target"]) for each in found]


def test_by_mouse_a_session_is_moved_and_taken_back_and_a_need_is_placed(
    live_server: LiveServer, open_page: OpenPage
) -> None:
    page = open_page()
    enter(page, live_server)
    session_link = page.locator(BOOKED).first
    uid = uid_of(session_link)
    before = place_of(live_server, uid)
    goal = drag(page, session_link, page.locator(CAN).first)
    expect(page.locator("[data-part=notices] .is-ok")).to_be_visible()
    assert place_of(live_server, uid) == goal != before
    expect(cell_at(page, goal)).to_have_attribute("data-uid", uid)
    expect(page.locator("td.fresh")).to_have_count(2)  # where it was and where it is, not all that was green
    assert_accessible(page)

    page.get_by_role("button", name="Reprendre").click()
    expect(cell_at(page, before)).to_have_attribute("data-uid", uid)
    assert place_of(live_server, uid) == before

    need = page.locator("a[data-need]").first
    need_uid = need.get_attribute("data-need")
    goal = drag(page, need, page.locator(CAN).nth(2))
    expect(cell_at(page, goal)).to_have_attribute("data-uid", rows_uid(live_server, str(need_uid)))


def rows_uid(server: LiveServer, need: str) -> Any:
    """The uid of the session that this need has, once it has one."""
    found: list[Any] = []
    end = time.monotonic() + 30
    while not found and time.monotonic() < end:
        found = rows(
            server,
            """SELECT booking.uid FROM booking JOIN need ON need.id = need_id
            WHERE need.uid = ? AND booking.state = 'live'""",
            need,
        )
    return found[0][0]


def test_by_touch_on_a_phone(live_server: LiveServer, open_page: OpenPage) -> None:
    page = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    enter(page, live_server)
    link = page.locator(BOOKED).first
    uid = uid_of(link)
    link.tap()
    page.locator("dialog .pick-link").tap()
    expect(page.locator(HERE)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)
    target = page.locator(CAN).first
    goal = where(target)
    target.locator("a").tap()
    expect(page.locator("[data-part=notices] .is-ok")).to_be_visible()
    assert place_of(live_server, uid) == goal
    expect(page.locator(HERE)).to_have_count(0)


def test_by_keyboard_alone(live_server: LiveServer, open_page: OpenPage) -> None:
    page = open_page()
    enter(page, live_server)
    link = page.locator(BOOKED).first
    uid, before = uid_of(link), place_of(live_server, uid_of(link))
    keyboard.reach(page, page.locator("[data-roving] a[tabindex='0']").first)
    walk_to(page, cell_at(page, before).locator("a"))
    page.keyboard.press("Enter")
    keyboard.press(page, page.locator("dialog .pick-link"))
    expect(page.locator(f"{HERE} a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f"td[data-uid='{uid}'] a")).to_be_focused()

    page.keyboard.press("Enter")
    keyboard.press(page, page.locator("dialog .pick-link"))
    expect(page.locator(f"{HERE} a")).to_be_focused()
    target = page.locator(CAN).nth(3)
    goal = where(target)
    walk_to(page, target.locator("a"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=notices] .is-ok")).to_be_visible()
    assert place_of(live_server, uid) == goal
    expect(cell_at(page, goal).locator("a")).to_be_focused()


def walk_to(page: Page, link: Locator) -> None:
    """With the arrows, from where the focus is."""
    at = "[link.closest('tr').rowIndex, link.closest('td, th').cellIndex]"
    goal = link.evaluate(f"link => {at}")
    for _ in range(200):
        now = page.evaluate(f"() => {{ const link = document.activeElement; return {at}; }}")
        if now == goal:
            return
        step = "ArrowDown" if now[0] < goal[0] else "ArrowUp" if now[0] > goal[0] else None
        page.keyboard.press(step or ("ArrowRight" if now[1] < goal[1] else "ArrowLeft"))
    raise AssertionError(f"the arrows do not lead to {goal}")


def test_two_coordinators_at_once_one_is_refused_and_both_see_the_same(
    live_server: LiveServer, open_page: OpenPage
) -> None:
    with sqlite3.connect(live_server.instance / "brigade.sqlite", timeout=30) as database:
        database.execute("UPDATE person SET is_coordinator = 1 WHERE name LIKE 'Solange%'")
    helene, solange = open_page(), open_page()
    enter(helene, live_server)
    enter(solange, live_server, "organization")
    uid = uid_of(helene.locator(BOOKED).first)
    for page in (helene, solange):
        stop_looking(page)
        page.locator(f"td[data-uid='{uid}'] a").click()
        page.locator("dialog .pick-link").click()
        expect(page.locator(HERE)).to_be_visible()
    goal = where(solange.locator(CAN).nth(1))
    solange.locator(CAN).nth(1).locator("a").click()
    expect(solange.locator("[data-part=notices] .is-ok")).to_be_visible()

    helene.locator(CAN).nth(4).locator("a").click()
    refused = helene.locator("[data-part=notices] .is-error")
    expect(refused).to_contain_text("Quelqu’un a changé cette rencontre entre-temps")
    expect(refused).to_contain_text("Solange")
    assert place_of(live_server, uid) == goal
    expect(cell_at(helene, goal)).to_have_attribute("data-reach", "here")
    helene.complaints[:] = [said for said in helene.complaints if "409" not in said]  # type: ignore[attr-defined]
    helene.keyboard.press("Escape")
    expect(helene.locator(HERE)).to_have_count(0)
    assert picture(helene) == picture(solange)


def stop_looking(page: Page) -> None:
    """As if the network were slow: this page learns of nothing by itself."""
    page.route("**/coordination/board/version", lambda route: route.fulfill(status=304))


def picture(page: Page) -> list[str]:
    """What every cell says, without the act's own mark."""
    return page.locator("td").evaluate_all(
        "cells => cells.map(cell => `${cell.dataset.uid ?? ''} ${cell.dataset.seen ?? ''} ${cell.textContent.trim()}`)"
    )  # type: ignore[no-any-return]


def test_what_somebody_else_does_shows_by_itself_and_the_focus_stays(
    live_server: LiveServer, open_page: OpenPage
) -> None:
    mine, other = open_page(), open_page()
    enter(mine, live_server)
    with sqlite3.connect(live_server.instance / "brigade.sqlite", timeout=30) as database:
        database.execute("UPDATE person SET is_coordinator = 1 WHERE name LIKE 'Solange%'")
    enter(other, live_server, "organization")
    mine.locator("#q").fill("")
    mine.locator("#q").focus()
    uid = uid_of(other.locator(BOOKED).first)
    other.locator(f"td[data-uid='{uid}'] a").click()
    other.locator("dialog .pick-link").click()
    goal = where(other.locator(CAN).nth(2))
    other.locator(CAN).nth(2).locator("a").click()
    expect(cell_at(mine, goal)).to_have_attribute("data-uid", uid)
    expect(cell_at(mine, goal)).to_have_class("is-booked fresh")
    expect(mine.locator(".news li").first).to_contain_text("Solange")
    expect(mine.locator("#q")).to_be_focused()


def test_a_look_that_began_before_does_not_undo_a_pick(live_server: LiveServer, open_page: OpenPage) -> None:
    page = open_page()
    enter(page, live_server)
    held: dict[str, Route] = {}
    with page.expect_request("**/coordination/board/version"):
        page.route("**/coordination/board/version", lambda route: held.setdefault("look", route))
    page.route(re.compile(r"/coordination/board\?.*need="), lambda route: held.setdefault("pick", route))
    with page.expect_request(re.compile(r"/coordination/board\?.*need=")):
        page.locator("a[data-need]").first.click()
    held["look"].fulfill(status=200, body="another")
    held["pick"].continue_()
    expect(page.locator(CAN).first).to_be_visible()


def test_a_second_press_is_no_second_act_and_a_silent_server_loses_nothing(
    live_server: LiveServer, open_page: OpenPage
) -> None:
    page = open_page()
    enter(page, live_server)
    page.locator("a[data-need]").first.click()
    best = page.locator("a[data-best]").first.get_attribute("data-best")
    expect(page.locator(f"tr[data-expert='{best}'] td[data-reach=can] a").first).to_be_focused()
    page.route("**/coordination/board/place", lambda route: route.abort())
    page.locator(CAN).nth(1).locator("a").click()
    expect(page.locator("[data-part=notices] .is-error")).to_contain_text("Le serveur ne répond pas")
    expect(page.locator(".pick")).to_be_visible()
    page.unroute("**/coordination/board/place")
    page.complaints.clear()  # type: ignore[attr-defined]
    posts: list[str] = []
    page.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    page.locator(CAN).nth(1).locator("a").dblclick()
    expect(page.locator("[data-part=notices] .is-ok")).to_be_visible()
    assert len(posts) == 1


def test_the_hours_stay_in_sight_while_a_need_is_picked(live_server: LiveServer, open_page: OpenPage) -> None:
    page = open_page()
    enter(page, live_server)
    page.locator("a[data-need]").first.click()
    expect(page.locator(CAN).first).to_be_visible()
    page.locator("tbody tr").last.scroll_into_view_if_needed()
    head, notice = page.locator(".board thead").bounding_box(), page.locator(".pick").bounding_box()
    assert head and notice
    assert notice["y"] >= 0 and notice["y"] + notice["height"] <= head["y"] + 1 < 200
