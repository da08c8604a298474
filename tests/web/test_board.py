"""Arranging by hand on the pages themselves, without JavaScript, and the token that open boards ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from brigade.database import db
from brigade.domain import booking as bookings
from brigade.domain import people
from brigade.models import Booking, Entry, HandAct, Message, NeedAbsence, Override, Person
from tests import factories as make
from tests.counting import counted
from tests.factories import NOW
from tests.stage import Stage
from tests.web.browser import Browser, browser
from tests.web.conftest import SetClock

BOARD = "/coordination/board"


@pytest.fixture
def helene(stage: Stage) -> Person:
    return make.make_person(name="Hélène", is_coordinator=True)


@pytest.fixture
def desk(app: Flask, helene: Person) -> Browser:
    return browser(app).signed_in(helene)


@pytest.fixture
def booked(stage: Stage) -> Callable[[int], Booking]:
    """A session of the stage's need in that slot."""

    def book(slot: int) -> Booking:
        made = bookings.book(stage.need, stage.expert, stage.slots[slot], by=stage.member, now=NOW)
        db.session.commit()
        return made

    return book


def cells(page: Browser, reach: str) -> list[str]:
    """Where the cells of that kind lead."""
    return [td.a["href"] for td in page.page.soup.select(f"td[data-reach={reach}]")]


def test_a_need_is_picked_placed_and_taken_back_without_javascript(stage: Stage, desk: Browser) -> None:
    db.session.commit()
    desk.open(BOARD)
    desk.open(desk.page.soup.select_one("a[data-need]")["href"])
    assert len(cells(desk, "can")) == 4
    desk.open(cells(desk, "can")[1])
    desk.submit(f"{BOARD}/place")
    booking = db.session.scalars(select(Booking)).one()
    assert (booking.person_id, booking.slot_id) == (stage.member.id, stage.slots[1].id)
    assert "Reprendre : rencontre placée" in desk.page.words
    desk.submit(f"{BOARD}/undo")
    db.session.refresh(booking)
    assert booking.state == "cancelled" and "C’est repris" in desk.page.words
    assert {message.state for message in db.session.scalars(select(Message).where(Message.kind == "booked"))} == {
        "dropped"
    }


def test_every_other_cell_says_why_not(stage: Stage, desk: Browser, booked: Callable[[int], Booking]) -> None:
    english = stage.another_expert(name="Zed English", languages=["en"])
    booking = booked(0)
    desk.open(f"{BOARD}?booking={booking.uid}")
    rows = {row.select_one("th b").text: row for row in desk.page.soup.select("tr[data-expert]")}
    assert {td["data-reach"] for td in rows[english.name].select("td")} == {"soft"}
    assert [td["data-reach"] for td in rows[stage.expert.name].select("td")] == ["here", "can", "can", "can"]
    assert "autre langue" in rows[english.name].text


