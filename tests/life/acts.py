"""Everything that anybody can do in a session's life, by number: each in a context and a transaction of its own.

As in production, nothing is remembered from one act to the next but the database. A refusal is taken back and is no
error; anything else that is raised is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select

from brigade.calendars.card import read
from brigade.calendars.respond import reply
from brigade.database import Base, db
from brigade.domain import answers, availability, booking, changes, conflicts, needs, waitlist
from brigade.domain.refusal import Refusal
from brigade.models import Booking, Expert, Invitation, Need, Offer, Organization, Person, ProposedMove, Slot
from tests.life.cast import Cast, author
from tests.life.office import Office


@dataclass
class Acts:
    """`refused` counts, by code, what was refused: an act that always is would try nothing."""

    app: Flask
    office: Office
    cast: Cast
    refused: Counter[str] = field(default_factory=Counter)

    def book(self, need: int, expert: int, slot: int) -> None:
        with self.act():
            wanted = pick(Need, need)
            booking.book(wanted, pick(Expert, expert), pick(Slot, slot), by=author(wanted), now=self.cast.now)

    def move(self, number: int, expert: int, slot: int, by: int) -> None:
        with self.act():
            if held := self.live(number):
                changes.move(held, pick(Expert, expert), pick(Slot, slot), by=self.who(held, by % 2), now=self.cast.now)

    def cancel(self, number: int, by: int) -> None:
        """One in three asks that the hour be closed as well."""
        with self.act():
            if held := self.live(number):
                closes, who = number % 3 == 0, self.who(held, by)
                changes.cancel(held, reason="Grippe", by=who, now=self.cast.now, closes=closes)

    def cannot_come(self, number: int, by: int) -> None:
        with self.act():
            if held := self.live(number):
                changes.cannot_come(held, reason="", by=self.who(held, by), now=self.cast.now)

    def propose(self, number: int, slot: int) -> None:
        with self.act():
            if held := self.live(number):
                changes.propose_move(held, pick(Slot, slot), by=held.expert.person, now=self.cast.now)

    def answer_proposal(self, number: int, agrees: bool) -> None:
        with self.act():
            if proposed := pick(ProposedMove, number):
                answer = changes.agree if agrees else changes.keep
                answer(proposed, by=proposed.booking.person, now=self.cast.now)

    def wait(self, need: int, flexible: bool) -> None:
        with self.act():
            wanted = pick(Need, need)
            waitlist.join(wanted, flexible=flexible, by=author(wanted), now=self.cast.now)

    def leave(self, need: int) -> None:
        with self.act():
            wanted = pick(Need, need)
            waitlist.leave(wanted, by=author(wanted), now=self.cast.now)

    def answer_offer(self, number: int, accepts: bool) -> None:
        with self.act():
            if offer := pick(Offer, number, Offer.state == "open"):
                answer: Callable[..., object] = waitlist.accept if accepts else waitlist.decline
                answer(offer, by=author(offer.entry.need), now=self.cast.now)

    def lapse(self) -> None:
        with self.act():
            waitlist.lapse_due(self.cast.now)

    def set_open(self, expert: int, slots: Sequence[int]) -> None:
        with self.act():
            who = pick(Expert, expert)
            ids = db.session.scalars(select(Slot.id).order_by(Slot.id)).all()
            availability.set_open(who, [ids[n % len(ids)] for n in slots], by=who.person, now=self.cast.now)

    def avoid(self, expert: int, organization: int | None) -> None:
        """The expert would rather not meet that organization; with None, meets everybody again."""
        with self.act():
            who = pick(Expert, expert)
            whom = [] if organization is None else [pick(Organization, organization)]
            conflicts.avoid_organizations(who, whom, by=who.person, now=self.cast.now)

    def withdraw(self, need: int) -> None:
        """And the organization thinks of something else that it needs."""
        with self.act():
            wanted = pick(Need, need)
            needs.withdraw(wanted, by=author(wanted), now=self.cast.now)
            wording = needs.Wording("Autre chose", "De la billetterie", "fr", ["ticketing"])
            needs.begin(wanted.edition, wording, by=author(wanted), now=self.cast.now)

    def send_again(self, number: int) -> None:
        with self.act():
            if part := pick(Invitation, number):
                changes.send_again(part, email="", by=part.person, now=self.cast.now)

    def reply(self, person: int, partstat: str) -> None:
        """Somebody presses a button in the newest invite that their calendar got; nothing but their answer changes."""
        heard = [(email, calendar.heard[-1]) for email, calendar in self.office.calendars.items() if calendar.heard]
        if not heard:
            return
        email, event = sorted(heard, key=lambda pair: pair[0])[person % len(heard)]
        mail = next(mail for mail in reversed(self.office.mails) if mail["To"].addresses[0].addr_spec == email)
        part = next((part for part in mail.walk() if part.get_content_type() == "text/calendar"), None)
        if part is None or event.method == "CANCEL":
            return
        calendar = reply(read(part.get_payload(decode=True)), partstat, stamp=self.cast.now)  # type: ignore[arg-type]
        head = f"From: {email}\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n".encode()
        before = self.rows()
        with self.act():
            answers.receive(head + calendar, organizer=event.organizer, now=self.cast.now)
        assert self.rows() == before, "an answer cancelled or moved something"

    def rows(self) -> Sequence[Any]:
        """Where every session is."""
        with self.app.app_context():
            facts = Booking.id, Booking.state, Booking.sequence, Booking.slot_id, Booking.expert_id
            return db.session.execute(select(*facts).order_by(Booking.id)).all()

    @contextmanager
    def act(self) -> Iterator[None]:
        """What a view does around an act, in a context of its own."""
        with self.app.app_context():
            try:
                yield
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                self.refused[refusal.code] += 1

    def live(self, number: int) -> Booking | None:
        """One of the live sessions; rarely one that is not."""
        return pick(Booking, number, Booking.state == "live") or pick(Booking, number)

    def who(self, held: Booking, by: int) -> Person:
        """The organization's person, a coordinator, or the expert."""
        coordinator = db.session.scalars(select(Person).where(Person.is_coordinator)).one()
        return (held.person, coordinator, held.expert.person)[by]


def pick(model: type[Base], number: int, *where: Any) -> Any:
    """That row of those there are, counted round; None where there is none."""
    those = db.session.query(model).filter(*where)
    there_are = those.count()
    return those.order_by(model.id).offset(number % there_are).first() if there_are else None  # type: ignore[attr-defined]
