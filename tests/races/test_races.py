"""Fifty people press in the same instant, over HTTP, on four server processes: whatever they press, the rules hold.

Each test ends (`stage`) by asking whether bookings, seats, journal and outbox still tell the same story. That the rules
hold because of their guards is shown by taking these away: see `unguarded`.
"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from brigade.database import db
from brigade.models import Availability
from tests import factories as make
from tests.races.staging import (
    Stage,
    make_edition,
    make_expert,
    make_needs,
    offered,
    places,
    press,
    press_nothing_open,
    race,
    says,
    statuses,
)

CLIENTS = 50


def test_one_place_goes_to_one_of_fifty_organizations(stage: Stage) -> None:
    edition, slots = make_edition()
    wanted, similar = make_expert(edition, slots), make_expert(edition, slots)
    presses = [press(need, wanted, slots[3]) for need in make_needs(edition, CLIENTS)]
    answers = race(stage, presses)
    assert statuses(answers) == {303: 1, 409: CLIENTS - 1}
    lost = [answer for answer in answers if answer.status == 409]
    assert all(says(answer, "taken") and offered(answer) == {wanted.slug, similar.slug} for answer in lost)
    assert places() == [(wanted.id, slots[3].id)]


def test_one_organization_is_in_one_place_at_a_time(stage: Stage) -> None:
    edition, slots = make_edition(organization_cap=CLIENTS)
    experts = [make_expert(edition, slots[:1]) for _ in range(CLIENTS)]
    needs = make_needs(edition, CLIENTS, organizations=1)
    answers = race(stage, [press(need, expert, slots[0]) for need, expert in zip(needs, experts, strict=True)])
    assert statuses(answers) == {303: 1, 409: CLIENTS - 1}
    assert all(says(answer, "own-time") for answer in answers if answer.status == 409)
    assert len(places()) == 1


def test_one_need_pressed_in_fifty_tabs_gets_one_session(stage: Stage) -> None:
    """Half of the tabs press one place (a double click), the others one each."""
    edition, slots = make_edition()
    experts = [make_expert(edition, slots) for _ in range(CLIENTS // 2)]
    [need] = make_needs(edition, 1)
    presses = [press(need, expert, slots[0]) for expert in experts]
    answers = race(stage, presses + [presses[0]] * (CLIENTS // 2))
    booked = {answer.location.partition("?")[0] for answer in answers if answer.status == 303}
    assert set(statuses(answers)) <= {303, 409}
    assert len(booked) == 1
    assert len(places()) == 1


def test_the_experts_cap_of_a_day_holds_over_different_slots(stage: Stage) -> None:
    edition, slots = make_edition(expert_day_cap=3)
    expert = make_expert(edition, slots)
    needs = make_needs(edition, CLIENTS)
    answers = race(stage, [press(need, expert, slots[n % 12]) for n, need in enumerate(needs)])
    assert statuses(answers) == {303: 3, 409: CLIENTS - 3}
    assert all(says(answer, "expert-cap", cap=3) or says(answer, "taken") for answer in answers if answer.status == 409)
    assert len(places()) == 3


def test_the_organizations_cap_holds_over_different_slots_and_experts(stage: Stage) -> None:
    edition, slots = make_edition(organization_cap=2)
    experts = [make_expert(edition, slots) for _ in range(CLIENTS)]
    needs = make_needs(edition, CLIENTS, organizations=1)
    pairs = enumerate(zip(needs, experts, strict=True))
    answers = race(stage, [press(need, expert, slots[n % 12]) for n, (need, expert) in pairs])
    assert statuses(answers) == {303: 2, 409: CLIENTS - 2}
    assert len(places()) == 2


def test_two_tables_seat_two_of_the_experts_without_a_table(stage: Stage) -> None:
    edition, slots = make_edition()
    for _ in range(2):
        make.make_table(edition=edition)
    experts = [make_expert(edition, slots[:1], has_table=False) for _ in range(5)]
    needs = make_needs(edition, CLIENTS)
    answers = race(stage, [press(need, experts[n % 5], slots[0]) for n, need in enumerate(needs)])
    assert statuses(answers) == {303: 2, 409: CLIENTS - 2}
    assert len(places()) == 2


@pytest.mark.parametrize("attempt", range(3))
def test_a_day_is_closed_or_booked_but_never_both(stage: Stage, attempt: int) -> None:
    edition, slots = make_edition()
    expert = make_expert(edition, slots)
    needs = make_needs(edition, 12)
    presses = [press(need, expert, slot) for need, slot in zip(needs, slots, strict=True)]
    closed, *answers = race(stage, [press_nothing_open(expert), *presses])
    still_open = db.session.scalar(select(func.count()).select_from(Availability))
    assert set(statuses(answers)) <= {303, 409}
    assert (closed.status, still_open) == ((409, 12) if places() else (303, 0))
    assert closed.status == 409 or all(says(answer, "not-open") for answer in answers)
