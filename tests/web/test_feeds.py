"""Feeds over HTTP: who reads what, what is not sent twice, and that reading changes nothing."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, event, select

from brigade.database import Base, db
from brigade.domain import changes, feeds, published
from brigade.domain.published import Press
from brigade.models import Booking, Expert, FeedEvent, Membership, Person
from brigade.queries import feeds as found
from tests import factories as make
from tests.bench import season
from tests.calendars.receivers import read_with_ics, read_with_vobject
from tests.factories import NOW
from tests.stage import Stage, make_stage
from tests.web.following import address, book, uids

LATER = NOW + timedelta(hours=1)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement within the block, transactions aside."""
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


def rows() -> dict[str, list[Any]]:
    """The whole database."""
    with db.engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in tables}


# Who reads what


def test_each_feed_shows_its_owners_sessions_and_no_others(client: FlaskClient) -> None:
    stage = make_stage()
    foreign = stage.foreign_need()
    both = foreign.author
    assert both is not None
    second = stage.another_expert(person=both)
    coordinator = make.make_person(is_coordinator=True)
    one, two, three = book(stage), book(stage, foreign, 1), book(stage, stage.another_need(), 2, second)
    member, expert = stage.member, stage.expert.person
    shown = {
        (member, "mine"): [one, three], (member, "organization"): [one, three], (member, "expert"): [],
        (expert, "mine"): [one, two], (expert, "expert"): [one, two], (expert, "organization"): [],
        (both, "mine"): [two, three], (both, "expert"): [three], (both, "organization"): [two],
        (coordinator, "brigade"): [one, two, three], (coordinator, "mine"): [],
        (make.make_person(), "mine"): [], (member, "brigade"): [], (expert, "brigade"): [],
    }  # fmt: skip
    for (person, scope), bookings in shown.items():
        answer = client.get(address(person, scope))
        assert uids(answer) == [each.uid for each in bookings], f"{person.name}: {scope}"


def test_both_sides_of_one_person_are_read_as_each_side_does(client: FlaskClient) -> None:
    """Who gives one session and attends another reads the organization there and the expert here."""
    stage = make_stage()
    second = stage.another_expert(person=stage.member, name="Ève Côté")
    book(stage)
    book(stage, stage.foreign_need(), 1, second)
    text = client.get(address(stage.member)).text
    assert re.findall("SUMMARY:(.*)\r", text) == ["Rencontre\xa0: Amélie Gagnon", "Rencontre\xa0: Danse Nadeau"]


def test_only_sessions_that_take_place_are_shown(client: FlaskClient) -> None:
    stage = make_stage()
    path = address(stage.member)
    cancelled, offered = book(stage), make.make_meeting(edition=stage.edition)
    offered.organization_id, offered.state = stage.organization.id, "offered"
    changes.cancel(cancelled, reason="", by=stage.member, now=LATER)
    assert uids(client.get(path)) == []


def test_another_edition_is_not_shown(client: FlaskClient) -> None:
    stage = make_stage()
    path = address(stage.member)
    book(stage)
    make.make_edition()
    assert uids(client.get(path)) == []


def lose_expert(stage: Stage, _person: Person) -> None:
    stage.expert.person = make.make_person()


def lose_membership(_stage: Stage, person: Person) -> None:
    db.session.execute(delete(Membership).where(Membership.person_id == person.id))


def lose_coordination(_stage: Stage, person: Person) -> None:
    person.is_coordinator = False


@pytest.mark.parametrize(
    ("scope", "lose"), [("expert", lose_expert), ("organization", lose_membership), ("brigade", lose_coordination)]
)
def test_a_right_that_is_lost_empties_the_feed(client: FlaskClient, scope: str, lose: Callable[..., None]) -> None:
    """Also for a reader who asks only for what changed; a 404 would leave the sessions in their calendar."""
    stage = make_stage()
    owners = {
        "expert": stage.expert.person, "organization": stage.member,
        "brigade": make.make_person(is_coordinator=True),
    }  # fmt: skip
    path = address(owners[scope], scope)
    held = book(stage)
    before = client.get(path)
    assert uids(before) == [held.uid]
    lose(stage, owners[scope])
    assert uids(client.get(path, headers={"If-None-Match": before.headers["ETag"]})) == []


