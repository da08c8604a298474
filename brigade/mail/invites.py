"""A booking as one person's calendar should hold it: the plain values of its invite, in the reader's language.

The mail's invite, the downloaded file and the "add to …" links are all made from this one value, so they agree.
"""

from __future__ import annotations

from datetime import datetime

from brigade.calendars.event import Event, Party
from brigade.language import gettext as _
from brigade.language import local, moment, own, zone_name
from brigade.mail.notices import Place, here
from brigade.models import Booking, Person


def event(
    booking: Booking, reader: Person, *, organizer: Party, public_url: str, stamp: datetime, uid: str = "",
    place: Place | None = None,
) -> Event:  # fmt: skip
    """The event of this booking for one of its two people; anyone else reads it as the organization does.

    `uid`: under which the reader's calendar knows it, where that is not the booking's own; `place`: where it was when
    that calendar was last told, for a cancellation.
    """
    at = place or here(booking)
    with own(reader.language):
        return Event(
            uid=uid or booking.uid, sequence=booking.sequence, starts_at=at.slot.starts_at, ends_at=at.slot.ends_at,
            zone=at.slot.edition.zone, summary=summary(booking, at, reader),
            description=_description(booking, at, public_url),
            location=location(at), url=f"{public_url}/bookings/{booking.uid}", organizer=organizer,
            attendee=Party(reader.name, reader.email), stamp=stamp,
        )  # fmt: skip


def summary(booking: Booking, at: Place, reader: Person) -> str:
    """The counterpart's name: an expert reads the organization, everybody else the expert."""
    is_expert = reader.id == at.expert.person_id
    return _("Rencontre : %(who)s", who=booking.organization.name if is_expert else at.expert.name)


def location(at: Place) -> str:
    """Where, down to the table."""
    edition = at.slot.edition
    return ", ".join(part for part in (at.table.name, edition.venue, edition.address) if part)


def _description(booking: Booking, at: Place, public_url: str) -> str:
    edition = at.slot.edition
    return "\n".join((
        local(edition, "name"),
        f"{moment(at.slot.starts_at, edition.zone)} ({zone_name(edition.zone)})",
        _("%(organization)s rencontre %(expert)s", organization=booking.organization.name, expert=at.expert.name),
        "",
        booking.need.title, booking.need.description,
        "",
        _("Tout voir, changer ou annuler : %(url)s", url=f"{public_url}/bookings/{booking.uid}"),
        _("Une question ? %(contact)s", contact=edition.contact_email),
    ))  # fmt: skip
