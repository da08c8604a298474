"""Coordinators who press the same button in the same instant, and organizations that book while places are taken."""

from __future__ import annotations

from collections import Counter

from flask import current_app
from sqlalchemy import func, select

from brigade import clock
from brigade.database import db
from brigade.domain.arranging import runs
from brigade.models import Message, Person, Proposal, ProposedBooking, Run, Seat
from brigade.queries import audit
from tests import factories as make
from tests.domain.arranging.drafts import draft
from tests.races.client import Answer, post
from tests.races.staging import Stage, make_edition, make_expert, make_needs, press, race, says, statuses
from tests.races.visitors import visitor

PRESSES, SESSIONS = 12, 6
ASKED = {"mode": "gaps", "day": "", "stability": "0.25", "seconds": "15"}


def coordinators() -> list[Person]:
    return [make.make_person(is_coordinator=True) for _ in range(2)]


def at_once(stage: Stage, desks: list[Person], path: str, **fields: object) -> list[Answer]:
    """Both press that, again and again."""
    who = [visitor(current_app, desk) for desk in desks]
    return race(stage, [
        post(path, each.cookie, {"csrf_token": each.csrf_token, **fields}) for each in who * (PRESSES // 2)
    ])  # fmt: skip


def only_one(answers: list[Answer], code: str) -> bool:
    """One got through, and each of the others reads why not."""
    refused = [answer for answer in answers if answer.status == 409]
    assert statuses(answers) == {303: 1, 409: PRESSES - 1} and all(says(answer, code) for answer in refused)
    db.session.rollback()
    return True


def count(*conditions: object) -> int:
    return db.session.scalar(select(func.count(Message.id)).where(*conditions)) or 0  # type: ignore[arg-type]


def test_of_all_who_press_at_once_one_is_heard_from_the_question_to_the_way_back(emptied: Stage) -> None:
    edition, slots = make_edition()
    expert, needs, desks = make_expert(edition, slots), make_needs(edition, SESSIONS), coordinators()
    assert only_one(at_once(emptied, desks, "/coordination/proposals", **ASKED), "run-under-way")
    run = db.session.scalars(select(Run)).one()
    runs.claim(run.uid, clock.now())
    runs.fail(run, "died", "", clock.now())
    made = draft(edition, *((need, expert, slot) for need, slot in zip(needs, slots, strict=False)), now=clock.now())
    path = f"/coordination/proposals/{made.uid}"

    assert only_one(at_once(emptied, desks, f"{path}/apply"), "proposal-settled")
    assert db.session.query(Seat).count() == SESSIONS and count() == 0
    assert only_one(at_once(emptied, desks, f"{path}/publish", seen=SESSIONS), "proposal-settled")
    told = Counter(db.session.execute(select(Message.booking_id, Message.recipient_id).where(Message.kind == "booked")))
    assert len(told) == 2 * SESSIONS and set(told.values()) == {1}, "each of both once"
    assert only_one(at_once(emptied, desks, f"{path}/undo"), "proposal-settled")
    assert db.session.query(Seat).count() == 0 and audit.problems(clock.now()) == []


def test_who_books_while_a_proposal_is_applied_gets_a_place_or_a_sentence(emptied: Stage) -> None:
    """Half want the very places that the proposal gives to others; nobody is seated twice and nothing is lost."""
    edition, slots = make_edition()
    expert, needs, (desk, _other) = make_expert(edition, slots), make_needs(edition, 2 * SESSIONS), coordinators()
    proposed, quick = needs[:SESSIONS], needs[SESSIONS:]
    made = draft(edition, *((need, expert, slot) for need, slot in zip(proposed, slots, strict=False)), now=clock.now())
    who = visitor(current_app, desk)
    apply = post(f"/coordination/proposals/{made.uid}/apply", who.cookie, {"csrf_token": who.csrf_token})
    same_place = [press(need, expert, slot) for need, slot in zip(quick, slots, strict=False)]
    same_need = [press(need, expert, slot) for need, slot in zip(proposed, slots[SESSIONS:], strict=False)]
    answers = race(emptied, [*same_place, apply, *same_need])
    db.session.rollback()
    assert answers[SESSIONS].status == 303 and set(statuses(answers)) <= {303, 409}
    booked = sum(answer.status == 303 for answer in answers) - 1
    fates = Counter(db.session.scalars(select(ProposedBooking.fate).where(ProposedBooking.slot_id.is_not(None))))
    assert fates["done"] + fates["stale"] == SESSIONS, "each line says what became of it"
    assert db.session.query(Seat).count() == fates["done"] + booked
    assert db.session.scalars(select(Proposal.state)).one() == "applied" and audit.problems(clock.now()) == []
