"""A session as feeds show it: made once for each version, role and language, and kept as bytes.

The postman's process makes them (`refresh`), because a GET changes nothing and an act should not wait for half a
millisecond an event. A reader who is quicker has it made on the spot, the same bytes. Like the invite, an event says
what was true when its version was made: words edited since are on the page that it links to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import joinedload

from brigade.calendars.event import Event, Party
from brigade.calendars.feed import vevent
from brigade.database import db, insert_missing
from brigade.language import gettext as _
from brigade.language import local, own
from brigade.mail.invites import location
from brigade.mail.notices import here
from brigade.models import Booking, Edition, Entry, FeedEvent, FeedToken, Person

FORMAT = 1  # raise it with every change of what `make` writes: what is kept is then made again
BATCH = 20  # events for which a writer of SQLite may have to wait: about 10 ms
LAST = 500  # entries: more acts than are ever under way at once

# The scope of a feed → as what its owner reads a session; the last, where both hold.
ROLES = {
    "mine": ("organization", "expert"), "expert": ("expert",), "organization": ("organization",),
    "brigade": ("brigade",),
}  # fmt: skip
EVERYTHING = tuple(
    joinedload(part) for part in (Booking.need, Booking.organization, Booking.expert, Booking.table, Booking.slot)
)


@dataclass(frozen=True, slots=True)
class Press:
    """What all events of this instance have in common."""

    organizer: Party
    public_url: str

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Press:
        """As the application is configured."""
        return cls(Party(config["ORGANIZER_NAME"], config["ORGANIZER"]), config["PUBLIC_URL"])

    def version(self, edition: Edition) -> int:
        """Stands for everything but the session itself; the low 16 bits are left to its sequence."""
        shared = (
            FORMAT, self.organizer, self.public_url, edition.zone, edition.name_fr, edition.name_en, edition.venue,
            edition.address, edition.contact_email,
        )  # fmt: skip
        return crc32(repr(shared).encode()) & 0x7FFF0000


def make(booking: Booking, role: str, language: str, press: Press) -> bytes:
    """The event of this session as somebody in this role reads it; "brigade" is the coordinators', who look on.

    They read the names and the need's title, not the description, which the address of a whole brigade would spread.
    """
    slot = booking.slot
    with own(language):
        event = Event(
            uid=booking.uid, sequence=booking.sequence, starts_at=slot.starts_at, ends_at=slot.ends_at,
            zone=slot.edition.zone, summary=_summary(booking, role), description=_description(booking, role),
            location=location(here(booking)), url=f"{press.public_url}/bookings/{booking.uid}",
            organizer=press.organizer, attendee=None, stamp=booking.changed_at,
        )  # fmt: skip
    return vevent(event, free=role == "brigade")


def _summary(booking: Booking, role: str) -> str:
    if role == "brigade":
        return f"{booking.organization.name} – {booking.expert.name}"
    return _("Rencontre : %(who)s", who=booking.organization.name if role == "expert" else booking.expert.name)


def _description(booking: Booking, role: str) -> str:
    edition, need = booking.slot.edition, booking.need
    if role == "brigade":
        return "\n".join((local(edition, "name"), need.title))
    contact = _("Une question ? %(contact)s", contact=edition.contact_email)
    return "\n".join((local(edition, "name"), "", need.title, need.description, "", contact))


def stored(role: str, language: str | ColumnElement[str], version: int | ColumnElement[int]) -> ColumnElement[bool]:
    """The stored event of a booking, if it is of the booking's present version; `version` is the press's."""
    return and_(
        FeedEvent.booking_id == Booking.id, FeedEvent.role == role, FeedEvent.language == language,
        FeedEvent.revision == version + Booking.sequence,
    )  # fmt: skip


def _last_acts() -> tuple[ColumnElement[Any], ...]:
    """Three values of an edition of which one changes with every act, read off the end of an index.

    The newest id alone would not do: on PostgreSQL an act may be committed after one with a higher id, so the last
    ones are counted; and after a restored backup ids come again, but not at the same time.
    """
    newest = select(func.max(Entry.id)).where(Entry.edition_id == Edition.id).correlate(Edition).scalar_subquery()
    last = select(func.count()).where(Entry.edition_id == Edition.id, Entry.id > newest - LAST).correlate(Edition)
    when = select(Entry.at).where(Entry.id == newest).correlate(Edition)
    return newest, last.scalar_subquery(), when.scalar_subquery()


LAST_ACTS = _last_acts()


def wanted() -> list[tuple[str, str]]:
    """(role, language) of the events that somebody's feed shows."""
    found = db.session.execute(select(FeedToken.scope, Person.language).join(Person).distinct())
    return sorted({(role, language) for scope, language in found for role in ROLES[scope]})


def news(edition: Edition) -> tuple[object, ...]:
    """Something that changes whenever `refresh` may have work; made to be asked often."""
    acts = db.session.execute(select(*LAST_ACTS).where(Edition.id == edition.id)).one()
    return (*acts, *wanted())


def refresh(edition: Edition, press: Press) -> int:
    """Make some of the events that are missing or of an older version; how many. 0: nothing is left to do."""
    for role, language in wanted():
        have = stored(role, language, press.version(edition))
        missing = (Booking.edition_id == edition.id, Booking.state == "live", FeedEvent.booking_id.is_(None))
        some = select(Booking).outerjoin(FeedEvent, have).where(*missing).order_by(Booking.id).limit(BATCH)
        late = db.session.scalars(some.options(*EVERYTHING)).all()
        if late:
            _keep(late, role, language, press)
            return len(late)
    over = select(Booking.id).where(Booking.state != "live")
    db.session.execute(delete(FeedEvent).where(FeedEvent.booking_id.in_(over)))
    return 0


def _keep(bookings: Sequence[Booking], role: str, language: str, press: Press) -> None:
    """Replace what is kept of them; where another process was quicker, its bytes stay."""
    rows = [
        {
            "booking_id": booking.id, "role": role, "language": language,
            "revision": press.version(booking.slot.edition) + booking.sequence,
            "vevent": make(booking, role, language, press),
        }
        for booking in bookings
    ]  # fmt: skip
    old = FeedEvent.booking_id.in_([booking.id for booking in bookings])
    db.session.execute(delete(FeedEvent).where(old, FeedEvent.role == role, FeedEvent.language == language))
    insert_missing(FeedEvent, rows)
