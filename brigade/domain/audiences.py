"""Whom a coordinator may write to at once: groups as data, asked by the page that counts and by the act that writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union

from brigade.database import db
from brigade.language import lazy_gettext as _l
from brigade.models import Booking, Edition, Expert, Membership, Need, Organization, Person, Seat, Slot

People = Select[Any]  # of person ids

NAMES = {
    "everyone": _l("Tout le monde"),
    "experts": _l("La brigade"),
    "organizations": _l("Les organismes"),
    "unplaced": _l("Les organismes qui ont un besoin sans place"),
    "day": _l("Ceux qui ont une rencontre ce jour-là"),
    "expert": _l("Une personne de la brigade et ceux qui la rencontrent"),
}


def readers(edition: Edition, audience: str, detail: str) -> Sequence[Person]:
    """Everybody in that group, each once, by name; `detail` is the day (ISO) or the expert's slug, if any."""
    groups = GROUPS[audience](edition, detail)
    wanted = union(*groups).subquery()
    return db.session.scalars(
        select(Person).where(Person.id.in_(select(wanted.c[0]))).order_by(Person.name, Person.email)
    ).all()


def _experts(edition: Edition, _detail: str) -> list[People]:
    return [select(Expert.person_id).where(Expert.edition_id == edition.id)]


def _organizations(edition: Edition, _detail: str) -> list[People]:
    """Their members, and whoever wrote a need that stands."""
    members = (
        select(Membership.person_id).join(Organization, Organization.id == Membership.organization_id)
        .where(Organization.edition_id == edition.id)
    )  # fmt: skip
    authors = select(Need.author_id).where(
        Need.edition_id == edition.id, Need.state == "open", Need.author_id.is_not(None)
    )
    return [members, authors]


def _unplaced(edition: Edition, _detail: str) -> list[People]:
    """Members of the organization, and the author, of each need without a seat; an offered place is a place."""
    waiting = Need.edition_id == edition.id, Need.state == "open", Need.id.not_in(select(Seat.need_id))
    members = select(Membership.person_id).join(Need, Need.organization_id == Membership.organization_id)
    return [members.where(*waiting), select(Need.author_id).where(*waiting, Need.author_id.is_not(None))]


def _day(edition: Edition, detail: str) -> list[People]:
    of_day = Booking.edition_id == edition.id, Booking.state == "live", Slot.day == date.fromisoformat(detail)
    return _both_sides(*of_day)


def _expert(edition: Edition, detail: str) -> list[People]:
    named = Expert.edition_id == edition.id, Expert.slug == detail
    return [select(Expert.person_id).where(*named), *_both_sides(Booking.state == "live", *named)]


def _both_sides(*which: ColumnElement[bool]) -> list[People]:
    """Who takes part in the sessions that these conditions name."""
    sides = (Booking.person_id, Expert.person_id)
    return [
        select(side).join_from(Booking, Expert, Expert.id == Booking.expert_id).join(Slot, Slot.id == Booking.slot_id)
        .where(*which)
        for side in sides
    ]  # fmt: skip


GROUPS: dict[str, Callable[[Edition, str], list[People]]] = {
    "everyone": lambda edition, detail: _experts(edition, detail) + _organizations(edition, detail),
    "experts": _experts, "organizations": _organizations, "unplaced": _unplaced, "day": _day, "expert": _expert,
}  # fmt: skip
