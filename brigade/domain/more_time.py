"""More is asked of a specialty than the brigade offers: experts who could help are asked for a few hours more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from brigade.clock import local_day
from brigade.database import db
from brigade.domain import journal
from brigade.domain.refusal import Refusal
from brigade.language import hour, moment, number, own
from brigade.mail import decisions, outbox
from brigade.mail.letters import Letter
from brigade.models import Edition, Expert, ExpertSpecialty, Message, Person, Slot, Specialty

KIND = "more-time"


def ask(
    edition: Edition, specialty: Specialty, short: float, best: Sequence[Slot] = (), *, by: Person, now: datetime
) -> int:
    """A letter to each expert who names this specialty among their others, one a day at most; how many that is.

    `best`: the hour at which it would serve most, if that is known.
    """
    rows = (
        select(Person).join(Expert, Expert.person_id == Person.id)
        .join(ExpertSpecialty, ExpertSpecialty.expert_id == Expert.id)
        .where(Expert.edition_id == edition.id, ExpertSpecialty.specialty_id == specialty.id)
        .where(ExpertSpecialty.is_main.is_(False)).order_by(Person.id)
    )  # fmt: skip
    people = db.session.scalars(rows).all()
    if not people:
        raise Refusal("nobody-to-ask")
    day = local_day(now, edition.zone).isoformat()
    keys = {f"{KIND}:{person.id}:{day}": person for person in people}
    told = set(db.session.scalars(select(Message.key).where(Message.key.in_(keys))))
    left = [person for key, person in keys.items() if key not in told]
    letters = {person.id: _letter(edition, specialty, short, best, person) for person in left}
    outbox.post_each(letters, left, kind=KIND, again=day, now=now)
    if left:
        journal.record(
            "ask-for-time", at=now, by=by.id, edition=edition.id, number=len(left), specialty=specialty.name_fr
        )
    return len(left)


def _letter(edition: Edition, specialty: Specialty, short: float, best: Sequence[Slot], person: Person) -> Letter:
    with own(person.language):
        hours, when = number(short), ""
        if best:
            when = f"{moment(best[0].starts_at, edition.zone)} – {hour(best[-1].ends_at, edition.zone)}"
    return decisions.more_time(edition, specialty, hours, when, person.language, person.name)
