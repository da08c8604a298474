"""Letters: one small function each, in the reader's language, from rows to subject, text and HTML.

The words stand in templates/mail/<name>.txt (its first line is the subject) and .html. Templates get plain, cleaned
values: a line break in somebody's name must end no subject, and nothing is looked up while a letter is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from flask import render_template

from brigade.calendars.text import many_lines, one_line
from brigade.language import day, hour, lazy_gettext, local, own, short_day, zone_name
from brigade.models import Booking, Edition, Phase

Role = Literal["organization", "expert"]

_l = lazy_gettext
KINDS = {"non-profit": _l("organisme sans but lucratif"), "artist": _l("artiste"), "artisan": _l("artisan·e")}
SPOKEN = {"fr": _l("français"), "en": _l("anglais")}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads: one line, a plain text, and the same as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Masthead:
    """Who writes, as every letter's head and foot show it; `contact_email` is empty where no edition exists yet."""

    name: str = "Brigade"
    contact_email: str = ""
    privacy_name: str = ""
    privacy_email: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session in the reader's words: `short` fits a subject, `zone` always stands by `time`, `about` is who comes."""

    short: str
    day: str
    time: str
    zone: str
    minutes: int
    table: str
    venue: str
    address: str
    map_url: str
    path: str
    need: str
    description: str
    spoken: str
    expert: str
    headline: str
    organization: str
    about: str
    website: str
    person: str

    @property
    def place(self) -> str:
        """The venue and its address."""
        return f"{self.venue}, {self.address}"


def compose(letter: str, language: str, edition: Edition | None, /, **values: Any) -> Letter:
    """Render templates/mail/<letter>.txt and .html in that language, whoever is asking."""
    with own(language):
        values |= {"locale": language, "edition": _masthead(edition)}
        subject, _, text = render_template(f"mail/{letter}.txt", **values).strip().partition("\n")
        html = render_template(f"mail/{letter}.html", **values)
    return Letter(one_line(subject), re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html)


def sign_in(language: str, token: str, name: str, *, minutes: int, edition: Edition | None) -> Letter:
    """The link, how long it lasts, and what to do if nobody asked for it."""
    return compose("sign-in", language, edition, token=token, name=one_line(name), minutes=minutes)


def welcome(role: Literal["coordinator", "expert"], language: str, edition: Edition | None) -> Letter:
    """To a new coordinator or expert: what is asked of them, and where to sign in."""
    phases = edition.phases if edition else []
    brigade = next((phase for phase in phases if phase.kind == "brigade"), None)
    with own(language):
        dates = _dates(brigade) if brigade else ""
    return compose(f"welcome-{role}", language, edition, dates=dates, place=brigade.place if brigade else "")


def booked(booking: Booking, role: Role, language: str, name: str) -> Letter:
    """The session is agreed: each side reads who the other is, where, and how to be ready."""
    with own(language):
        meeting = _meeting(booking)
    return compose(f"booked-{role}", language, booking.slot.edition, meeting=meeting, name=one_line(name))


def _masthead(edition: Edition | None) -> Masthead:
    if edition is None:
        return Masthead()
    name = one_line(local(edition, "name"))
    return Masthead(name, edition.contact_email, one_line(edition.privacy_name), edition.privacy_email)


def _dates(phase: Phase) -> str:
    """mar. 1er déc. – jeu. 3 déc., or the one day."""
    first, last = short_day(phase.starts_on), short_day(phase.ends_on)
    return first if first == last else f"{first} – {last}"


def _meeting(booking: Booking) -> Meeting:
    slot, edition, need, organization = booking.slot, booking.slot.edition, booking.need, booking.organization
    starts, ends = hour(slot.starts_at, edition.zone), hour(slot.ends_at, edition.zone)
    return Meeting(
        short=f"{short_day(slot.day)}, {starts}", day=day(slot.day), time=f"{starts} – {ends}",
        zone=zone_name(edition.zone),
        minutes=int((slot.ends_at - slot.starts_at).total_seconds() // 60),
        table=one_line(booking.table.name), venue=one_line(edition.venue), address=one_line(edition.address),
        map_url=edition.map_url, path=f"/bookings/{booking.uid}",
        need=one_line(need.title), description=many_lines(need.description).strip(),
        spoken=str(SPOKEN[need.language]),
        expert=one_line(booking.expert.name), headline=one_line(local(booking.expert, "headline")),
        organization=one_line(organization.name),
        about=f"{KINDS[organization.kind]}, {one_line(organization.region)}", website=organization.website,
        person=one_line(booking.person.name),
    )  # fmt: skip
