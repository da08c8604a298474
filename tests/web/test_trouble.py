"""What goes wrong for people in a hurry: old links, double clicks, two tabs, a place that went. A sentence each."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.domain import booking, sign_in
from brigade.models import Booking, Edition, Need, Person, Seat, SignInToken
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage
from tests.web.browser import Browser, Page
from tests.web.conftest import Open, SetClock
from tests.web.test_story import NEED, PROFILE, newest_link

SENTENCES = {  # the beginning of what people read, in both languages
    "link-unknown": ("Ce lien n’est pas valable", "This link"),
    "link-expired": ("Ce lien a expiré", "This link"),
    "link-used": ("Ce lien a déjà servi", "This link"),
    "404": ("Cette page n’existe pas", "This page"),
}


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def says(page: Page, code: str, language: str = "fr") -> bool:
    """Whether the page says that, in that language."""
    return SENTENCES[code][language == "en"] in page.words and page.soup.html["lang"] == language  # type: ignore[index]


def ask(app: Flask, browser: Browser, email: str = "eve@example.org", back: str = "/needs") -> str:
    """A link, as the letter holds it."""
    browser.open(f"/sign-in?back={back}")
    browser.submit("/sign-in", email=email)
    return newest_link(app)


def place(stage: Stage, browser: Browser, slot: int = 0) -> dict[str, str]:
    """The fields of the button that books this slot, token included."""
    return {"csrf_token": browser.token(), "expert": stage.expert.slug, "slot": str(stage.slots[slot].id)}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("token", ["x", "x" * 5000, "%00", "é", "..%2F..", "%E2%80%AE"])
def test_an_unknown_link(stage: Stage, visit: Open, language: str, token: str) -> None:
    page = visit(language).open(f"/sign-in/{token}")
    assert page.status in (404, 410)
    assert says(page, "link-unknown" if page.status == 410 else "404", language)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_expired_link_is_renewed_by_one_press(
    app: Flask, stage: Stage, visit: Open, set_clock: SetClock, language: str
) -> None:
    """The draft comes back, though the first link was never used."""
    browser = visit(language)
    browser.open("/needs/new")
    browser.submit("/needs/new", NEED | {"email": "eve@example.org"})
    old = newest_link(app)
    set_clock(NOW + timedelta(hours=2))
    page = browser.open(old)
    assert page.status == 410 and says(page, "link-expired", language)
    assert browser.submit(f"{old}/again").path == "/sign-in/sent"
    new = newest_link(app)
    browser.open(new)
    assert NEED["title"] in browser.submit(new).words


def test_a_used_link_leads_who_is_in_and_nobody_else(app: Flask, stage: Stage, visit: Open) -> None:
    """People keep the mail and press its link again; a stranger who has it gets nowhere."""
    browser = visit()
    link = ask(app, browser, stage.member.email)
    browser.open(link)
    browser.submit(link)
    assert browser.page.path == "/needs"
    assert browser.open(link).path == "/needs"
    for other in (visit(), visit().signed_in(stage.expert.person)):
        assert says(other.open(link), "link-used")


def test_the_button_behind_a_link_pressed_twice(app: Flask, stage: Stage, visit: Open) -> None:
    browser = visit()
    link = ask(app, browser, stage.member.email)
    page = browser.open(link)
    first = browser.submit(link, follow=False)
    browser.page = page
    assert (first.status, browser.submit(link).status) == (303, 400), "the old page's token went with the old cookie"
    assert browser.open(link).path == "/needs"


def test_a_scanner_that_opens_links_uses_none_up(app: Flask, stage: Stage, visit: Open) -> None:
    link = ask(app, visit())
    for _ in range(3):
        assert visit().open(link).status == 200
    browser = visit()
    browser.open(link)
    assert browser.submit(link).path == "/needs"


def test_booking_twice_is_booking_once(stage: Stage, visit: Open) -> None:
    """A double click, and the back button followed by the same press."""
    browser = visit().signed_in(stage.member)
    path, sent = f"/needs/{stage.need.uid}/book", place(stage, browser)
    first, second = browser.post(path, sent), browser.post(path, sent)
    assert (first.status, second.status) == (200, 200)
    assert second.path.removesuffix("?new=1") == first.path.removesuffix("?new=1")
    assert (count(Booking), count(Seat)) == (1, 1)


def test_another_time_from_an_old_tab(stage: Stage, visit: Open) -> None:
    """The need has its session already: the sentence leads there, and offers no time that would be refused again."""
    browser = visit().signed_in(stage.member)
    path = f"/needs/{stage.need.uid}/book"
    browser.post(path, place(stage, browser))
    page = browser.post(path, place(stage, browser, 1))
    assert page.status == 409 and f"/needs/{stage.need.uid}" in page.html and f'action="{path}"' not in page.html
    assert count(Booking) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_place_that_went_shows_the_nearest(stage: Stage, visit: Open, language: str) -> None:
    stage.member.language = language
    stage.another_expert()
    browser = visit().signed_in(stage.member)
    sent = place(stage, browser, 1)
    booking.book(stage.foreign_need(), stage.expert, stage.slots[1], by=stage.member, now=NOW)
    page = browser.post(f"/needs/{stage.need.uid}/book", sent)
    assert page.status == 409 and page.soup.html["lang"] == language  # type: ignore[index]
    offered = page.soup.find_all("form", action=f"/needs/{stage.need.uid}/book")
    nearest = [(form.find("input", {"name": "expert"})["value"], button["value"])
               for form in offered for button in form.find_all("button", {"name": "slot"})]  # fmt: skip
    assert nearest[0] == (stage.expert.slug, str(stage.slots[0].id)), "the same expert first, half an hour earlier"
    assert len({slug for slug, _ in nearest}) == 2, "then who fits as well"
    assert (stage.expert.slug, str(stage.slots[1].id)) not in nearest
    assert browser.submit(f"/needs/{stage.need.uid}/book").path.startswith("/bookings/")


def test_the_profile_is_kept_when_the_place_went_meanwhile(app: Flask, stage: Stage, visit: Open) -> None:
    newcomer = make.make_person(email="new@example.org", name="")
    need = make.make_need(organization=stage.organization, author=newcomer, organization_id=None)
    need.specialties = list(stage.need.specialties)
    browser = visit().signed_in(newcomer)
    browser.post(f"/needs/{need.uid}/book", place(stage, browser))
    assert browser.page.path.startswith("/organization?")
    booking.book(stage.foreign_need(), stage.expert, stage.slots[0], by=stage.member, now=NOW)
    page = browser.submit("/organization", PROFILE)
    assert page.status == 409 and f'action="/needs/{need.uid}/book"' in page.html
    assert PROFILE["name"] in browser.open("/organization").html


def test_a_withdrawn_need(stage: Stage, visit: Open) -> None:
    browser = visit().signed_in(stage.member)
    browser.open(f"/needs/{stage.need.uid}/edit")
    edit = browser.page
    stage.need.state = "withdrawn"
    assert "/needs/new" in browser.open(f"/needs/{stage.need.uid}").html
    assert browser.post(f"/needs/{stage.need.uid}/book", place(stage, browser)).status == 409
    browser.page = edit
    page = browser.submit(f"/needs/{stage.need.uid}/edit", description="Ce que j’ai tapé depuis")
    assert page.status == 409 and "Ce que j’ai tapé depuis" in page.html, "nothing typed is lost"
    assert count(Booking) == 0


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "path", ["/needs/{need}", "/needs/{need}/edit", "/bookings/{booking}", "/bookings/{booking}.ics", "/needs/nothing",
             "/needs/%00", "/bookings/%00", "/experts/%00", "/experts/nobody", "/nowhere", "/needs/" + "x" * 5000],
)  # fmt: skip
def test_a_strangers_page_does_not_exist(stage: Stage, visit: Open, language: str, path: str) -> None:
    made = booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    stranger = make.make_person(language=language)
    page = visit(language).signed_in(stranger).open(path.format(need=stage.need.uid, booking=made.uid))
    assert page.status == 404 and says(page, "404", language)


def test_two_tabs_one_signed_out(stage: Stage, visit: Open) -> None:
    """The other tab's form is refused with what to do; after signing in again, the same form goes through."""
    browser = visit().signed_in(stage.member)
    path = f"/needs/{stage.need.uid}/edit"
    form = browser.open(path)
    browser.submit("/sign-out")
    browser.page = form
    assert browser.submit(path, title="Deuxième onglet").status == 400
    assert db.session.get_one(Need, stage.need.id).title == stage.need.title
    browser.signed_in(stage.member).open(path)
    assert browser.submit(path, title="Deuxième onglet").status == 200


