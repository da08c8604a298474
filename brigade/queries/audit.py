"""The system audits itself on the live data: every rule that matters, looked at again from the bookings alone.

Nothing here trusts the constraints or the acts that should have made a problem impossible: each look is a query of its
own, and what it finds is a sentence. Discarded: reading the seats (they are what the constraints guard, so they would
only agree with themselves).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text

from brigade.database import db
from brigade.language import gettext as _
from brigade.language import moment, ngettext
from brigade.models import (
    Availability,
    Booking,
    Conflict,
    Edition,
    Expert,
    Message,
    Need,
    Organization,
    Person,
    Proposal,
    ProposedBooking,
    Seat,
    Slot,
    Table,
)
from brigade.queries import health

HELD = Booking.state.in_(("live", "offered", "arranged"))
_PENDING = exists().where(  # moved by a proposal that nobody was told of yet
    ProposedBooking.booking_id == Booking.id, ProposedBooking.fate == "done", Proposal.state == "applied",
    Proposal.id == ProposedBooking.proposal_id,
)
STUCK = timedelta(minutes=15)  # a message that is due for so long waits for a postman that is not there

Look = Callable[[datetime], Iterable[str]]


def problems(now: datetime) -> list[str]:
    """Every problem as a sentence; none is the good news. OperationalError when the database does not answer at all."""
    db.session.connection()
    if not health.check(now)["schema"]:
        return [_("Le schéma de la base n’est pas celui de cette version : « serve » le met à jour.")]
    return [sentence for look in LOOKS for sentence in look(now)]


def _file(now: datetime) -> Iterable[str]:
    """SQLite only: a damaged file, a reference that leads nowhere."""
    if db.engine.dialect.name != "sqlite":
        return
    for row in db.session.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield _("Le fichier de la base est endommagé : %(what)s.", what=row[0])
    for row in db.session.execute(text("PRAGMA foreign_key_check")):
        yield _("La table %(table)s renvoie à une ligne de %(other)s qui n’existe pas.", table=row[0], other=row[2])


def _doubles(now: datetime) -> Iterable[str]:
    """An expert, an organization or a table twice in one slot; a need with two sessions."""
    number = func.count(Booking.id)
    for kind, column in (
        (Expert, Booking.expert_id), (Organization, Booking.organization_id), (Table, Booking.table_id),
    ):  # fmt: skip
        rows = (
            select(kind.name, Slot.starts_at, Edition.zone, number)
            .select_from(Booking).join(kind, kind.id == column).join(Slot).join(Edition, Edition.id == Slot.edition_id)
            .where(HELD).group_by(kind.id, kind.name, Slot.id, Slot.starts_at, Edition.zone).having(number > 1)
        )  # fmt: skip
        for name, at, zone, found in db.session.execute(rows):
            when = moment(at, zone)
            yield _("%(who)s a %(number)s rencontres à la même heure : %(when)s.", who=name, number=found, when=when)
    needs = select(Need.title, number).join(Booking).where(HELD).group_by(Need.id, Need.title).having(number > 1)
    for title, found in db.session.execute(needs):
        yield _("Le besoin « %(title)s » a %(number)s rencontres.", title=title, number=found)


def _seats(now: datetime) -> Iterable[str]:
    """A booking holds a seat while it is live, offered or arranged, and only then."""
    seated = exists().where(Seat.booking_id == Booking.id)
    for uid in db.session.scalars(select(Booking.uid).where(HELD, ~seated)):
        yield _("La rencontre %(uid)s ne tient aucune place : une autre peut la prendre.", uid=uid)
    for uid in db.session.scalars(select(Booking.uid).where(~HELD, seated)):
        yield _("La rencontre %(uid)s est annulée et tient encore une place.", uid=uid)


def _agreement(now: datetime) -> Iterable[str]:
    """A booking agrees with what it was made from: open hours, its need, conflicts of interest."""
    open_ = exists().where(Availability.expert_id == Booking.expert_id, Availability.slot_id == Booking.slot_id)
    conflict = exists().where(
        Conflict.expert_id == Booking.expert_id, Conflict.organization_id == Booking.organization_id
    )
    same = and_(Need.state == "open", Need.organization_id == Booking.organization_id)
    rows = select(Booking.uid, Expert.name).join(Expert).join(Need)
    for uid, expert in db.session.execute(rows.where(HELD, ~open_)):
        yield _("La rencontre %(uid)s a lieu hors des heures ouvertes, avec %(expert)s.", uid=uid, expert=expert)
    for uid, expert in db.session.execute(rows.where(HELD, conflict)):
        yield _("La rencontre %(uid)s est en conflit d’intérêts avec %(expert)s.", uid=uid, expert=expert)
    for uid, _expert in db.session.execute(rows.where(HELD, ~same)):
        yield _("La rencontre %(uid)s ne correspond plus à son besoin, retiré ou d’un autre organisme.", uid=uid)


def _untold(now: datetime) -> Iterable[str]:
    """Whoever takes part in a live session has a message of its newest version, whatever became of it."""
    rows = db.session.execute(
        select(Booking.uid, Person.email)
        .join(Expert, Expert.id == Booking.expert_id)
        .join(Person, or_(Person.id == Booking.person_id, Person.id == Expert.person_id))
        .where(Booking.state == "live", ~_PENDING)
        .where(
            ~exists().where(
                Message.booking_id == Booking.id, Message.recipient_id == Person.id,
                Message.sequence >= Booking.sequence,
            )
        )
    )  # fmt: skip
    for uid, email in rows:
        yield _("%(email)s n’a aucun message sur l’état actuel de la rencontre %(uid)s.", email=email, uid=uid)


def _messages(now: datetime) -> Iterable[str]:
    """Messages that nobody sends or finishes, and those that nobody got."""
    waits = and_(Message.state == "waiting", Message.due_at < now - STUCK)
    hangs = and_(Message.state == "sending", Message.lease_until < now - STUCK)
    if late := _count(or_(waits, hangs)):
        yield ngettext(
            "%(num)s courriel attend depuis plus d’un quart d’heure : le facteur tourne-t-il ?",
            "%(num)s courriels attendent depuis plus d’un quart d’heure : le facteur tourne-t-il ?", late,
        )  # fmt: skip
    if failed := _count(Message.state == "failed"):
        yield ngettext(
            "%(num)s courriel n’a pas pu partir : voyez la page des courriels.",
            "%(num)s courriels n’ont pas pu partir : voyez la page des courriels.", failed,
        )  # fmt: skip


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(Message.id)).where(condition)) or 0


LOOKS: tuple[Look, ...] = (_file, _doubles, _seats, _agreement, _untold, _messages)
