"""Whose turn it is: the waiting needs whom a place would suit, best first. Whether one may have it, the guard says.

The ranking is one readable key (`Turn`): the fit of the specialty, no session yet, longest waiting, and last a draw by
the need's own uid, which the server made and nobody can steer. The specialties that the organization chose decide; only
where it chose none is its text read, because that takes time while others wait for the places.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.domain import fit
from brigade.models import Booking, Expert, Need, Offer, Seat, Slot, WaitlistEntry

Turn = tuple[int, bool, datetime, str]


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue as one act looks at it, for one place after the other; what a need fits is worked out only once."""

    fits: dict[tuple[int, int], int | None] = field(default_factory=dict)

    def for_place(self, expert: Expert, slot: Slot) -> list[WaitlistEntry]:
        """Best first; nobody who was offered this very place before."""
        entries, placed = _waiting(expert, slot), _placed()
        turns = [
            (turn, entry.id, entry) for entry in entries
            if (turn := self._turn(entry, expert, entry.need.organization_id in placed))
        ]  # fmt: skip
        return [entry for _turn, _id, entry in sorted(turns)]

    def _turn(self, entry: WaitlistEntry, expert: Expert, has_one: bool) -> Turn | None:
        """The key by which waiting needs are ordered; None for one whom this expert would not suit."""
        fits = self._fit(entry.need, expert)
        if fits is None or (fits > 0 and not entry.flexible):
            return None
        return (fits, has_one, entry.joined_at, hashlib.sha256(entry.need.uid.encode()).hexdigest())

    def _fit(self, need: Need, expert: Expert) -> int | None:
        """0 for a main specialty, 1 for anything less, None where nothing of it fits."""
        key = need.id, expert.id
        if key not in self.fits:
            self.fits[key] = _fit_of_chosen(need, expert) if need.specialties else _fit_of_text(need, expert)
        return self.fits[key]


def _fit_of_chosen(need: Need, expert: Expert) -> int | None:
    chosen = {specialty.id for specialty in need.specialties}
    return min((int(not skill.is_main) for skill in expert.skills if skill.specialty_id in chosen), default=None)


def _fit_of_text(need: Need, expert: Expert) -> int | None:
    match = fit.match(need, expert)
    if match.obstacles:
        return None
    return int(not any(reason.code.startswith("main") for reason in match.reasons))


def _waiting(expert: Expert, slot: Slot) -> Sequence[WaitlistEntry]:
    offered = (
        select(Offer.entry_id).join(Booking, Booking.id == Offer.booking_id)
        .where(Booking.expert_id == expert.id, Booking.slot_id == slot.id)
    )  # fmt: skip
    need = joinedload(WaitlistEntry.need)
    return db.session.scalars(
        select(WaitlistEntry).join(Need, Need.id == WaitlistEntry.need_id)
        .where(WaitlistEntry.state == "waiting", Need.edition_id == expert.edition_id, Need.state == "open")
        .where(WaitlistEntry.id.not_in(offered))
        .options(need.selectinload(Need.specialties), need.joinedload(Need.edition), need.joinedload(Need.author))
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip


def _placed() -> set[int]:
    """The organizations that have a session, or hold an offer."""
    return set(db.session.scalars(select(Seat.organization_id).distinct()))
