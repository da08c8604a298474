"""Whether the programme is for them: what it changes, what they read, and the windows in which needs are received."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brigade.database import db
from brigade.domain import availability, booking, eligibility, needs, places, waitlist
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Message, Offer
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage

BAD = "C’est une entreprise à but lucratif."


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_stage()


def refuse(stage: Stage, reason: str = BAD) -> None:
    eligibility.refuse(stage.edition, stage.organization, reason, by=stage.member, now=NOW)


def test_a_refused_organization_books_nothing_and_reads_why(stage: Stage) -> None:
    refuse(stage)
    with pytest.raises(Refusal, match="organization-refused"):
        booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    letter = db.session.scalars(select(Message)).one()
    assert letter.to_email == stage.member.email and BAD in letter.text and BAD in letter.html
    barred = places.barred(places.everything(stage.need, NOW))
    assert barred is not None and stage.edition.contact_email in barred.sentence()


def test_a_pending_one_books_unless_the_edition_says_otherwise(stage: Stage) -> None:
    booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    stage.edition.accepts_first = True
    other = stage.another_need()
    with pytest.raises(Refusal, match="organization-pending"):
        booking.book(other, stage.expert, stage.slots[1], by=stage.member, now=NOW)
    eligibility.accept(stage.edition, stage.organization, by=stage.member, now=NOW)
    booking.book(other, stage.expert, stage.slots[1], by=stage.member, now=NOW)


def test_sessions_that_a_refused_one_has_stay(stage: Stage) -> None:
    made = booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    refuse(stage)
    assert db.session.get_one(Booking, made.id).state == "live"


def test_a_refused_one_is_offered_nothing(stage: Stage) -> None:
    availability.set_open(stage.expert, [], by=stage.member, now=NOW)
    waitlist.join(stage.need, flexible=True, by=stage.member, now=NOW)
    refuse(stage)
    availability.set_open(stage.expert, [stage.slots[0].id], by=stage.member, now=NOW)
    assert db.session.scalars(select(Offer)).all() == []


def test_a_reason_is_asked_for_and_the_same_answer_twice_is_once(stage: Stage) -> None:
    with pytest.raises(Refusal, match="reason-missing"):
        refuse(stage, "")
    refuse(stage)
    with pytest.raises(Refusal, match="already-refused"):
        refuse(stage)
    eligibility.accept(stage.edition, stage.organization, by=stage.member, now=NOW)
    assert stage.organization.eligibility_reason == ""
    with pytest.raises(Refusal, match="already-accepted"):
        eligibility.accept(stage.edition, stage.organization, by=stage.member, now=NOW)
    assert len(db.session.scalars(select(Message)).all()) == 2


WORDING = needs.Wording("Un site", "Refaire notre site", "fr")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("windows", "code"),
    [
        ({"needs_open_at": NOW + HOUR}, "needs-not-open"),
        ({"needs_open_at": NOW - HOUR}, ""),
        ({"needs_close_at": NOW, "booking_opens_at": NOW + HOUR}, "needs-closed"),
        ({"needs_close_at": NOW - HOUR, "booking_opens_at": NOW}, ""),
        ({"needs_close_at": NOW + HOUR, "booking_opens_at": NOW + 2 * HOUR}, ""),
    ],
)
def test_needs_are_received_in_their_windows(stage: Stage, windows: dict[str, object], code: str) -> None:
    for name, value in windows.items():
        setattr(stage.edition, name, value)
    if not code:
        needs.begin(stage.edition, WORDING, by=stage.member, now=NOW)
        return
    with pytest.raises(Refusal, match=code):
        needs.begin(stage.edition, WORDING, by=stage.member, now=NOW)
    needs.begin(stage.edition, WORDING, by=make.make_person(is_coordinator=True), now=NOW)
