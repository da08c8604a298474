"""Which tables there are, and their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from brigade.language import lazy_gettext as _l
from brigade.mail.letters import KINDS, SPOKEN
from brigade.models import (
    Availability,
    Booking,
    Clinic,
    ClinicSeat,
    Entry,
    Expert,
    ExpertSpecialty,
    Invitation,
    Membership,
    Message,
    Need,
    NeedSpecialty,
    Organization,
    Person,
    Seat,
    Slot,
    Specialty,
    WaitlistEntry,
)
from brigade.models import Table as Desk
from brigade.queries.organizations import DISCIPLINES

HERE = bindparam("edition", type_=Integer)
_IN_ENGLISH = bindparam("language", type_=String) == "en", Specialty.name_en != ""
_SUBJECT = case((and_(*_IN_ENGLISH), Specialty.name_en), else_=Specialty.name_fr)  # as its reader calls it


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is the same in every language and stays (JSON); `words`: what a code of the database is called."""

    key: str
    label: Any
    what: Any
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """`statement` joins what the columns are read from, in order, for the edition bound as `edition`."""

    label: Any
    statement: Select[Any]
    columns: tuple[Column, ...]


def _names(link: Any, specialty: Any, *where: ColumnElement[bool]) -> Any:
    """The names of the specialties linked to a row, as one text."""
    return (
        select(func.aggregate_strings(_SUBJECT, ", ")).select_from(link)
        .join(Specialty, Specialty.id == specialty).where(*where).scalar_subquery()
    )  # fmt: skip


def _skills(*, is_main: bool) -> Any:
    whose = ExpertSpecialty.expert_id == Expert.id, ExpertSpecialty.is_main.is_(is_main)
    return _names(ExpertSpecialty, ExpertSpecialty.specialty_id, *whose)


def _answer(role: str) -> Any:
    """What the newest calendar of that side said."""
    return (
        select(Invitation.answer).where(Invitation.booking_id == Booking.id, Invitation.role == role)
        .order_by(Invitation.id.desc()).limit(1).scalar_subquery()
    )  # fmt: skip


