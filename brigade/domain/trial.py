"""The test invite: asked for by the coordinators for everybody, or by a person for themself; answering it is all.

A person has at most one that is open: asked again, it comes again under its UID. mail/trial.py says what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from brigade.database import db
from brigade.domain import journal
from brigade.domain.refusal import Refusal
from brigade.mail import outbox
from brigade.models import Edition, Expert, Invitation, Membership, Message, Organization, Person
from brigade.models.booking import new_invite_uid

AGAIN = timedelta(minutes=1)  # a second press within this is the same press
PATIENCE = timedelta(days=1)  # nobody is asked by the coordinators more often than this


def ask(person: Person, edition: Edition | None, *, now: datetime) -> None:
    """Send this person a test invite, the open one again if there is one."""
    if edition is None:
        raise Refusal("no-edition")
    if _invite(select(Person).where(Person.id == person.id), AGAIN, now):
        journal.record("ask-test-invite", at=now, by=person.id, edition=edition.id)


def ask_everybody(edition: Edition, *, by: Person, now: datetime) -> int:
    """Send one to everybody who has not answered one; how many were asked."""
    number = _invite(untested(edition), PATIENCE, now)
    journal.record("send-test-invites", at=now, by=by.id, edition=edition.id, number=number)
    return number


def finish(part: Invitation, *, now: datetime) -> None:
    """It was answered: it leaves the calendar, with thanks."""
    journal.record("answer-test-invite", at=now, by=part.person_id)
    outbox.post_once("test", [part], "thanks", now=now)


def untested(edition: Edition) -> Select[Person]:
    """Experts and people of organizations who have not answered a test invite."""
    done = select(Invitation.person_id).where(Invitation.role == "test", Invitation.answer != "needs-action")
    return select(Person).where(Person.id.in_(_invited(edition)), Person.id.not_in(done))


def _invited(edition: Edition) -> Select[int]:
    """Whose calendars will get invites."""
    members = (
        select(Membership.person_id).join(Organization, Organization.id == Membership.organization_id)
        .where(Organization.edition_id == edition.id)
    )  # fmt: skip
    experts = select(Expert.person_id).where(Expert.edition_id == edition.id)
    return select(members.union(experts).subquery().c.person_id)


def _invite(people: Select[Person], pause: timedelta, now: datetime) -> int:
    """Post one to each of these people who was not asked within the pause; how many."""
    asked = select(Message.recipient_id).where(
        Message.kind == "test", Message.created_at > now - pause, Message.recipient_id.is_not(None)
    )
    found = db.session.scalars(people.where(Person.id.not_in(asked))).all()
    outbox.post_once("test", _open(found), f"{now:%Y%m%d%H%M%S}", now=now)
    return len(found)


def _open(people: Sequence[Person]) -> list[Invitation]:
    """Each one's open test invite, made if there is none, to the address that the person has now."""
    rows = db.session.scalars(
        select(Invitation).where(
            Invitation.role == "test", Invitation.answer == "needs-action",
            Invitation.person_id.in_([person.id for person in people]),
        )
    )  # fmt: skip
    known = {part.person_id: part for part in rows}
    parts = [
        known.get(person.id) or Invitation(uid=new_invite_uid(), role="test", person_id=person.id, person=person)
        for person in people
    ]
    for part in parts:
        part.email, part.bounced_at, part.bounce_reason = part.person.email, None, ""
    db.session.add_all(parts)
    db.session.flush()
    return parts
