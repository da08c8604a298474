"""Who could be asked for an hour more: for each specialty, one more expert whom nobody knows yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from brigade.database import db
from brigade.domain import fit
from brigade.models import Need, Slot, Specialty
from brigade.solver.problem import Helpers, Id

MODES = ("gaps", "again", "scratch")  # the others answer another question, and soon
HOUR = 3600  # seconds


def helpers(needs: Sequence[Need], slots: Sequence[Slot], coming: Collection[int]) -> Helpers | None:
    """One of every specialty that is asked for, at any slot still to come."""
    ids = {slug: number for number, slug in db.session.execute(select(Specialty.id, Specialty.slug))}
    fits: defaultdict[Id, dict[Id, float]] = defaultdict(dict)
    for need in needs:
        for slug, weight in fit.one_more(need).items():
            fits[ids[slug]][need.id] = weight
    if not fits or not coming:
        return None
    length = (slots[0].ends_at - slots[0].starts_at).total_seconds()
    kept: Mapping[Id, Mapping[Id, float]] = dict(fits)
    return Helpers(kept, frozenset(coming), max(1, int(HOUR // length)))