def _count(row: Any, *where: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(row).where(*where).scalar_subquery()


_Author, _Host = aliased(Person), aliased(Person)
_SESSION = {"live": _l("Confirmée"), "offered": _l("Offerte"), "arranged": _l("Proposée"), "cancelled": _l("Annulée")}
_OUTCOME = {
    "": "", "late": _l("En retard"), "arrived": _l("Arrivé"), "held": _l("Tenue"), "no-show": _l("Absent"),
}  # fmt: skip
_ANSWER = {
    "needs-action": _l("Sans réponse"), "accepted": _l("Accepté"), "tentative": _l("Peut-être"),
    "declined": _l("Décliné"),
}  # fmt: skip
_NEED = {"draft": _l("Brouillon"), "open": _l("Ouvert"), "withdrawn": _l("Retiré")}
_MAIL = {
    "waiting": _l("En attente"), "sending": _l("En route"), "sent": _l("Envoyé"), "failed": _l("Échoué"),
    "dropped": _l("Remplacé"),
}  # fmt: skip
_WAIT = {
    "waiting": _l("En attente"), "offered": _l("Place offerte"), "placed": _l("Placé"), "left": _l("N’attend plus"),
}  # fmt: skip
_AGREED = Booking.state == "live", Booking.outcome != "no-show"  # held or to come, as the report counts
_GROUP = {"open": _l("A lieu"), "cancelled": _l("Annulé")}
_COMES = {"": _l("Sans réponse"), "coming": _l("Vient"), "passed": _l("Ne vient pas")}
_YES = {"True": _l("Oui"), "False": _l("Non")}

_ORGANIZATION = (
    Column("organization", _l("Organisme"), Organization.name),
    Column("kind", _l("Genre"), Organization.kind, KINDS),
    Column("region", _l("Région"), Organization.region),
)
_NEED_COLUMNS: tuple[Column, ...] = (
    Column("need", _l("Besoin"), Need.title),
    Column("language", _l("Langue"), Need.language, SPOKEN),
)

TABLES: dict[str, Table] = {
    "sessions": Table(
        _l("Rencontres"),
        select(Booking.id).join(Slot, Slot.id == Booking.slot_id).join(Expert, Expert.id == Booking.expert_id)
        .join(Organization, Organization.id == Booking.organization_id).join(Need, Need.id == Booking.need_id)
        .join(Desk, Desk.id == Booking.table_id).join(Person, Person.id == Booking.person_id)
        .where(Booking.edition_id == HERE).order_by(Slot.starts_at, Expert.name, Booking.id),
        (
            Column("id", _l("Identifiant"), Booking.uid),
            Column("state", _l("État"), Booking.state, _SESSION),
            Column("starts_at", _l("Début"), Slot.starts_at),
            Column("ends_at", _l("Fin"), Slot.ends_at),
            Column("table", _l("Table"), Desk.name),
            Column("expert", _l("Expert·e"), Expert.name),
            *_ORGANIZATION,
            Column("person", _l("Personne"), Person.name),
            Column("email", _l("Courriel"), Person.email),
            *_NEED_COLUMNS,
            Column("organization_answer", _l("Réponse de l’organisme"), _answer("organization"), _ANSWER),
            Column("expert_answer", _l("Réponse de l’expert·e"), _answer("expert"), _ANSWER),
            Column("outcome", _l("Le jour même"), Booking.outcome, _OUTCOME),
            Column("locked", _l("Verrouillée"), Booking.is_locked, _YES),
            Column("cancel_reason", _l("Raison de l’annulation"), Booking.cancel_reason),
            Column("created_at", _l("Réservée"), Booking.created_at),
        ),
    ),
    "groups": Table(
        _l("Petits groupes"),
        select(ClinicSeat.need_id).join(Clinic, Clinic.id == ClinicSeat.clinic_id)
        .join(Slot, Slot.id == Clinic.slot_id).join(Expert, Expert.id == Clinic.expert_id)
        .join(Specialty, Specialty.id == Clinic.specialty_id).join(Need, Need.id == ClinicSeat.need_id)
        .join(Organization, Organization.id == ClinicSeat.organization_id)
        .join(Person, Person.id == ClinicSeat.person_id)
        .where(Clinic.edition_id == HERE).order_by(Slot.starts_at, Clinic.id, Organization.name),
        (
            Column("id", _l("Identifiant"), Clinic.uid),
            Column("state", _l("État"), Clinic.state, _GROUP),
            Column("starts_at", _l("Début"), Slot.starts_at),
            Column("ends_at", _l("Fin"), Slot.ends_at),
            Column("place", _l("Lieu"), Clinic.place),
            Column("subject", _l("Sujet"), _SUBJECT),
            Column("expert", _l("Expert·e"), Expert.name),
            *_ORGANIZATION,
            Column("person", _l("Personne"), Person.name),
            Column("email", _l("Courriel"), Person.email),
            *_NEED_COLUMNS,
            Column("answer", _l("Réponse de l’organisme"), ClinicSeat.answer, _COMES),
        ),
    ),
    "needs": Table(
        _l("Besoins"),
        select(Need.id).outerjoin(Organization, Organization.id == Need.organization_id)
        .outerjoin(_Author, _Author.id == Need.author_id).outerjoin(Seat, Seat.need_id == Need.id)
        .outerjoin(Slot, Slot.id == Seat.slot_id).outerjoin(Expert, Expert.id == Seat.expert_id)
        .where(Need.edition_id == HERE, Need.state != "draft").order_by(Need.created_at, Need.id),
        (
            Column("id", _l("Identifiant"), Need.uid),
            Column("state", _l("État"), Need.state, _NEED),
            *_NEED_COLUMNS,
            Column("description", _l("Description"), Need.description),
            Column(
                "specialties", _l("Sujets"),
                _names(NeedSpecialty, NeedSpecialty.specialty_id, NeedSpecialty.need_id == Need.id),
            ),
            *_ORGANIZATION,
            Column("email", _l("Courriel"), _Author.email),
            Column("expert", _l("Expert·e"), Expert.name),
            Column("starts_at", _l("Début"), Slot.starts_at),
            Column("created_at", _l("Décrit"), Need.created_at),
        ),
    ),
    "organizations": Table(
        _l("Organismes"),
        select(Organization.id).where(Organization.edition_id == HERE).order_by(Organization.name, Organization.id),
        (
            Column("id", _l("Identifiant"), Organization.uid),
            *_ORGANIZATION,
            Column("discipline", _l("Discipline"), Organization.discipline, dict(DISCIPLINES)),
            Column("website", _l("Site web"), Organization.website),
            Column("language", _l("Langue"), Organization.language, SPOKEN),
            Column(
                "people", _l("Personnes"),
                select(func.aggregate_strings(Person.email, ", ")).join(Membership, Membership.person_id == Person.id)
                .where(Membership.organization_id == Organization.id).scalar_subquery(),
            ),
            Column(
                "needs", _l("Besoins"), _count(Need, Need.organization_id == Organization.id, Need.state == "open")
            ),
            Column("sessions", _l("Rencontres"), _count(Booking, Booking.organization_id == Organization.id, *_AGREED)),
            Column("created_at", _l("Inscrit"), Organization.created_at),
        ),
    ),
    "experts": Table(
        _l("La brigade"),
        select(Expert.id).join(_Host, _Host.id == Expert.person_id).outerjoin(Desk, Desk.id == Expert.table_id)
        .where(Expert.edition_id == HERE).order_by(Expert.name, Expert.id),
        (
            Column("id", _l("Identifiant"), Expert.slug),
            Column("expert", _l("Expert·e"), Expert.name),
            Column("email", _l("Courriel"), _Host.email),
            Column("table", _l("Table"), Desk.name),
            Column("main", _l("Spécialités principales"), _skills(is_main=True)),
            Column("secondary", _l("Spécialités secondaires"), _skills(is_main=False)),
            Column("open", _l("Plages ouvertes"), _count(Availability, Availability.expert_id == Expert.id)),
            Column("sessions", _l("Rencontres"), _count(Booking, Booking.expert_id == Expert.id, *_AGREED)),
        ),
    ),
    "waitlist": Table(
        _l("Liste d’attente"),
        select(WaitlistEntry.id).join(Need, Need.id == WaitlistEntry.need_id)
        .outerjoin(Organization, Organization.id == Need.organization_id)
        .where(Need.edition_id == HERE).order_by(WaitlistEntry.joined_at, WaitlistEntry.id),
        (
            Column("need_id", _l("Identifiant"), Need.uid),
            Column("state", _l("État"), WaitlistEntry.state, _WAIT),
            *_NEED_COLUMNS,
            *_ORGANIZATION,
            Column("flexible", _l("Souple"), WaitlistEntry.flexible, _YES),
            Column("joined_at", _l("Depuis"), WaitlistEntry.joined_at),
        ),
    ),
    "outbox": Table(
        _l("Courriels"),
        select(Message.id).outerjoin(Booking, Booking.id == Message.booking_id)
        .where(or_(Booking.edition_id == HERE, Message.booking_id.is_(None))).order_by(Message.id),
        (
            Column("id", _l("Identifiant"), Message.uid),
            Column("kind", _l("Genre"), Message.kind),
            Column("state", _l("État"), Message.state, _MAIL),
            Column("to_name", _l("À"), Message.to_name),
            Column("to_email", _l("Courriel"), Message.to_email),
            Column("subject", _l("Objet"), Message.subject),
            Column("session_id", _l("Rencontre"), Booking.uid),
            Column("reason", _l("Raison"), Message.reason),
            Column("due_at", _l("Prévu"), Message.due_at),
            Column("sent_at", _l("Envoyé"), Message.sent_at),
        ),
    ),
    "journal": Table(
        _l("Journal"),
        select(Entry.id).outerjoin(Person, Person.id == Entry.person_id)
        .outerjoin(Booking, Booking.id == Entry.booking_id)
        .where(or_(Entry.edition_id == HERE, Entry.edition_id.is_(None))).order_by(Entry.id),
        (
            Column("at", _l("Quand"), Entry.at),
            Column("name", _l("Qui"), Person.name),
            Column("email", _l("Courriel"), Person.email),
            Column("act", _l("Acte"), Entry.act),
            Column("source", _l("D’où"), Entry.source),
            Column("session_id", _l("Rencontre"), Booking.uid),
            Column("facts", _l("Précisions"), Entry.facts),
        ),
    ),
}  # fmt: skip

