"""Secret addresses and the events that are made for them ahead of time."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from brigade.calendars.event import Party
from brigade.database import db
from brigade.domain import booking, changes, feeds
from brigade.domain.published import Press, make, news, refresh
from brigade.domain.sign_in import digest
from brigade.models import Booking, Entry, FeedEvent, FeedToken, Person
from tests import factories as make_
from tests.factories import NOW
from tests.stage import Stage, make_stage

PRESS = Press(Party("Brigade", "rencontres@example.org"), "https://brigade.example.org")
LATER = NOW + timedelta(hours=1)


def book(stage: Stage, slot: int = 0) -> Booking:
    found = booking.book(stage.need, stage.expert, stage.slots[slot], by=stage.member, now=NOW)
    db.session.commit()
    return found


def acts() -> list[tuple[str, int | None, int | None]]:
    entries = db.session.scalars(select(Entry).order_by(Entry.id))
    return [(entry.act, entry.person_id, entry.edition_id) for entry in entries]


def kept() -> list[tuple[str, str, int]]:
    """(role, language, sequence) of all that is kept."""
    return sorted((row.role, row.language, row.revision & 0xFFFF) for row in db.session.scalars(select(FeedEvent)))


def make_all(stage: Stage, press: Press = PRESS) -> int:
    """As often as there is something to do; how many were made."""
    made = 0
    while number := refresh(stage.edition, press):
        made += number
    db.session.commit()
    return made


def test_only_the_hash_of_an_address_is_kept(app: Flask) -> None:
    person = make_.make_person()
    raw = feeds.give(person, "mine", now=NOW)
    db.session.commit()
    token = db.session.scalars(select(FeedToken)).one()
    assert (token.person_id, token.scope, token.digest, token.created_at) == (person.id, "mine", digest(raw), NOW)
    assert len(raw) >= 22, "128 bits"
    assert acts() == [("give-feed", person.id, None)]
    assert raw not in str(db.session.execute(select(Entry.facts)).all())


def test_renewing_replaces_the_address_of_that_scope_alone(app: Flask) -> None:
    person = make_.make_person()
    first, other = feeds.give(person, "mine", now=NOW), feeds.give(person, "expert", now=NOW)
    second = feeds.give(person, "mine", now=LATER)
    found = {token.digest: token.created_at for token in db.session.scalars(select(FeedToken))}
    assert found == {digest(second): LATER, digest(other): NOW}
    assert first != second
    assert [act for act, _person, _edition in acts()] == ["give-feed", "give-feed", "renew-feed"]


def test_revoking_twice_is_once(app: Flask) -> None:
    mine, theirs = make_.make_person(), make_.make_person()
    for person in (mine, theirs):
        feeds.give(person, "mine", now=NOW)
    feeds.revoke(mine, "mine", now=LATER)
    feeds.revoke(mine, "mine", now=LATER)
    assert db.session.scalars(select(FeedToken.person_id)).all() == [theirs.id]
    assert acts()[2:] == [("revoke-feed", mine.id, None)]


def test_events_are_made_for_whoever_follows_and_for_nobody_else(app: Flask) -> None:
    stage = make_stage()
    book(stage)
    assert make_all(stage) == 0 and kept() == []
    feeds.give(stage.member, "mine", now=NOW)
    assert make_all(stage) == 2
    assert kept() == [("expert", "fr", 0), ("organization", "fr", 0)]
    coordinator = make_.make_person(language="en", is_coordinator=True)
    feeds.give(coordinator, "brigade", now=NOW)
    assert make_all(stage) == 1 and make_all(stage) == 0
    assert kept() == [("brigade", "en", 0), ("expert", "fr", 0), ("organization", "fr", 0)]


def test_each_version_is_made_anew_and_a_cancelled_one_let_go(app: Flask) -> None:
    stage = make_stage()
    held = book(stage)
    feeds.give(stage.member, "organization", now=NOW)
    make_all(stage)
    changes.move(held, stage.expert, stage.slots[2], by=stage.member, now=LATER)
    assert make_all(stage) == 1
    assert kept() == [("organization", "fr", 1)]
    row = db.session.scalars(select(FeedEvent)).one()
    assert b"\r\nDTSTART;TZID=America/Toronto:20261201T100000\r\n" in row.vevent
    assert b"\r\nSEQUENCE:1\r\n" in row.vevent and b"\r\nDTSTAMP:20260601T150000Z\r\n" in row.vevent
    changes.cancel(held, reason="", by=stage.member, now=LATER)
    assert make_all(stage) == 0 and kept() == []


def test_what_is_kept_are_the_bytes_that_would_be_made(app: Flask) -> None:
    stage = make_stage()
    held = book(stage)
    feeds.give(stage.member, "mine", now=NOW)
    make_all(stage)
    for row in db.session.scalars(select(FeedEvent)):
        assert row.vevent == make(held, row.role, row.language, PRESS)


def test_another_public_address_or_another_venue_makes_everything_anew(app: Flask) -> None:
    stage = make_stage()
    book(stage)
    feeds.give(stage.member, "organization", now=NOW)
    make_all(stage)
    moved = Press(PRESS.organizer, "https://rencontres.example.org")
    assert make_all(stage, moved) == 1 and make_all(stage, moved) == 0
    assert b"\r\nURL:https://rencontres.example.org/bookings/" in db.session.scalars(select(FeedEvent)).one().vevent
    stage.edition.venue = "Bibliothèque"
    assert make_all(stage, moved) == 1
    assert "Bibliothèque".encode() in db.session.scalars(select(FeedEvent)).one().vevent.replace(b"\r\n ", b"")
    assert db.session.scalar(select(func.count()).select_from(FeedEvent)) == 1


def test_only_what_may_have_changed_is_news(app: Flask) -> None:
    stage = make_stage()
    seen = [news(stage.edition)]

    def is_news() -> bool:
        db.session.commit()
        seen.append(news(stage.edition))
        return seen[-1] != seen[-2]

    assert not is_news()
    held = book(stage)
    assert is_news()
    feeds.give(stage.member, "organization", now=NOW)
    assert is_news()
    feeds.give(stage.member, "organization", now=LATER)
    assert not is_news(), "the same events are wanted"
    stage.member.language = "en"
    assert is_news()
    changes.move(held, stage.expert, stage.slots[1], by=stage.member, now=LATER)
    assert is_news()


def test_an_act_that_is_committed_after_a_later_one_is_news(app: Flask) -> None:
    """As it happens on PostgreSQL: the entry got its id first, and was committed last."""
    stage = make_stage()
    entry = {"at": NOW, "edition_id": stage.edition.id, "act": "book", "facts": {}}
    db.session.add(Entry(id=1000, **entry))
    db.session.flush()
    seen = news(stage.edition)
    db.session.add(Entry(id=999, **entry))
    db.session.flush()
    assert news(stage.edition) != seen


def test_after_a_restored_backup_the_same_id_is_news(app: Flask) -> None:
    stage = make_stage()
    entry = Entry(id=1000, at=NOW, edition_id=stage.edition.id, act="book", facts={})
    db.session.add(entry)
    db.session.flush()
    seen = news(stage.edition)
    entry.at = LATER
    db.session.flush()
    assert news(stage.edition) != seen


def test_an_event_says_to_each_role_what_it_should_know(app: Flask) -> None:
    stage = make_stage()
    stage.organization.name, stage.need.description = "Théâtre du Lac", "Nous vendons au crayon."
    held = book(stage)
    roles = ("organization", "expert", "brigade")
    said = {role: make(held, role, "fr", PRESS).replace(b"\r\n ", b"").decode() for role in roles}
    assert "\r\nSUMMARY:Rencontre\xa0: Amélie Gagnon\r\n" in said["organization"]
    assert "\r\nSUMMARY:Rencontre\xa0: Théâtre du Lac\r\n" in said["expert"]
    assert "\r\nSUMMARY:Théâtre du Lac – Amélie Gagnon\r\n" in said["brigade"]
    assert {role for role in said if "Nous vendons au crayon." in said[role]} == {"organization", "expert"}
    assert {role for role in said if "TRANSP:TRANSPARENT" in said[role]} == {"brigade"}
    for person in db.session.scalars(select(Person)):
        assert not any(person.email in text for text in said.values())


def test_an_event_is_written_in_its_readers_language(app: Flask) -> None:
    stage = make_stage()
    held = book(stage)
    french, english = (make(held, "expert", language, PRESS).decode() for language in ("fr", "en"))
    assert "Accélérateur numérique culturel" in french and "Digital Culture Accelerator" in english
