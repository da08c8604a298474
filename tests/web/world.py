"""Data that could leak: everybody has something that others must not read, marked by a word of its own."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from brigade.database import db
from brigade.domain import announcing, booking, feeds, needs, screens, sheets, sign_in
from brigade.domain.rosters import gathering, reading
from brigade.models import Message, Need, Person
from tests import factories as make
from tests.domain.arranging import drafts
from tests.factories import NOW
from tests.stage import Stage, make_stage

ROLES = ("visitor", "member", "other", "expert", "stranger", "coordinator")


@dataclass
class World:
    """`people` by role (the visitor is nobody); `values` fill the matrix's paths; `secrets`: word → who may read it."""

    people: dict[str, Person]
    values: dict[str, str]
    secrets: dict[str, set[str]]


def make_world(app: Flask) -> World:
    """The member and the expert have a session, the other and the stranger have one; the rest is waiting."""
    stage = make_stage(number=6, is_demo=False)
    people, foreign = cast(stage)
    mine = needed(stage, "memberbooked", stage.need)
    idle = needed(stage, "memberwaiting", stage.another_need())
    theirs = needed(stage, "otherbooked", foreign)
    made = booking.book(mine, stage.expert, stage.slots[1], by=people["member"], now=NOW)
    stranger = stage.another_expert(person=people["stranger"], name=people["stranger"].name)
    booking.book(theirs, stranger, stage.slots[2], by=people["other"], now=NOW)
    wording = needs.Wording("Brouillon draftsecret", "Un brouillon draftsecret", "fr")
    draft = needs.begin(stage.edition, wording, by=None, now=NOW)
    secret = str(app.secret_key)
    _token, link = sign_in.ask_link(
        sign_in.Asking("draftsecret@example.org", "fr", "192.0.2.7"), secret=secret, now=NOW, back="/needs", need=draft
    )
    db.session.flush()
    message = db.session.query(Message).filter_by(booking_id=made.id).first()
    words = announcing.Wording("everyone", "", "Objet announcementtitle", "Texte announcementwords", "", "")
    announcement = announcing.draft(stage.edition, words, by=people["coordinator"], now=NOW)
    proposal = drafts.draft(stage, (idle, stage.expert, stage.slots[4]), mode="gaps")
    first_round = drafts.draft(stage, mode="opening", seed="graine", list=["0123456789"])
    roster = gathering.keep(
        stage.edition, "experts", "rostersecret.csv",
        reading.Reading([{"line": 2, "name": "Rostername", "email": "rostersecret@example.org", "language": "fr",
                          "languages": ["fr"], "main": [], "secondary": [], "headline": ""}]),
        by=people["coordinator"], now=NOW,
    )  # fmt: skip
    prepared = make.make_edition(name_fr="Édition preparedname", name_en="Edition preparedname", is_preparing=True)
    sheet = sheets.sign(
        sheets.Printing(stage.edition.id, sheets.Sheet("board", 0, stage.slots[0].day), 0, 0, NOW), str(app.secret_key)
    )
    screen = screens.give(stage.edition, by=people["coordinator"], now=NOW)
    feed = feeds.give(people["member"], "mine", now=NOW)
    db.session.commit()
    values = {
        "need": mine.uid, "idle": idle.uid, "booking": made.uid, "expert": stage.expert.slug, "draft": draft.uid,
        "message": message.uid if message else "", "link": link, "feed": feed, "day": stage.slots[0].day.isoformat(),
        "announcement": announcement.uid, "roster": roster.uid, "prepared": prepared.slug,
        "edition": stage.edition.slug, "organization": stage.organization.uid,
        "proposal": proposal.uid, "run": proposal.run.uid,
        "draw": first_round.uid,
        "slot": str(stage.slots[5].id), "screen": screen, "sheet": sheet,
    }  # fmt: skip
    return World(people, values, secrets())


def cast(stage: Stage) -> tuple[dict[str, Person], Need]:
    """One person for each role, with a name and an address that give them away."""
    foreign = stage.foreign_need()
    assert foreign.author is not None and foreign.organization is not None
    stage.organization.name, foreign.organization.name = "Organisme memberhouse", "Organisme otherhouse"
    stranger, coordinator = make.make_person(), make.make_person(is_coordinator=True)
    people = {
        "member": stage.member, "other": foreign.author, "expert": stage.expert.person, "stranger": stranger,
        "coordinator": coordinator,
    }  # fmt: skip
    for role, person in people.items():
        person.name, person.email = f"Nom {role}name", f"{role}mail@example.org"
    return people, foreign


def needed(stage: Stage, mark: str, need: Need) -> Need:
    need.title, need.description = f"Titre {mark}title", f"Billets {mark}words"
    return need


def secrets() -> dict[str, set[str]]:
    """Each marked word and the roles that may read it, on any page."""
    desk = {"coordinator"}
    return {
        "memberbookedtitle": desk | {"member", "expert"}, "memberbookedwords": desk | {"member", "expert"},
        "memberwaitingtitle": desk | {"member"}, "memberwaitingwords": desk | {"member"},
        "otherbookedtitle": desk | {"other", "stranger"}, "otherbookedwords": desk | {"other", "stranger"},
        "memberhouse": desk | {"member", "expert"}, "otherhouse": desk | {"other", "stranger"},
        "membername": desk | {"member", "expert"}, "othername": desk | {"other", "stranger"},
        "membermail": desk | {"member"}, "othermail": desk | {"other"}, "expertmail": desk | {"expert"},
        "strangermail": desk | {"stranger"}, "coordinatormail": desk, "coordinatorname": desk,
        "rostersecret": desk, "Rostername": desk, "preparedname": desk,
        "announcementtitle": desk, "announcementwords": desk,
        "draftsecret@": {"coordinator"}, "Brouillon draftsecret": set(), "Un brouillon": set(),
    }  # fmt: skip