def test_a_language_is_set_aside_in_sight_of_all_until_confirmed(
    app: Flask, stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    stage.another_expert(name="Zed English", languages=["en"])
    booking = booked(0)
    desk.open(f"{BOARD}?booking={booking.uid}")
    desk.open(cells(desk, "soft")[2])
    assert "Cette personne ne donne pas de rencontres dans la langue du besoin" in desk.page.words
    desk.submit(f"{BOARD}/place")
    assert "Hors règle, à confirmer" in desk.page.words and "hors règle" in desk.page.html
    member = browser(app).signed_in(stage.member)
    assert "Placée malgré une règle : autre langue" in member.open(f"/bookings/{booking.uid}").words
    expert = browser(app).signed_in(db.session.get_one(Booking, booking.id).expert.person)
    assert "Placée malgré une règle" in expert.open(f"/bookings/{booking.uid}").words
    desk.submit(f"{BOARD}/confirm")
    assert db.session.scalars(select(Override)).one().confirmed_at == NOW
    assert "Hors règle, à confirmer" not in desk.page.words


def test_a_stale_board_is_refused_with_what_happened_and_nothing_is_lost(
    app: Flask, stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    booking = booked(0)
    other = browser(app).signed_in(make.make_person(name="Julie Autre", is_coordinator=True))
    for each in (desk, other):
        each.open(f"{BOARD}?booking={booking.uid}&seen=0")
    other.open(cells(other, "can")[0])
    other.submit(f"{BOARD}/place")
    db.session.rollback()
    there = {"booking": booking.uid, "seen": "0", "expert": stage.expert.slug, "slot": str(stage.slots[3].id)}
    page = desk.post(f"{BOARD}/place", there | {"csrf_token": desk.token()})
    assert page.status == 409
    assert "Quelqu’un a changé cette rencontre entre-temps" in page.words
    assert "Julie Autre a déplacé une rencontre" in page.words
    assert page.soup.select("td[data-reach=here]"), "it is still picked, where it is now"


def test_two_sessions_change_places(stage: Stage, desk: Browser, booked: Callable[[int], Booking]) -> None:
    foreign = stage.foreign_need()
    assert foreign.author is not None
    one = booked(0)
    other = bookings.book(foreign, stage.expert, stage.slots[2], by=foreign.author, now=NOW)
    db.session.commit()
    desk.open(f"{BOARD}?booking={one.uid}")
    swap = desk.page.soup.select_one(f"td[data-uid='{other.uid}'] a")["href"]
    assert "Échanger ces deux rencontres" in desk.open(swap).html
    desk.submit(f"{BOARD}/swap")
    db.session.expire_all()
    assert (one.slot_id, other.slot_id) == (stage.slots[2].id, stage.slots[0].id)


def test_a_locked_session_offers_no_move(stage: Stage, desk: Browser, booked: Callable[[int], Booking]) -> None:
    booking = booked(0)
    desk.open(f"/bookings/{booking.uid}")
    desk.submit(f"{BOARD}/lock")
    assert "verrouillée" in desk.page.html
    assert "Déplacer ou échanger" not in desk.open(f"/bookings/{booking.uid}").words
    desk.submit(f"{BOARD}/lock")
    assert "Déplacer ou échanger" in desk.open(f"/bookings/{booking.uid}").words


def test_a_cancellation_says_why(stage: Stage, desk: Browser, booked: Callable[[int], Booking]) -> None:
    booking = booked(0)
    desk.open(f"{BOARD}/cancel?booking={booking.uid}")
    desk.submit(f"{BOARD}/cancel", reason="La salle est inondée")
    db.session.refresh(booking)
    assert (booking.state, booking.cancel_reason) == ("cancelled", "La salle est inondée")
    assert db.session.scalars(select(HandAct.kind)).one() == "cancel"


def test_the_reason_of_a_cancellation_that_is_refused_stays(
    app: Flask, stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    booking = booked(0)
    desk.open(f"{BOARD}/cancel?booking={booking.uid}")
    other = browser(app).signed_in(make.make_person(name="Julie Autre", is_coordinator=True))
    there = {"booking": booking.uid, "seen": "0", "expert": stage.expert.slug, "slot": str(stage.slots[3].id)}
    other.post(f"{BOARD}/place", there | {"csrf_token": other.token()})
    page = desk.submit(f"{BOARD}/cancel", reason="La salle <est> inondée")
    assert page.status == 409 and "Julie Autre a déplacé une rencontre" in page.words
    assert page.soup.select_one("textarea").text == "La salle <est> inondée"
    other.post(f"{BOARD}/cancel", {"booking": booking.uid, "seen": "1", "csrf_token": other.token()})
    page = desk.submit(f"{BOARD}/cancel")
    assert page.status == 409 and page.soup.select_one("#desk")
    assert "Vous aviez écrit : « La salle <est> inondée »" in page.words


def test_a_lock_on_an_old_page_is_refused(stage: Stage, desk: Browser, booked: Callable[[int], Booking]) -> None:
    booking = booked(0)
    desk.open(f"/bookings/{booking.uid}")
    there = {"booking": booking.uid, "seen": "0", "expert": stage.expert.slug, "slot": str(stage.slots[3].id)}
    desk.post(f"{BOARD}/place", there | {"csrf_token": desk.token()}, follow=False)
    old = {"booking": booking.uid, "seen": "0", "wanted": "yes", "csrf_token": desk.token()}
    assert "Quelqu’un a changé cette rencontre entre-temps" in desk.post(f"{BOARD}/lock", old).words
    db.session.expire_all()
    assert not booking.is_locked


def test_why_says_who_could_come_and_why_the_others_not(stage: Stage, desk: Browser) -> None:
    english = stage.foreign_need(title="In English", language="en")
    stage.expert.languages = ["fr"]
    away = stage.another_need(title="Jamais le matin")
    away.absences = [NeedAbsence(slot_id=stage.slots[0].id)]
    db.session.commit()
    page = desk.open(f"/coordination/why?expert={stage.expert.slug}&slot={stage.slots[0].id}")
    able, others = page.soup.select("ul.seekers")
    assert stage.need.title in able.text and english.title in able.text, "a language can be set aside"
    assert "autre langue" in able.text and "organisme absent" in others.text
    page = desk.open(f"/coordination/why?need={away.uid}&expert={stage.expert.slug}&slot={stage.slots[0].id}")
    assert "L’organisme a dit ne pas pouvoir venir à cette heure" in page.words


def test_an_unchanged_board_is_answered_by_its_tag_alone(
    app: Flask, stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    booking = booked(0)
    first = desk.client.get(f"{BOARD}/version")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = desk.client.get(f"{BOARD}/version", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    desk.open(f"/bookings/{booking.uid}")
    desk.submit(f"{BOARD}/lock")
    assert desk.client.get(f"{BOARD}/version", headers=tag).status_code == 200


def test_names_of_people_are_words_and_never_markup(
    stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'&amp;"
    assert stage.need.organization is not None and stage.expert.table is not None
    stage.expert.name = stage.need.organization.name = stage.need.title = stage.expert.table.name = hostile
    booking = booked(0)
    for path in (BOARD, f"{BOARD}?booking={booking.uid}", f"{BOARD}?q=x&find=src&zoom=small"):
        page = desk.open(path)
        assert "<img" not in page.html, path
        assert not page.soup.select("img, [onerror]")
    link = desk.open(BOARD).soup.select_one(f"td[data-uid='{booking.uid}'] a")
    assert link.b.text == hostile and link["title"] == f"{hostile} · {hostile}"
    assert desk.page.soup.select_one("tr[data-expert] th b").text == hostile


def test_what_everybody_sees_is_made_once_and_anew_after_each_act(
    app: Flask, stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    booking = booked(0)
    other = browser(app).signed_in(make.make_person(name="Julie Autre", is_coordinator=True))
    runs = []
    for each in (desk, other):
        with counted() as statements:
            each.open(BOARD)
        runs.append(len(statements))
    assert runs[1] < runs[0] / 2
    assert other.token() not in desk.page.html
    there = {"booking": booking.uid, "seen": "0", "expert": stage.expert.slug, "slot": str(stage.slots[3].id)}
    other.post(f"{BOARD}/place", there | {"csrf_token": other.token()})
    places = [td["class"] for td in desk.open(BOARD).soup.select("tbody td")]
    assert [here == ["is-booked"] for here in places][:4] == [False, False, False, True]


def test_a_session_is_over_on_the_board_when_it_is_over(
    desk: Browser, booked: Callable[[int], Booking], set_clock: SetClock
) -> None:
    booking = booked(0)
    for passed, state in ((timedelta(minutes=-1), "is-booked"), (timedelta(), "is-done")):
        set_clock(booking.slot.ends_at + passed)
        page = desk.open(f"{BOARD}?day={booking.slot.day}")
        assert page.soup.select_one(f"td[data-uid='{booking.uid}']")["class"] == [state]


def test_an_expert_who_moves_to_another_name_is_read_so_at_once(stage: Stage, desk: Browser, helene: Person) -> None:
    db.session.commit()
    assert stage.expert.name in desk.open(BOARD).words
    profile = people.Profile("Zénaïde Roy", ["fr"], ["billetterie"], [])
    people.describe_expert(stage.expert, profile, by=helene, now=NOW)
    db.session.commit()
    assert "Zénaïde Roy" in desk.open(BOARD).words


@pytest.mark.parametrize(
    "query",
    ["day=2026-99-99", "page=0", "page=99999999999", "zoom=huge", "state=<b>", "q=%00%ff", "need=nothing",
     "booking=nothing", "specialty='--", "day=all&page=2"],
)  # fmt: skip
def test_nonsense_in_the_address_does_no_harm(stage: Stage, desk: Browser, query: str) -> None:
    db.session.commit()
    assert desk.open(f"{BOARD}?{query}").status in (200, 404)


@pytest.mark.parametrize("field", ["seen", "slot", "expert", "booking", "other", "other_seen"])
def test_nonsense_in_a_form_moves_nothing(
    stage: Stage, desk: Browser, booked: Callable[[int], Booking], field: str
) -> None:
    booking = booked(0)
    right = {"booking": booking.uid, "seen": "0", "expert": stage.expert.slug, "slot": str(stage.slots[1].id)}
    token = {"csrf_token": desk.token()}
    for wrong in ("", "-1", "9" * 30, "²", "\x00", "<script>"):
        path = f"{BOARD}/swap" if "other" in field else f"{BOARD}/place"
        assert desk.post(path, right | {field: wrong} | token).status == 409
    db.session.expire_all()
    assert booking.slot_id == stage.slots[0].id


@pytest.mark.parametrize(
    ("query", "shown"),
    [("q=amelie", 1), ("q=grand%20ecart", 1), ("q=billetterie", 2), ("state=booked", 1), ("answer=needs-action", 1),
     ("answer=declined", 0), ("specialty=billetterie", 2), ("specialty=autre", 0)],
)  # fmt: skip
def test_filters_keep_the_experts_that_matter(
    stage: Stage, desk: Browser, booked: Callable[[int], Booking], query: str, shown: int
) -> None:
    stage.another_expert()
    booked(0)
    assert len(desk.open(f"{BOARD}?{query}").soup.select("tr[data-expert]")) == shown


def test_people_are_named_in_what_has_just_changed(
    stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    booked(0)
    assert f"{db.session.get_one(Person, stage.member.id).name} a réservé" in desk.open(BOARD).words


def test_every_act_by_hand_is_in_the_journal(
    stage: Stage, desk: Browser, booked: Callable[[int], Booking], helene: Person
) -> None:
    booking, foreign = booked(0), stage.foreign_need()
    assert foreign.author is not None
    other = bookings.book(foreign, stage.expert, stage.slots[2], by=foreign.author, now=NOW)
    english = stage.another_expert(name="Zed English", languages=["en"])
    db.session.commit()
    here, slots = {"booking": booking.uid}, [str(slot.id) for slot in stage.slots]
    swapped = here | {"seen": "1", "other": other.uid, "other_seen": "0"}
    aside = here | {"seen": "2", "expert": english.slug, "slot": slots[0], "despite": "language"}
    steps: list[tuple[str, dict[str, str], list[str]]] = [
        ("place", here | {"seen": "0", "expert": stage.expert.slug, "slot": slots[1]}, ["move"]),
        ("swap", swapped, ["swap", "swap"]), ("place", aside, ["move", "override"]),
        ("lock", here | {"seen": "3", "wanted": "yes"}, ["lock"]),
        ("lock", here | {"seen": "3", "wanted": "no"}, ["unlock"]),
        ("confirm", {}, ["confirm-override"]), ("cancel", here | {"seen": "3", "reason": "Erreur"}, ["cancel"]),
        ("undo", {}, ["take-back"]),
    ]  # fmt: skip
    for act, form, expected in steps:
        db.session.expire_all()
        last = db.session.scalar(select(func.max(Entry.id))) or 0
        form |= {"override": uid} if act == "confirm" and (uid := db.session.scalar(select(Override.uid))) else {}
        newest = select(HandAct.uid).order_by(HandAct.id.desc()).limit(1)
        form |= {"act": uid} if act == "undo" and (uid := db.session.scalar(newest)) else {}
        assert desk.post(f"{BOARD}/{act}", form | {"csrf_token": desk.token()}).status == 200, act
        db.session.rollback()
        found = db.session.scalars(select(Entry).where(Entry.id > last).order_by(Entry.id)).all()
        assert [entry.act for entry in found] == expected
        assert {entry.person_id for entry in found} == {helene.id}


def test_the_needs_beside_the_board_are_found_by_any_word_those_without_a_place_first(
    stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    booking = booked(0)
    stage.foreign_need(title="Éclairer la scène")
    db.session.commit()
    beside = [(a.get("data-need"), a.get("data-uid")) for a in desk.open(BOARD).soup.select("a[data-pick]")]
    assert [uid for _need, uid in beside] == [None, booking.uid]
    for words, number in (("ECLAIRER", 1), ("danse nadeau", 1), ("billetterie%", 0), ("grand ecart", 1)):
        assert len(desk.open(f"{BOARD}?find={words}").soup.select("a[data-pick]")) == number, words


def test_who_fits_best_is_named_while_something_is_picked(stage: Stage, desk: Browser) -> None:
    full = stage.another_expert(name="Zed English", languages=["en"])
    db.session.commit()
    page = desk.open(f"{BOARD}?need={stage.need.uid}")
    assert [a["data-best"] for a in page.soup.select("a[data-best]")] == [stage.expert.slug]
    assert [row["data-expert"] for row in page.soup.select("tr.best")] == [stage.expert.slug]
    assert full.slug in page.html, "who cannot come without a rule set aside is not proposed, but is there"


def test_a_locked_session_cannot_be_picked_and_says_so(
    stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    booking = booked(0)
    booking.is_locked = True
    db.session.commit()
    page = desk.open(f"{BOARD}?booking={booking.uid}")
    assert "Cette rencontre est verrouillée" in page.words and not page.soup.select("td[data-reach]")


def test_once_the_messages_left_the_opposite_act_is_offered(
    stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    booking = booked(0)
    there = {"booking": booking.uid, "seen": "0", "expert": stage.expert.slug, "slot": str(stage.slots[3].id)}
    desk.post(f"{BOARD}/place", there | {"csrf_token": desk.token()})
    act = db.session.scalar(select(HandAct.uid))
    db.session.execute(update(Message).where(Message.kind == "moved").values(state="sent"))
    db.session.commit()
    page = desk.post(f"{BOARD}/undo", {"act": str(act), "csrf_token": desk.token()})
    assert page.status == 409 and "Faites le geste contraire" in page.words
    opposite = page.soup.select_one("[data-part=last] a")["href"]
    assert desk.open(opposite).soup.select("td[data-reach=here]")


def test_of_a_session_cancelled_meanwhile_is_told_by_whom(
    app: Flask, stage: Stage, desk: Browser, booked: Callable[[int], Booking]
) -> None:
    booking = booked(0)
    other = browser(app).signed_in(make.make_person(name="Julie Autre", is_coordinator=True))
    other.post(f"{BOARD}/cancel", {"booking": booking.uid, "seen": "0", "csrf_token": other.token()})
    there = {"booking": booking.uid, "seen": "0", "expert": stage.expert.slug, "slot": str(stage.slots[3].id)}
    page = desk.post(f"{BOARD}/place", there | {"csrf_token": desk.token()})
    assert page.status == 409 and "Julie Autre a annulé" in page.words
    assert page.soup.select_one(".segmented [aria-current]"), "still on a day"