def test_an_ended_address_is_like_one_that_never_was(client: FlaskClient) -> None:
    stage = make_stage()
    renewed, revoked = address(stage.member), address(stage.member, "organization")
    address(stage.member)
    feeds.revoke(stage.member, "organization", now=LATER)
    answers = [client.get(path) for path in ("/feeds/never-was.ics", renewed, revoked)]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({re.sub(r'value="/feeds/[^"]+"', "", answer.text) for answer in answers}) == 1
    assert "ETag" not in answers[1].headers


@pytest.mark.parametrize("raw", ["", "x" * 5000, "é", "%00", "..%2f..", "%ff", "' OR 1=1 --"])
def test_no_odd_address_opens_anything(client: FlaskClient, raw: str) -> None:
    make_stage()
    assert client.get(f"/feeds/{raw}.ics").status_code == 404


# What is sent, and how often


def test_what_is_unchanged_is_not_made_again(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make_stage()
    book(stage)
    path = address(stage.member)
    etag = client.get(path).headers["ETag"]
    for name in ("body", "make", "calendar"):
        monkeypatch.setattr(found, name, lambda *_: pytest.fail("it was made again"))
    for method in (client.get, client.head):
        with statements() as said:
            answer = method(path, headers={"If-None-Match": etag})
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
        assert len(said) == 1 and not re.search("FROM booking|JOIN booking|feed_event", said[0])
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("header", ["{etag}", "W/{etag}", '"x", {etag}', 'W/"x" , W/{etag},"y"', "*"])
def test_every_way_to_say_what_one_has_is_understood(client: FlaskClient, header: str) -> None:
    path = address(make_stage().member)
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": header.format(etag=etag)}).status_code == 304


@pytest.mark.parametrize("header", ['"x"', "", '""', "W/", '"x', "{etag}x", "nonsense, more"])
def test_whoever_has_something_else_gets_the_feed(client: FlaskClient, header: str) -> None:
    path = address(make_stage().member)
    bare = client.get(path).headers["ETag"].strip('"')
    assert client.get(path, headers={"If-None-Match": header.format(etag=bare)}).status_code == 200


def test_every_change_is_seen(client: FlaskClient) -> None:
    stage = make_stage()
    path = address(stage.member)
    etags = [client.get(path).headers["ETag"]]

    def changed() -> bool:
        answer = client.get(path, headers={"If-None-Match": etags[-1]})
        etags.append(answer.headers["ETag"])
        return answer.status_code == 200

    assert not changed()
    held = book(stage)
    assert changed()
    changes.move(held, stage.expert, stage.slots[1], by=stage.member, now=LATER)
    assert changed()
    changes.cancel(held, reason="", by=stage.member, now=LATER)
    assert changed()
    stage.member.language = "en"
    assert changed()
    stage.edition.venue = "Bibliothèque"
    assert changed()
    assert not changed()
    assert len(set(etags)) == 6


def test_a_move_keeps_the_uid_and_raises_the_sequence(client: FlaskClient) -> None:
    stage = make_stage()
    held, path = book(stage), address(stage.member)
    changes.move(held, stage.expert, stage.slots[2], by=stage.member, now=LATER)
    reading = read_with_vobject(client.get(path).data)
    assert (reading["uid"], reading["sequence"], reading["stamp"]) == (held.uid, 1, LATER)
    assert reading["starts_at"] == stage.slots[2].starts_at
    assert (reading["method"], reading["attendees"], reading["alarms"]) == ("PUBLISH", [], 0)


def test_the_same_bytes_whether_kept_or_made_on_the_spot(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    book(stage)
    book(stage, stage.another_need(), 1)
    path = address(stage.member)
    first = client.get(path)
    assert published.refresh(stage.edition, Press.of(app.config)) == 2
    db.session.execute(delete(FeedEvent).where(FeedEvent.booking_id == 1))
    second = client.get(path)
    while published.refresh(stage.edition, Press.of(app.config)):
        pass
    third = client.get(path)
    assert first.data == second.data == third.data and len(uids(first)) == 2
    assert first.headers["ETag"] == third.headers["ETag"]


def test_what_is_kept_of_an_older_version_is_never_shown(app: Flask, client: FlaskClient) -> None:
    """Between a change and the next round of the postman."""
    stage = make_stage()
    held, path = book(stage), address(stage.member)
    published.refresh(stage.edition, Press.of(app.config))
    changes.move(held, stage.expert, stage.slots[2], by=stage.member, now=LATER)
    assert "\r\nDTSTART;TZID=America/Toronto:20261201T100000\r\n" in client.get(path).text


def test_a_feed_takes_the_same_statements_for_one_session_and_for_four(app: Flask, client: FlaskClient) -> None:
    stage = make_stage(organization_cap=9)
    path = address(stage.expert.person)
    counts = []
    for slot in range(4):
        book(stage, stage.another_need(), slot)
        with statements() as said:
            assert len(uids(client.get(path))) == slot + 1
        counts.append(len(said))
    assert counts == [5] * 4


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "*"])
def test_it_is_compressed_where_that_is_accepted(client: FlaskClient, accepted: str) -> None:
    stage = make_stage()
    book(stage)
    path = address(stage.member)
    plain, small = client.get(path), client.get(path, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in plain.headers and small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data and len(small.data) < len(plain.data)
    assert plain.headers["Vary"] == small.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != small.headers["ETag"]
    assert client.get(path, headers={"Accept-Encoding": accepted}).data == small.data


@pytest.mark.parametrize("accepted", ["", "gzip;q=0", "br, deflate", "identity", "gzip;q=0, *;q=0.1"])
def test_nothing_is_compressed_for_others(client: FlaskClient, accepted: str) -> None:
    answer = client.get(address(make_stage().member), headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers and answer.data.startswith(b"BEGIN:VCALENDAR")


def test_each_encoding_is_known_by_its_own_mark(client: FlaskClient) -> None:
    path = address(make_stage().member)
    small = client.get(path, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    plain = client.get(path).headers["ETag"]
    asked = [(small, "gzip"), (plain, "gzip"), (f"{plain}, {small}", "gzip"), (small, ""), (plain, "")]
    answers = [
        client.get(path, headers={"If-None-Match": held, "Accept-Encoding": accepted}) for held, accepted in asked
    ]
    assert [answer.status_code for answer in answers] == [304, 304, 304, 200, 304]
    assert [answer.headers["ETag"] for answer in answers] == [small, plain, small, plain, plain]


def test_head_tells_what_get_would(client: FlaskClient) -> None:
    stage = make_stage()
    book(stage)
    path = address(stage.member)
    for accepted in ("", "gzip"):
        head, get = (ask(path, headers={"Accept-Encoding": accepted}) for ask in (client.head, client.get))
        assert dict(head.headers) == dict(get.headers) and head.data == b""


def test_it_says_what_it_is_and_not_its_secret(client: FlaskClient) -> None:
    stage = make_stage()
    path = address(stage.member)
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="brigade.ics"'
    assert path[7:-4] not in answer.text + str(answer.headers)


def test_reading_changes_nothing(client: FlaskClient) -> None:
    stage = make_stage()
    book(stage)
    path = address(stage.member)
    before = rows()
    for ask in (client.get, client.head):
        ask(path)
        ask("/feeds/never-was.ics")
    assert rows() == before
    assert client.post(path).status_code == 405


def test_each_owner_reads_their_language(client: FlaskClient) -> None:
    stage = make_stage()
    book(stage)
    paths = [address(stage.member), address(make.make_person(language="en", is_coordinator=True), "brigade")]
    french, english = (client.get(path, headers={"Accept-Language": "de"}).text for path in paths)
    assert "\r\nX-WR-CALNAME:Mes rencontres – Accélérateur numérique culturel\r\n" in french
    assert "– Digital Culture Accelerator\r\n" in english.replace("\r\n ", "")
    assert "Accélérateur numérique culturel" in french and "Accélérateur" not in english


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_whole_season_is_read_back(client: FlaskClient) -> None:
    """5,000 sessions of one feed, made on the spot, as another program reads them."""
    coordinator, expert = season.fill()
    raw = client.get(address(coordinator, "brigade")).data
    assert read_with_vobject(raw)["uids"] == sorted(db.session.scalars(select(Booking.uid)))
    assert raw.count(b"BEGIN:VEVENT") == season.SESSIONS and raw.count(b"BEGIN:VTIMEZONE") == 1
    own = client.get(address(expert)).data
    mine = select(Booking.uid).join(Expert, Expert.id == Booking.expert_id).where(Expert.person_id == expert.id)
    assert len(read_with_ics(own)["uids"]) == 36
    assert read_with_ics(own)["uids"] == read_with_vobject(own)["uids"] == sorted(db.session.scalars(mine))
