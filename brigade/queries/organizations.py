"""Organizations as coordinators see them: everybody's part in the edition at a glance, and one of them in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from brigade.database import db
from brigade.language import lazy_gettext as _l
from brigade.matching.text import fold
from brigade.models import Booking, Edition, Expert, Need, Organization, Slot

DISCIPLINES = (
    ("theatre", _l("Théâtre")), ("dance", _l("Danse")), ("music", _l("Musique")), ("visual-arts", _l("Arts visuels")),
    ("crafts", _l("Métiers d’art")), ("literature", _l("Littérature et conte")), ("museum", _l("Musée")),
    ("cinema", _l("Cinéma et vidéo")), ("circus", _l("Cirque")), ("festival", _l("Festival")),
    ("heritage", _l("Patrimoine")), ("multidisciplinary", _l("Pluridisciplinaire")),
)  # fmt: skip
STATES = ("pending", "accepted", "refused")
PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """An organization, and how many open needs and live sessions it has."""

    organization: Organization
    needs: int
    booked: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of lines; `counts` by state are of all."""

    lines: list[Line]
    counts: Counter[str]
    total: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session it has."""

    uid: str
    starts_at: datetime
    expert: str


def page(edition: Edition, text: str, state: str, number: int) -> Found:
    """By name; `text` is looked for here and not in SQL, so that accents do not matter on any engine."""
    needs = select(func.count()).where(Need.organization_id == Organization.id, Need.state == "open").scalar_subquery()
    booked = (
        select(func.count()).where(Booking.organization_id == Organization.id, Booking.state == "live")
        .scalar_subquery()
    )  # fmt: skip
    names = db.session.execute(
        select(Organization.id, Organization.name, Organization.eligibility)
        .where(Organization.edition_id == edition.id)
    ).all()  # fmt: skip
    wanted = fold(text)
    ids = sorted(
        (fold(row.name), row.id) for row in names
        if (not state or row.eligibility == state) and wanted in fold(row.name)
    )  # fmt: skip
    shown = [id_ for _name, id_ in ids[(number - 1) * PAGE : number * PAGE]]
    rows = db.session.execute(
        select(Organization, needs, booked).where(Organization.id.in_(shown))
        .options(selectinload(Organization.people))
    )  # fmt: skip
    by_id = {row[0].id: Line(*row) for row in rows}
    return Found([by_id[id_] for id_ in shown], Counter(row.eligibility for row in names), len(ids))


def find(edition: Edition, uid: str) -> Organization | None:
    """The organization of this edition with that uid, with its people."""
    return db.session.scalar(
        select(Organization).where(Organization.edition_id == edition.id, Organization.uid == uid)
        .options(selectinload(Organization.people))
    )  # fmt: skip


def needs_of(organization: Organization) -> Sequence[Need]:
    """Its open needs, oldest first."""
    mine = Need.organization_id == organization.id, Need.state == "open"
    return db.session.scalars(select(Need).where(*mine).order_by(Need.id)).all()


def meetings_of(organization: Organization) -> list[Meeting]:
    """Its live sessions, in time order."""
    rows = (
        select(Booking.uid, Slot.starts_at, Expert.name).join(Slot, Slot.id == Booking.slot_id)
        .join(Expert, Expert.id == Booking.expert_id)
        .where(Booking.organization_id == organization.id, Booking.state == "live").order_by(Slot.starts_at)
    )  # fmt: skip
    return [Meeting(*row) for row in db.session.execute(rows)]
