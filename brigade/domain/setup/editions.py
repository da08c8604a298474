"""An edition begins in preparation, is described, and is opened when nothing essential is missing.

One at a time is prepared: who runs what is then one rule (the newest that was opened), and nobody edits the wrong one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError

from brigade.database import db
from brigade.domain import journal, slugs
from brigade.domain.refusal import Refusal
from brigade.domain.setup import readiness
from brigade.models import Booking, Edition, Entry, Expert, Person, Phase, Roster, Slot, Table

KINDS = ("awareness", "brigade", "competition")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the form holds; the times are aware."""

    name_fr: str
    name_en: str
    zone: str
    venue: str
    address: str
    map_url: str
    contact_name: str
    contact_email: str
    privacy_name: str
    privacy_email: str
    organization_cap: int
    expert_day_cap: int
    notice_hours: int
    accepts_first: bool
    needs_open_at: datetime | None
    needs_close_at: datetime | None
    booking_opens_at: datetime
    booking_closes_at: datetime


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """What is said of a phase; the brigade's own dates are those of its grid."""

    name_fr: str
    name_en: str
    summary_fr: str
    summary_en: str
    place: str
    starts_on: date | None = None
    ends_on: date | None = None


def begin(facts: Facts, *, is_demo: bool, by: Person, now: datetime) -> Edition:
    """A new edition, in preparation. Beside invented data it is invented too, and may be erased with it."""
    edition = Edition(
        **asdict(facts), slug=new_slug(facts.name_fr, facts.booking_opens_at.year), is_preparing=True, is_demo=is_demo
    )
    keep_new(edition)
    journal.record("begin-edition", at=now, by=by.id, edition=edition.id, name=edition.name_fr)
    return edition


def describe(edition: Edition, facts: Facts, *, by: Person, now: datetime) -> None:
    """Write what the form says. Another zone keeps the hours on the wall, so it is refused once anything is booked."""
    if facts.zone != edition.zone:
        _move_to_zone(edition, facts.zone)
    for name, value in asdict(facts).items():
        setattr(edition, name, value)
    journal.record("describe-edition", at=now, by=by.id, edition=edition.id, name=edition.name_fr)


def describe_phase(edition: Edition, kind: str, facts: PhaseFacts, *, by: Person, now: datetime) -> None:
    """Write a phase, made if it is new."""
    phase = phase_of(edition, kind)
    words = {name: value for name, value in asdict(facts).items() if value is not None}
    if phase is None:
        phase = Phase(edition_id=edition.id, kind=kind, **words)
        db.session.add(phase)
    else:
        for name, value in words.items():
            setattr(phase, name, value)
    db.session.flush()
    db.session.expire(edition, ["phases"])
    journal.record("describe-phase", at=now, by=by.id, edition=edition.id, name=phase.name_fr)


def open_to_all(edition: Edition, *, by: Person, now: datetime) -> None:
    """From here on it is the edition that everybody sees; refused while something essential is missing."""
    if not edition.is_preparing:
        raise Refusal("already-open")
    missing = [problem for problem in readiness.problems(edition, now) if problem.blocks]
    if missing:
        raise Refusal("edition-not-ready", number=len(missing))
    edition.is_preparing = False
    journal.record("open-edition", at=now, by=by.id, edition=edition.id, name=edition.name_fr)


def discard(edition: Edition, *, by: Person, now: datetime) -> None:
    """Drop what is being prepared, as long as nobody outside has done anything with it."""
    if not edition.is_preparing:
        raise Refusal("edition-is-open")
    name = edition.name_fr
    for entry in db.session.scalars(select(Entry).where(Entry.edition_id == edition.id)):
        entry.edition_id = None
    experts = db.session.scalars(select(Expert).where(Expert.edition_id == edition.id)).all()
    for expert in experts:
        db.session.delete(expert)
    try:
        db.session.flush()
        for kind in (Roster, Slot, Table, Phase):
            db.session.execute(delete(kind).where(kind.edition_id == edition.id))
        db.session.execute(delete(Edition).where(Edition.id == edition.id))
    except IntegrityError as error:
        raise Refusal("edition-in-use") from error
    journal.record("discard-edition", at=now, by=by.id, name=name)


def phase_of(edition: Edition, kind: str) -> Phase | None:
    """That phase, if it was described."""
    return db.session.scalar(select(Phase).where(Phase.edition_id == edition.id, Phase.kind == kind))


def keep_new(edition: Edition) -> None:
    """Write a new edition in preparation; the index refuses a second one."""
    if db.session.scalar(select(exists().where(Edition.is_preparing.is_(True)))):
        raise Refusal("already-preparing")
    db.session.add(edition)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Refusal("already-preparing") from error


def new_slug(name: str, year: int) -> str:
    """One that no other edition has, with its year: accelerateur-2027."""
    stem = slugs.stem(name, "edition", 45)
    wanted = stem if stem.endswith(str(year)) else f"{stem}-{year}"
    return slugs.free(wanted, set(db.session.scalars(select(Edition.slug))))


def _move_to_zone(edition: Edition, zone: str) -> None:
    if db.session.scalar(select(exists().where(Booking.edition_id == edition.id))):
        raise Refusal("zone-is-booked")
    old, new = ZoneInfo(edition.zone), ZoneInfo(zone)
    for slot in db.session.scalars(select(Slot).where(Slot.edition_id == edition.id)):
        slot.starts_at = slot.starts_at.astimezone(old).replace(tzinfo=new)
        slot.ends_at = slot.ends_at.astimezone(old).replace(tzinfo=new)
