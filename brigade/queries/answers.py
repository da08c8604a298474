"""What people's calendars say of a session, in one word each, and in one word for both of its people."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam

from brigade.database import db
from brigade.domain.answers import standing
from brigade.language import lazy_gettext as _l
from brigade.mail import telling
from brigade.models import Booking, Invitation

# The weightier first: of two people's answers, it is the one that a coordinator must know.
WORDS = {
    "declined": _l("décliné"), "bounced": _l("courriel non reçu"), "tentative": _l("peut-être"),
    "needs-action": _l("sans réponse"), "accepted": _l("accepté"),
}  # fmt: skip
# The same of the organization, for the expert who expects it.
SENTENCES = {
    "declined": _l("l’organisme a décliné"), "bounced": _l("l’organisme n’a pas reçu notre courriel"),
    "tentative": _l("l’organisme a dit peut-être"), "needs-action": _l("l’organisme n’a pas encore répondu"),
    "accepted": _l("l’organisme a accepté"),
}  # fmt: skip
WEIGHTS = tuple(WORDS)


def state(part: Invitation, sequence: int) -> str:
    """One of `WORDS`: a mail that came back comes before any answer."""
    return "bounced" if part.bounced_at else standing(part, sequence)


def by_role(bookings: Collection[int]) -> dict[int, dict[str, str]]:
    """Booking id → role → state, for live sessions; one query."""
    found: dict[int, dict[str, str]] = {}
    rows: Any = db.session.execute(_parts(), {"bookings": list(bookings)})
    for part, sequence in rows:
        found.setdefault(part.booking_id, {})[part.role] = state(part, sequence)
    return found


@cache
def _parts() -> Select[Any]:
    of_these = Booking.id.in_(bindparam("bookings", expanding=True))
    return telling.taking_part().add_columns(Booking.sequence).where(of_these)


def weightiest(bookings: Collection[int]) -> dict[int, str]:
    """Booking id → the weightier state of its two people; one query."""
    return {booking: min(states.values(), key=WEIGHTS.index) for booking, states in by_role(bookings).items()}
