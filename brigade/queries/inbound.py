"""Answers as coordinators read them: what needs them, who has not answered, and every mail that came back.

Each list comes one page at a time, and each page with the counts of all, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from brigade.database import db
from brigade.domain import trial
from brigade.language import lazy_gettext as _l
from brigade.mail import telling
from brigade.models import Booking, Edition, Inbound, Invitation, Person, Slot
from brigade.queries import answers

PAGE = 50
LISTS = ("trouble", "unanswered", "untested", "applied", "held")
# Why a mail has no effect, in the coordinator's language.
REASONS = {
    "unknown-uid": _l("Aucune de nos invitations ne porte ce numéro."),
    "other-sender": _l("L’adresse qui écrit n’est pas celle qui est invitée."),
    "other-attendee": _l("Le message répond au nom d’une autre personne."),
    "other-organizer": _l("La réponse parle de l’évènement d’une autre organisation."),
    "not-told": _l("Cette invitation n’est pas encore partie."),
    "cancelled": _l("Cette invitation est retirée."),
    "over": _l("La rencontre a déjà commencé."),
    "old-version": _l("La réponse parle d’une version plus ancienne de la rencontre."),
    "unknown-version": _l("La réponse parle d’une version qui n’existe pas."),
    "future": _l("La réponse porte une date à venir : l’horloge de son auteur est fausse."),
    "replay": _l("Une réponse plus récente est déjà notée."),
    "away": _l("Réponse automatique d’absence."),
    "written": _l("Quelqu’un vous écrit : lisez ce courriel dans la boîte."),
    "delivered": _l("Avis de remise, sans problème."),
    "too-large": _l("Courriel trop gros ou trop compliqué pour une réponse."),
    "unclear": _l("Ce courriel n’est pas une réponse claire."),
    "unknown-message": _l("Ce courriel revenu n’est pas de nous, ou il est ancien."),
    "no-invite": _l("Le courriel revenu n’était pas une invitation."),
    "other-address": _l("Le courriel est revenu d’une autre adresse que celle qui est invitée."),
    "delayed": _l("La remise tarde ; le serveur essaie encore."),
}  # fmt: skip
KINDS = {
    "accepted": _l("Accepte"), "tentative": _l("Peut-être"), "declined": _l("Décline"),
    "counter": _l("Propose une autre heure"), "bounce": _l("Courriel revenu"), "away": _l("Absence"),
    "other": _l("Courriel"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One person's part in a session: `state` as queries.answers words it, `told_at` None while the invite waits."""

    name: str
    email: str
    href: str
    other: str
    starts_at: datetime
    state: str
    note: str
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Untested:
    """Somebody whose calendar has not shown yet that it answers; `told_at` None when they were not asked."""

    name: str
    email: str
    told_at: datetime | None
    bounced: bool


def counts(edition: Edition, now: datetime) -> list[tuple[str, int]]:
    """(list, how long it is)."""
    return [(name, _count(_rows(name, edition, now))) for name in LISTS]


def page(name: str, edition: Edition, now: datetime, number: int) -> Sequence[Any]:
    """One page of that list: `Line` of the soonest sessions first, `Untested` by address, `Inbound` newest first."""
    rows = _rows(name, edition, now).limit(PAGE).offset((number - 1) * PAGE)
    if name == "untested":
        return _untested(rows.order_by(Person.email))
    if name in ("applied", "held"):
        return db.session.scalars(rows.order_by(Inbound.id.desc()).options(joinedload(Inbound.invitation).options(
            joinedload(Invitation.booking)))).all()  # fmt: skip
    return _lines(rows.order_by(Slot.starts_at, Invitation.id))


def trouble_count(now: datetime) -> int:
    """Sessions to come of which somebody declined, or never got the mail."""
    return db.session.scalar(_trouble_count(), {"now": now}) or 0


def test_of(person: Person) -> Invitation | None:
    """This person's newest test invite."""
    newest = select(Invitation).where(Invitation.role == "test", Invitation.person_id == person.id)
    return db.session.scalar(newest.order_by(Invitation.id.desc()).limit(1))


def reason(row: Inbound) -> str:
    """Why it was held; "" when it was applied."""
    return str(REASONS[row.reason]) if row.reason else ""


def _rows(name: str, edition: Edition, now: datetime) -> Select[Any]:
    lists: dict[str, Callable[[], Select[Any]]] = {
        "trouble": lambda: _trouble(now),
        "unanswered": lambda: _coming(now).where(Invitation.bounced_at.is_(None), ~_answered()),
        "untested": lambda: trial.untested(edition),
    }
    return lists.get(name, lambda: select(Inbound).where(Inbound.state == name))()


@cache
def _trouble_count() -> Select[Any]:
    """Made once: it is asked on every page of a coordinator."""
    return select(func.count()).select_from(_trouble(bindparam("now")).subquery())


def _coming(now: datetime | BindParameter[Any]) -> Select[Any]:
    return telling.taking_part().join(Slot, Slot.id == Booking.slot_id).where(Slot.ends_at > now)


def _answered() -> ColumnElement[bool]:
    """As `domain.answers.standing` says it."""
    return func.coalesce(Invitation.answer_sequence, -1) == Booking.sequence


def _trouble(now: datetime | BindParameter[Any]) -> Select[Any]:
    declined = and_(_answered(), Invitation.answer == "declined")
    return _coming(now).where(or_(Invitation.bounced_at.is_not(None), declined))


def _count(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _lines(rows: Select[Any]) -> list[Line]:
    everything = joinedload(Invitation.booking).options(
        joinedload(Booking.slot), joinedload(Booking.organization), joinedload(Booking.expert)
    )
    found = db.session.scalars(rows.options(everything, joinedload(Invitation.person)))
    return [_line(part, part.booking) for part in found]


def _line(part: Invitation, booking: Booking) -> Line:
    other = booking.organization.name if part.role == "expert" else booking.expert.name
    return Line(
        part.person.name, part.email, f"/bookings/{booking.uid}", other, booking.slot.starts_at,
        answers.state(part, booking.sequence), part.bounce_reason or part.note, part.told_at,
    )  # fmt: skip


def _untested(rows: Select[Any]) -> list[Untested]:
    people = db.session.scalars(rows).all()
    open_ = select(Invitation).where(
        Invitation.role == "test", Invitation.person_id.in_([person.id for person in people])
    )
    tests = {part.person_id: part for part in db.session.scalars(open_)}
    return [_person(person, tests.get(person.id)) for person in people]


def _person(person: Person, test: Invitation | None) -> Untested:
    return Untested(person.name, person.email, test.told_at if test else None, bool(test and test.bounced_at))