def test_signed_out_elsewhere_while_writing(stage: Stage, visit: Open) -> None:
    browser = visit().signed_in(stage.member)
    path = f"/needs/{stage.need.uid}/edit"
    browser.open(path)
    sign_in.sign_out_everywhere(stage.member, now=NOW)
    page = browser.submit(path, title="Pendant ce temps")
    assert page.path == f"/sign-in?back={path}", "back to the form, not to the home page"


def test_cancelled_twice(stage: Stage, visit: Open) -> None:
    made = booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    browser = visit().signed_in(stage.member)
    sent = {"csrf_token": browser.token(), "reason": "Malade"}
    assert [browser.post(f"/bookings/{made.uid}/cancel", sent).status for _ in range(2)] == [200, 200]
    assert (count(Booking), count(Seat)) == (1, 0)


def test_an_hour_that_cannot_be_closed_keeps_what_was_ticked(stage: Stage, visit: Open) -> None:
    booking.book(stage.need, stage.expert, stage.slots[1], by=stage.member, now=NOW)
    browser = visit().signed_in(stage.expert.person)
    browser.open("/expert/availability")
    page = browser.submit("/expert/availability", slots=[str(stage.slots[0].id)])
    assert page.status == 409 and stage.edition.contact_email in page.words
    boxes = page.form("/expert/availability").find_all("input", {"type": "checkbox", "checked": True})
    assert [box["value"] for box in boxes] == [str(stage.slots[0].id)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_ten_megabytes(stage: Stage, visit: Open, language: str) -> None:
    for sent in ({"description": "x" * 10_000_000}, {"file": (BytesIO(b"x" * 10_000_000), "x.bin")}):
        page = visit(language).post("/needs/new", sent)
        assert page.status == 413 and ("1 Mo au plus" in page.words or "1 MB at most" in page.words)
        assert page.soup.html["lang"] == language  # type: ignore[index]
    assert count(Need) == 1


@pytest.mark.parametrize(("path", "status"), [("/needs/new", 413), ("/nowhere", 404)])
def test_a_heavy_body_is_read_to_its_end(stage: Stage, visit: Open, path: str, status: int) -> None:
    """A browser sends everything before it reads the answer; cut off, it would show no sentence at all."""
    body = BytesIO(b"x" * 10_000_000)
    sent = {"input_stream": body, "content_length": 10_000_000, "content_type": "application/x-www-form-urlencoded"}
    assert visit().client.post(path, **sent).status_code == status
    assert body.tell() == 10_000_000


@pytest.mark.parametrize("kind", ["json", "json list", "files", "text", "parts", "nothing"])
def test_bodies_that_are_no_form(stage: Stage, visit: Open, kind: str) -> None:
    browser = visit().signed_in(stage.member)
    token = {"X-CSRFToken": browser.token(), "Referer": "http://localhost/"}
    options: dict[str, dict[str, object]] = {
        "json": {"json": {"title": 5, "description": {"a": 1}, "language": None, "specialties": 3}},
        "json list": {"json": [1, [2], "x"]},
        "files": {"data": b"--x\r\nContent-Disposition: form-data; name=title; filename=x\r\n\r\n\xff\x00\r\n--x--\r\n",
                  "content_type": "multipart/form-data; boundary=x"},
        "text": {"data": b"\xff\xfe\x00", "content_type": "text/plain"},
        "parts": {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
        "nothing": {"data": b"", "content_type": "application/x-www-form-urlencoded; charset=nonsense"},
    }
    for path in ("/needs/new", f"/needs/{stage.need.uid}/book", "/organization", "/account"):
        answer = browser.client.post(path, headers=token, **options[kind])
        assert answer.status_code in (400, 409, 413, 415, 422), (path, kind)


def test_no_edition_yet(app: Flask, visit: Open) -> None:
    """Before the first edition every public page stands, and nothing asks for what is not there."""
    person = make.make_person(is_coordinator=True)
    db.session.commit()
    assert count(Edition) == 0
    for path in ("/", "/experts", "/privacy", "/sign-in", "/needs/new", "/needs/suggest?text=x", "/experts/x"):
        assert visit().open(path).status in (200, 404), path
    browser = visit().signed_in(person)
    for path in ("/needs", "/organization", "/coordination/board", "/coordination/outbox", "/account", "/expert/brief"):
        assert browser.open(path).status in (200, 404), path


def test_too_many_links_keep_the_address(stage: Stage, visit: Open) -> None:
    browser = visit()
    for _ in range(sign_in.MOST_PER_EMAIL + 1):
        browser.open("/sign-in?back=/needs")
        page = browser.submit("/sign-in", email="Eve@example.org")
    assert page.status == 429 and 'value="Eve@example.org"' in page.html
    browser.open("/needs/new")
    page = browser.submit("/needs/new", NEED | {"email": "eve@example.org"})
    assert page.status == 429 and NEED["title"] in page.html
    assert (count(Need), count(SignInToken), count(Person)) == (1, sign_in.MOST_PER_EMAIL, 2)
