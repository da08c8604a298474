"""Who has not answered: experts who opened no hour, organizations that said no need. Reminded once a day at most.

The page lists them, the act writes to them, and the postman looks once more before a reminder leaves, all by the same
two selections.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

from brigade.clock import local_day
from brigade.database import db
from brigade.domain import journal
from brigade.mail import calling, outbox
from brigade.models import Availability, Edition, Expert, Membership, Message, Need, Organization, Person

ACTS = {"experts": "remind-experts", "organizations": "remind-organizations"}
GROUPS = tuple(ACTS)


def silent(group: str, edition: int) -> Select[Any]:
    """The people of that group who have not answered, by name."""
    if group == "experts":
        opened = exists().where(Availability.expert_id == Expert.id)
        rows = select(Person).join(Expert, Expert.person_id == Person.id).where(Expert.edition_id == edition, ~opened)
    else:
        said = exists().where(Need.organization_id == Organization.id, Need.state == "open")
        rows = (
            select(Person).join(Membership, Membership.person_id == Person.id)
            .join(Organization, Organization.id == Membership.organization_id)
            .where(Organization.edition_id == edition, Organization.eligibility != "refused", ~said)
        )  # fmt: skip
    return rows.order_by(Person.name, Person.email)


def remind(group: str, edition: Edition, *, by: Person, now: datetime) -> int:
    """One letter to each of them, but for those who got one today; how many that is."""
    people = db.session.scalars(silent(group, edition.id)).unique().all()
    call, day = calling.Call("nudged", group, edition), local_day(now, edition.zone).isoformat()
    keys = {call.key(person.id, day): person for person in people}
    told = set(db.session.scalars(select(Message.key).where(Message.key.in_(keys))))
    left = [person for key, person in keys.items() if key not in told]
    outbox.post_call(call, left, now=now, again=day)
    if left:
        journal.record(ACTS[group], at=now, by=by.id, edition=edition.id, number=len(left))
    return len(left)


def is_silent(group: str, edition: int, person: int) -> bool:
    """Whether a reminder to this person still says what is true."""
    rows = silent(group, edition).where(Person.id == person).order_by(None).with_only_columns(func.count())
    return bool(db.session.scalar(rows))
