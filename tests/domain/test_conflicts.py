"""Not with these: whoever says it, no place between the two is given by any way, and the other side cannot tell why."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.domain import booking, changes, conflicts
from brigade.domain.refusal import Refusal
from brigade.language import own
from brigade.models import Conflict, Expert, Message, Organization
from brigade.queries import matches
from tests.life.cast import author, make_cast, open_offer, refusal
from tests.life.scenes import Set, make_set

BOTH = pytest.mark.parametrize("side", ["expert", "organization"])


def avoided(side: str) -> Set:
    """Amélie and the theatre do not meet, because one of them said so."""
    on = make_set(make_cast())
    if side == "expert":
        expert_avoids(on, [on.theatre])
    else:
        theatre_avoids(on, [on.amelie])
    return on


def expert_avoids(on: Set, whom: list[Organization]) -> None:
    """Amélie says so."""
    on.cast.commit(lambda: conflicts.avoid_organizations(on.amelie, whom, by=on.amelie.person, now=on.cast.now))


def theatre_avoids(on: Set, whom: list[Expert]) -> None:
    """The theatre says so."""
    on.cast.commit(lambda: conflicts.avoid_experts(on.theatre, whom, by=author(on.need), now=on.cast.now))


@BOTH
def test_nothing_is_booked_or_moved_between_the_two(app: Flask, side: str) -> None:
    on = avoided(side)
    now, slot = on.cast.now, on.cast.slots[0]
    assert refusal(lambda: booking.book(on.need, on.amelie, slot, by=author(on.need), now=now)) == "conflict"
    held = on.cast.book(on.need, on.bruno, slot)
    for person in (author(on.need), on.cast.coordinator):
        assert refusal(lambda by=person: changes.move(held, on.amelie, slot, by=by, now=now)) == "conflict"  # type: ignore[misc]
    assert held.expert_id == on.bruno.id


@BOTH
def test_the_waitlist_offers_nothing_between_the_two(app: Flask, side: str) -> None:
    on = avoided(side)
    on.cast.wait(on.need)
    held = on.cast.book(on.other, on.amelie, on.cast.slots[0])
    on.cast.cancel(held)
    assert open_offer(on.need) is None


@BOTH
def test_the_page_says_only_that_no_hour_is_left(app: Flask, side: str) -> None:
    on = avoided(side)
    with own("fr"):
        mine = matches.of(on.need, on.cast.now, tells_conflicts=False)
        theirs = matches.of(on.need, on.cast.now, tells_conflicts=True)
    assert on.amelie.slug not in {card.slug for card in mine.offered}
    [said] = [card.reasons for card in mine.others if card.slug == on.amelie.slug]
    assert said == ("Aucune heure en commun",)
    assert any("pas possible" in said for card in theirs.others for said in card.reasons), "coordinators are told"


def test_the_refusal_is_that_of_an_hour_that_is_not_open() -> None:
    with own("fr"):
        assert Refusal("conflict").sentence() == Refusal("not-open").sentence()


@BOTH
def test_nobody_is_told(app: Flask, side: str) -> None:
    avoided(side)
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_each_side_has_a_say_of_its_own(app: Flask) -> None:
    on = avoided("expert")
    theatre_avoids(on, [on.amelie])
    assert sorted(db.session.scalars(select(Conflict.said_by))) == ["expert", "organization"]
    theatre_avoids(on, [])
    assert (conflicts.of_expert(on.amelie), conflicts.of_organization(on.theatre)) == ([on.theatre], set())
    expert_avoids(on, [])
    assert on.booked().state == "live"


def test_a_session_that_stands_already_stays(app: Flask) -> None:
    on = make_set(make_cast())
    held = on.booked()
    expert_avoids(on, [on.theatre])
    assert held.state == "live"
