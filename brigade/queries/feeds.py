"""What a feed shows, looked up through its owner each time it is read, and what the page about feeds lists.

A feed follows the current edition, as every page does. Whether it changed is known from one row, without looking at a
single session. The statements stand ready: putting one together takes longer than the database does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, String, and_, bindparam, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from brigade.calendars.feed import calendar
from brigade.database import db
from brigade.domain.published import EVERYTHING, LAST_ACTS, ROLES, Press, make, stored
from brigade.domain.sign_in import digest
from brigade.language import gettext as _
from brigade.language import local, own
from brigade.models import Booking, Edition, Expert, FeedEvent, FeedToken, Membership, Organization, Person, Slot


@dataclass(frozen=True, slots=True)
class Feed:
    """An opened address: whose, and of what. `version`, 32 letters, changes whenever its bytes may have."""

    person: Person
    scope: str
    edition: Edition
    version: str


@dataclass(frozen=True, slots=True)
class Line:
    """A scope on the page; `since` is when its present address was made, None without one."""

    scope: str
    title: str
    text: str
    since: datetime | None


def find(raw: str, press: Press) -> Feed | None:
    """The feed behind the secret of an address."""
    row = db.session.execute(OPENED, {"digest": digest(raw)}).one_or_none()
    if row is None:
        return None
    person, scope, edition, *parts = row
    known = (scope, person.id, person.language, person.is_coordinator, edition.id, press.version(edition), *parts)
    return Feed(person, scope, edition, hashlib.sha256(repr(known).encode()).hexdigest()[:32])


def body(feed: Feed, press: Press) -> bytes:
    """The whole calendar: what is stored as it is, the rest made on the spot."""
    language, version = feed.person.language, press.version(feed.edition)
    known = {"person": feed.person.id, "edition": feed.edition.id, "language": language, "version": version}
    vevents: dict[int, bytes] = {}
    for role in ROLES[feed.scope]:
        found = {row.id: row.vevent for row in db.session.execute(EVENTS[role], known)}
        missing = [id_ for id_, vevent in found.items() if vevent is None]
        vevents |= found | {booking.id: make(booking, role, language, press) for booking in _bookings(missing)}
    return _calendar(feed, (vevents[id_] for id_ in sorted(vevents)))


def _bookings(ids: list[int]) -> Iterable[Booking]:
    return db.session.scalars(select(Booking).where(Booking.id.in_(ids)).options(*EVERYTHING)) if ids else ()


def _calendar(feed: Feed, vevents: Iterable[bytes]) -> bytes:
    edition = feed.edition
    ends = select(func.min(Slot.starts_at), func.max(Slot.ends_at)).where(Slot.edition_id == edition.id)
    first, last = db.session.execute(ends).one()
    span = (first, last) if first else (edition.booking_opens_at, edition.booking_closes_at)
    with own(feed.person.language):
        name = f"{title(feed.scope)} – {local(edition, 'name')}"
    return calendar(name, edition.zone, span, vevents)


def _which(id_: InstrumentedAttribute[int], *where: ColumnElement[bool]) -> tuple[ColumnElement[int], ...]:
    """How many rows and which, in two numbers: enough to see that a person's parts are not what they were."""
    return tuple(select(what).where(*where).scalar_subquery() for what in (func.count(id_), func.sum(id_)))


_RUNS = select(func.max(Edition.id)).where(Edition.is_preparing.is_(False)).scalar_subquery()
OPENED = (
    select(
        Person, FeedToken.scope, Edition, *LAST_ACTS,
        *_which(Expert.id, Expert.person_id == Person.id, Expert.edition_id == Edition.id),
        *_which(Membership.organization_id, Membership.person_id == Person.id),
    )
    .select_from(FeedToken).join(Person).join(Edition, Edition.id == _RUNS)
    .where(FeedToken.digest == bindparam("digest"))
)  # fmt: skip

ME, HERE = bindparam("person", type_=Integer), bindparam("edition", type_=Integer)
# As what its owner reads a session → which sessions: none where the right to them is lost. An expert and an
# organization are of one edition; looked up through them, and apart, each session is found by an index.
SHOWN = {
    "expert": Booking.expert_id.in_(select(Expert.id).where(Expert.person_id == ME, Expert.edition_id == HERE)),
    "organization": Booking.organization_id.in_(
        select(Organization.id).join(Membership).where(Membership.person_id == ME, Organization.edition_id == HERE)
    ),
    "brigade": and_(Booking.edition_id == HERE, exists().where(Person.id == ME, Person.is_coordinator)),
}
EVENTS = {
    role: select(Booking.id, FeedEvent.vevent).where(shown, Booking.state == "live").outerjoin(
        FeedEvent, stored(role, bindparam("language", type_=String), bindparam("version", type_=Integer))
    )
    for role, shown in SHOWN.items()
}  # fmt: skip


def lines(person: Person, edition: Edition) -> list[Line]:
    """The scopes that this person has, and those that they still have an address for."""
    tokens = select(FeedToken.scope, FeedToken.created_at).where(FeedToken.person_id == person.id)
    given = {row.scope: row.created_at for row in db.session.execute(tokens)}
    offered = _offered(person, edition) | given.keys()
    return [Line(scope, title(scope), _text(scope), given.get(scope)) for scope in ROLES if scope in offered]


def _offered(person: Person, edition: Edition) -> set[str]:
    """All of one's own in one feed, and in two for whoever is on both sides; the brigade's for coordinators."""
    gives = db.session.scalar(
        select(exists().where(Expert.person_id == person.id, Expert.edition_id == edition.id))
    )
    attends = db.session.scalar(
        select(exists().where(
            Membership.person_id == person.id, Organization.id == Membership.organization_id,
            Organization.edition_id == edition.id,
        ))
    )  # fmt: skip
    found = {"brigade"} if person.is_coordinator else set()
    if gives or attends or not found:
        found.add("mine")
    return found | ({"expert", "organization"} if gives and attends else set())


def title(scope: str) -> str:
    """What the feed is called, on the page and in calendars."""
    return {
        "mine": _("Mes rencontres"), "expert": _("Mes rencontres comme expert·e"),
        "organization": _("Les rencontres de mon organisme"), "brigade": _("Toutes les rencontres de la brigade"),
    }[scope]  # fmt: skip


def _text(scope: str) -> str:
    return {
        "mine": _("Celles où vous allez, et celles que vous donnez."),
        "expert": _("Celles que vous donnez, et rien d’autre."),
        "organization": _("Celles de votre organisme, et rien d’autre."),
        "brigade": _("Qui rencontre qui, quand et à quelle table, pour la coordination. Votre temps y reste libre."),
    }[scope]  # fmt: skip
