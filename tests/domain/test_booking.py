"""Booking: every "no" with its reason, by the guard and by the constraints alone; and what one "yes" leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.domain import booking, places
from brigade.domain.refusal import Refusal
from brigade.language import own
from brigade.models import Availability, Booking, Conflict, Entry, Expert, Invitation, Message, Need, NeedAbsence, Seat
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, make_stage

Arrange = Callable[[Stage], None]


def book(stage: Stage, need: Need | None = None, expert: Expert | None = None, slot: int = 0) -> Booking:
    """The stage's need with the stage's expert in its first slot, unless said otherwise."""
    found = booking.book(need or stage.need, expert or stage.expert, stage.slots[slot], by=stage.member, now=NOW)
    db.session.commit()
    return found


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def withdrawn(stage: Stage) -> None:
    stage.need.state = "withdrawn"


def unverified(stage: Stage) -> None:
    stage.need.state, stage.need.author_id = "draft", None


def already_booked(stage: Stage) -> None:
    book(stage, slot=1)


def without_profile(stage: Stage) -> None:
    stage.need.organization_id = None


def refused(stage: Stage) -> None:
    stage.organization.eligibility = "refused"


def not_yet_accepted(stage: Stage) -> None:
    stage.edition.accepts_first, stage.organization.eligibility = True, "pending"


def before_the_window(stage: Stage) -> None:
    stage.edition.booking_opens_at = NOW + timedelta(seconds=1)


def after_the_window(stage: Stage) -> None:
    stage.edition.booking_closes_at = NOW


def at_its_cap(stage: Stage) -> None:
    stage.edition.organization_cap = 1
    book(stage, stage.another_need(), slot=1)


def in_conflict(stage: Stage) -> None:
    db.session.add(Conflict(expert_id=stage.expert.id, organization_id=stage.organization.id, said_by="expert"))


def of_another_tongue(stage: Stage) -> None:
    stage.expert.languages, stage.need.language = ["fr"], "en"


def within_the_notice(stage: Stage) -> None:
    stage.edition.notice_hours = int((stage.slots[0].starts_at - NOW).total_seconds() // 3600) + 1


def absent(stage: Stage) -> None:
    db.session.add(NeedAbsence(need_id=stage.need.id, slot_id=stage.slots[0].id))


def busy_elsewhere(stage: Stage) -> None:
    book(stage, stage.another_need(), stage.another_expert())


def taken(stage: Stage) -> None:
    book(stage, stage.foreign_need())


def closed(stage: Stage) -> None:
    db.session.delete(db.session.get_one(Availability, (stage.expert.id, stage.slots[0].id)))


def at_the_experts_cap(stage: Stage) -> None:
    stage.edition.expert_day_cap = 1
    book(stage, stage.foreign_need(), slot=1)


def at_a_taken_table(stage: Stage) -> None:
    book(stage, stage.foreign_need(), stage.another_expert(table_id=stage.tables[0].id))


REFUSALS: list[tuple[str, Arrange]] = [
    ("need-withdrawn", withdrawn), ("need-unverified", unverified), ("need-booked", already_booked),
    ("profile-missing", without_profile), ("organization-refused", refused),
    ("organization-pending", not_yet_accepted), ("window-not-open", before_the_window),
    ("window-closed", after_the_window),
    ("organization-cap", at_its_cap), ("conflict", in_conflict), ("language", of_another_tongue),
    ("too-late", within_the_notice), ("absent", absent), ("own-time", busy_elsewhere), ("taken", taken),
    ("not-open", closed), ("expert-cap", at_the_experts_cap), ("table-taken", at_a_taken_table),
]  # fmt: skip


def test_every_rule_is_tried() -> None:
    rules = (*places.NEED_RULES, *places.EXPERT_RULES, *places.SLOT_RULES, *places.PLACE_RULES)
    assert {code for code, _holds in rules} == {code for code, _arrange in REFUSALS}


@pytest.mark.parametrize(("code", "arrange"), REFUSALS, ids=[code for code, _ in REFUSALS])
def test_a_refused_booking_says_why_and_leaves_nothing(app: Flask, code: str, arrange: Arrange) -> None:
    stage = make_stage()
    arrange(stage)
    db.session.commit()
    before = [count(model) for model in (Booking, Seat, Invitation, Message, Entry)]
    with pytest.raises(Refusal) as refused:
        book(stage)
    db.session.rollback()
    assert refused.value.code == code
    assert [count(model) for model in (Booking, Seat, Invitation, Message, Entry)] == before
    for language in ("fr", "en"):
        with own(language):
            assert "%(" not in refused.value.sentence()


@pytest.mark.parametrize(("code", "arrange"), REFUSALS, ids=[code for code, _ in REFUSALS])
def test_the_page_offers_nothing_that_the_guard_refuses(app: Flask, code: str, arrange: Arrange) -> None:
    """`everything`, which the need's page asks, and `around`, which booking asks, are of one opinion."""
    stage = make_stage()
    arrange(stage)
    db.session.commit()
    known = places.everything(stage.need, NOW)
    free = places.free_places(known, [stage.expert], stage.slots)[stage.expert.slug]
    for slot in stage.slots:
        offered = slot in free and not places.barred(known)
        refusal = places.why_not(places.around(stage.need, stage.expert, slot, NOW), stage.expert, slot)
        assert offered == (refusal is None or refusal.code == "profile-missing"), slot


