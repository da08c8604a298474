"""Somebody or something is missing: an expert, a table, or the whole room for a while.

Asked for like any proposal; applying it also closes the hours, so that nobody books what is not there.
"""

from __future__ import annotations

from sqlalchemy import delete, exists, select

from brigade.database import db
from brigade.models import Availability, Expert, Run, Seat


def close(run: Run) -> None:
    """After the sessions were seated elsewhere, the hours that nobody holds close; a locked session keeps its own.

    Of a table, the hours of those who always sit there: the others are given another.
    """
    if run.mode != "absence":
        return
    expert, table = run.parameters.get("expert"), run.parameters.get("table")
    who = select(Expert.id).where(Expert.edition_id == run.edition_id)
    if expert is not None:
        who = who.where(Expert.id == expert)
    elif table is not None:
        who = who.where(Expert.table_id == table)
    held = exists().where(Seat.expert_id == Availability.expert_id, Seat.slot_id == Availability.slot_id)
    gone = Availability.slot_id.in_(run.parameters.get("slots", ())), Availability.expert_id.in_(who), ~held
    db.session.execute(delete(Availability).where(*gone), execution_options={"synchronize_session": False})


def lost(run: Run) -> frozenset[tuple[int, int]]:
    """(table, slot) of the tables that are missing."""
    table = run.parameters.get("table")
    if run.mode != "absence" or table is None:
        return frozenset()
    return frozenset((table, slot) for slot in run.parameters.get("slots", ()))
