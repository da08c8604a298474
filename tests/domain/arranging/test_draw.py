"""The draw of the first round: recomputed with another tool, it is the same; and it only ever turns equals."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from brigade.database import db
from brigade.domain.arranging import draw, problem
from brigade.models import Need
from tests.factories import NOW
from tests.stage import Stage

CODES = ["a1b2c3d4e5", "0011223344", "ffeeddccbb"]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum")
def test_anybody_gets_the_same_order_with_the_printed_recipe() -> None:
    def by_hand(code: str) -> str:
        told = subprocess.run(["sha256sum"], input=f"été 2026:{code}".encode(), capture_output=True, check=True)
        return told.stdout.decode()[:64]

    assert draw.order("été 2026", CODES) == sorted(CODES, key=by_hand)


def test_another_seed_is_another_order_and_the_list_may_come_in_any() -> None:
    orders = {tuple(draw.order(f"{number}", CODES)) for number in range(60)}
    assert len(orders) == 6
    assert draw.order("x", CODES) == draw.order("x", CODES[::-1])


def test_lots_turn_equals_and_nothing_more(stage: Stage, foreign: Need) -> None:
    """The same wish twice: the one that was drawn first weighs more, by less than any difference of fit."""
    codes = sorted(draw.code(each) for each in draw.entrants(stage.edition))
    assert len(codes) == 2
    for seed in ("a", "b", "c", "d"):
        asked = problem.read(stage.edition, "opening", {"seed": seed, "list": codes}, NOW).problem
        weights = {need.organization: need.fits[stage.expert.id] for need in asked.needs}
        assert stage.need.organization and foreign.organization
        first = draw.order(seed, codes)[0] == draw.code(stage.organization)
        mine, theirs = weights[stage.organization.id], weights[foreign.organization.id]
        assert (mine > theirs) is first and abs(mine - theirs) <= problem.LOT


def test_everybody_gets_one_before_anybody_gets_two(stage: Stage, foreign: Need) -> None:
    stage.another_need()
    db.session.flush()
    asked = problem.read(stage.edition, "opening", {"seed": "x", "list": []}, NOW).problem
    assert set(asked.caps.values()) == {1}
