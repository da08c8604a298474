"""Writing to many: the draft that was counted is what leaves, once, to each in their language."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.domain import announcing, audiences, booking
from brigade.domain.refusal import Refusal
from brigade.mail import announcements
from brigade.models import Announcement, Entry, Message, Person
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage

WORDS = announcing.Wording("everyone", "", "La salle change", "Rendez-vous au 2e étage.", "", "")


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage()


@pytest.fixture
def desk(stage: Stage) -> Person:
    return make.make_person(name="Hélène", is_coordinator=True)


def names(stage: Stage, audience: str, detail: str = "") -> set[str]:
    return {person.name for person in audiences.readers(stage.edition, audience, detail)}


def test_groups_are_who_they_say(stage: Stage, desk: Person) -> None:
    foreign = stage.foreign_need()
    booking.book(foreign, stage.expert, stage.slots[0], by=foreign.author, now=NOW)  # type: ignore[arg-type]
    other = stage.another_expert()
    day = stage.slots[0].day.isoformat()
    assert names(stage, "experts") == {stage.expert.name, other.name}
    assert names(stage, "organizations") == {"Ève Côté", "Zoé Nadeau"}
    assert names(stage, "unplaced") == {"Ève Côté"}
    assert names(stage, "day", day) == names(stage, "expert", stage.expert.slug) == {"Zoé Nadeau", stage.expert.name}
    assert names(stage, "day", "2026-12-24") == set()
    assert names(stage, "expert", other.slug) == {other.name}
    assert names(stage, "everyone") == {stage.expert.name, other.name, "Ève Côté", "Zoé Nadeau"}


def test_people_of_another_edition_hear_nothing(stage: Stage, desk: Person) -> None:
    make.make_meeting()
    assert names(stage, "everyone") == {stage.expert.name, "Ève Côté"}


def test_each_reader_gets_one_message_in_their_language(stage: Stage, desk: Person) -> None:
    stage.member.language = "en"
    row = announcing.draft(
        stage.edition, announcing.Wording("everyone", "", "Salle", "Au 2e.", "Room", "Upstairs."), by=desk, now=NOW
    )
    announcing.send(row, stage.edition, seen=2, by=desk, now=NOW)
    found = {message.to_email: message for message in db.session.scalars(select(Message))}
    assert {message.language for message in found.values()} == {"fr", "en"}
    assert found[stage.member.email].subject == "Room"
    assert found[stage.expert.person.email].subject == "Salle"


def test_a_language_that_was_not_written_gets_the_other(stage: Stage, desk: Person) -> None:
    row = announcing.draft(stage.edition, WORDS, by=desk, now=NOW)
    letter = announcements.announced(row, stage.edition, "en", "Ève\nBcc: x@example.org")
    assert letter.subject == "La salle change"
    assert "Bonjour Ève Bcc: x@example.org," in letter.text
    assert "Rendez-vous au 2e étage." in letter.text


def test_what_is_typed_reaches_the_letter_as_words(stage: Stage, desk: Person) -> None:
    wording = announcing.Wording(
        "everyone", "", "Objet", "Un <b>mot</b>\nsur deux lignes\n\nhttps://example.org/plan?a=1&b=2", "", ""
    )
    row = announcing.draft(stage.edition, wording, by=desk, now=NOW)
    letter = announcements.announced(row, stage.edition, "fr", "")
    assert "<b>mot" not in letter.html and "&lt;b&gt;mot&lt;/b&gt;<br>sur deux lignes" in letter.html
    assert 'href="https://example.org/plan?a=1&amp;b=2"' in letter.html
    assert "Un <b>mot</b>\nsur deux lignes\n\nhttps://example.org/plan?a=1&b=2" in letter.text


def test_sent_once_and_then_unchangeable(stage: Stage, desk: Person) -> None:
    row = announcing.draft(stage.edition, WORDS, by=desk, now=NOW)
    announcing.send(row, stage.edition, seen=2, by=desk, now=NOW)
    for again in (
        lambda: announcing.send(row, stage.edition, seen=2, by=desk, now=NOW),
        lambda: announcing.edit(row, WORDS, by=desk, now=NOW),
        lambda: announcing.discard(row, by=desk, now=NOW),
    ):
        with pytest.raises(Refusal, match="announcement-sent"):
            again()
    assert db.session.scalar(select(func.count()).select_from(Message)) == 2


def test_nobody_is_written_to_unseen(stage: Stage, desk: Person) -> None:
    row = announcing.draft(stage.edition, WORDS, by=desk, now=NOW)
    stage.another_expert()
    with pytest.raises(Refusal, match="audience-changed"):
        announcing.send(row, stage.edition, seen=2, by=desk, now=NOW)
    empty = announcing.draft(stage.edition, announcing.Wording("day", "2026-12-24", "A", "B", "", ""), by=desk, now=NOW)
    with pytest.raises(Refusal, match="nobody-to-write-to"):
        announcing.send(empty, stage.edition, seen=0, by=desk, now=NOW)


def test_every_act_is_in_the_journal(stage: Stage, desk: Person) -> None:
    row = announcing.draft(stage.edition, WORDS, by=desk, now=NOW)
    announcing.edit(row, WORDS, by=desk, now=NOW)
    announcing.discard(row, by=desk, now=NOW)
    sent = announcing.draft(stage.edition, WORDS, by=desk, now=NOW)
    announcing.send(sent, stage.edition, seen=2, by=desk, now=NOW)
    acts = db.session.scalars(select(Entry.act).where(Entry.person_id == desk.id).order_by(Entry.id)).all()
    assert acts == [f"{verb}-announcement" for verb in ("draft", "edit", "discard", "draft", "send")]
    assert db.session.scalars(select(Announcement.sent_at)).all() == [NOW]