def test_a_booking_holds_its_seat_and_tells_both(app: Flask) -> None:
    stage = make_stage()
    made = book(stage)
    seat = db.session.scalars(select(Seat)).one()
    assert (seat.expert_id, seat.slot_id, seat.need_id) == (stage.expert.id, stage.slots[0].id, stage.need.id)
    assert seat.table_id == made.table_id == stage.tables[0].id
    told = {message.to_email for message in db.session.scalars(select(Message))}
    assert told == {stage.member.email, stage.expert.person.email}
    assert db.session.scalars(select(Entry.act)).all() == ["book"]
    assert made.sequence == 0


def test_an_expert_without_a_table_gets_the_first_free_one(app: Flask) -> None:
    stage = make_stage()
    book(stage)
    assert book(stage, stage.foreign_need(), stage.another_expert()).table_id == stage.tables[1].id


def test_the_last_table_goes_once(app: Flask) -> None:
    stage = make_stage(number=1)
    book(stage, stage.foreign_need(), stage.another_expert())
    with pytest.raises(Refusal, match="table-taken"):
        book(stage, expert=stage.another_expert())


@pytest.mark.parametrize(
    ("notice", "allowed"), [(timedelta(hours=2), True), (timedelta(hours=2, seconds=-1), False)]
)
def test_the_notice_ends_to_the_second(app: Flask, notice: timedelta, allowed: bool) -> None:
    stage = make_stage(notice_hours=2)
    now = stage.slots[0].starts_at - notice
    refusal = places.why_not(places.around(stage.need, stage.expert, stage.slots[0], now), stage.expert, stage.slots[0])
    assert (refusal is None) is allowed


def test_caps_count_live_sessions_only(app: Flask) -> None:
    stage = make_stage(organization_cap=1)
    first = book(stage, stage.another_need(), slot=1)
    db.session.delete(db.session.scalars(select(Seat)).one())
    first.state = "cancelled"
    db.session.commit()
    assert book(stage).state == "live"


def test_the_experts_cap_is_of_one_day(app: Flask) -> None:
    stage = make_stage(expert_day_cap=1)
    tomorrow = make.make_slot(phase=stage.phase, starts_at=stage.slots[0].starts_at + timedelta(days=1))
    make.make_availability(expert=stage.expert, slots=[tomorrow])
    book(stage, stage.foreign_need())
    stage.slots.append(tomorrow)
    assert book(stage, slot=-1).slot_id == tomorrow.id


def same_expert(stage: Stage) -> tuple[Need, Expert]:
    return stage.foreign_need(), stage.expert


def same_organization(stage: Stage) -> tuple[Need, Expert]:
    return stage.another_need(), stage.another_expert()


def same_table(stage: Stage) -> tuple[Need, Expert]:
    return stage.foreign_need(), stage.another_expert(table_id=stage.tables[0].id)


@pytest.mark.parametrize(
    ("code", "other"), [("taken", same_expert), ("own-time", same_organization), ("table-taken", same_table)]
)
def test_the_constraint_alone_refuses(
    app: Flask, monkeypatch: pytest.MonkeyPatch, code: str, other: Callable[[Stage], tuple[Need, Expert]]
) -> None:
    """Without the guard, the database still says no, and the loser reads the same sentence."""
    stage = make_stage()
    book(stage)
    need, expert = other(stage)
    db.session.commit()
    monkeypatch.setattr(places, "why_not", lambda *_: None)
    table = stage.tables[0 if code == "table-taken" else 2].id
    monkeypatch.setattr(places, "table_for", lambda *_: table)
    refuses(stage, code, need, expert)


def test_the_constraint_alone_refuses_a_second_session_of_a_need(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make_stage()
    book(stage, slot=1)
    monkeypatch.setattr(places, "why_not", lambda *_: None)
    refuses(stage, "need-booked", stage.need, stage.expert)


def test_the_constraint_alone_refuses_a_closed_hour(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make_stage()
    closed(stage)
    db.session.commit()
    monkeypatch.setattr(places, "why_not", lambda *_: None)
    refuses(stage, "not-open", stage.need, stage.expert)


def refuses(stage: Stage, code: str, need: Need, expert: Expert) -> None:
    """This booking is refused with that reason, and no row of it stays."""
    before = count(Booking)
    with pytest.raises(Refusal) as refused:
        book(stage, need, expert)
    db.session.rollback()
    assert refused.value.code == code
    assert count(Booking) == before
