"""The scenes of a session's life: what is done in each, act by act. What each person then gets is in expected/*.txt.

A scene is a generator: it yields the words for what has just been done, and the mail goes out before it continues.
Without words the mail goes out as well, but is no part of the expectation: a booking is told of in its own scene.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from brigade.domain import changes, conflicts, waitlist
from brigade.mail import telling
from brigade.models import Booking, Expert, Need, Organization
from tests.life.cast import Cast, author, open_offer

Scene = Callable[["Set"], Iterator[str]]


@dataclass
class Set:
    """Three experts, two organizations with a need each, and the cast around them."""

    cast: Cast
    amelie: Expert
    bruno: Expert
    chloe: Expert
    theatre: Organization
    danse: Organization
    need: Need
    other: Need

    def booked(self, slot: int = 0) -> Booking:
        """The theatre's need with Amélie."""
        return self.cast.book(self.need, self.amelie, self.cast.slots[slot])


def make_set(cast: Cast) -> Set:
    """The set, committed."""
    names = "Amélie Gagnon", "Bruno Roy", "Chloé Martin"
    experts = [cast.expert(name, table_id=table.id) for name, table in zip(names, cast.tables, strict=False)]
    theatre = cast.organization("Théâtre du Lac", "Ève Côté")
    danse = cast.organization("Danse Nadeau", "Zoé Nadeau")
    found = Set(cast, *experts, theatre, danse, cast.need(theatre), cast.need(danse))
    cast.commit(lambda: None)
    return found


def booked(on: Set) -> Iterator[str]:
    on.booked()
    yield "book"


def moved_in_time(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    on.cast.move(held, on.amelie, on.cast.slots[3])
    yield "move to another time"


def moved_to_another_expert(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    on.cast.move(held, on.bruno, on.cast.slots[0])
    yield "move to another expert"


def moved_both(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    on.cast.move(held, on.bruno, on.cast.slots[3], by=on.cast.coordinator)
    yield "the coordinator moves time and expert"
    on.cast.cancel(held, by=on.cast.coordinator)
    yield "the coordinator cancels: the former expert hears nothing more"


def cancelled_by_the_organization(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    on.cast.cancel(held, reason="Notre salle est inondée")
    yield "cancel, with a reason"


def cancelled_by_the_expert(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    on.cast.cancel(held, by=on.amelie.person, reason="")
    yield "the expert cancels, without a reason"


def cannot_come(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    on.cast.now = held.slot.starts_at - timedelta(hours=1)
    for _twice in range(2):
        on.cast.commit(lambda: changes.cannot_come(held, reason="Fièvre", by=on.amelie.person, now=on.cast.now))
    yield "an hour before, the expert says twice that they cannot come"
    on.cast.move(held, on.bruno, on.cast.slots[0], by=on.cast.coordinator)
    yield "the coordinator finds somebody else for the same hour"


def proposed_and_agreed(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    on.cast.propose(held, on.cast.slots[2])
    proposed = on.cast.propose(held, on.cast.slots[2])
    yield "the expert proposes another time, twice the same"
    on.cast.commit(lambda: changes.agree(proposed, by=held.person, now=on.cast.now))
    yield "the organization agrees"


def proposed_and_kept(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    proposed = on.cast.propose(held, on.cast.slots[2])
    yield "the expert proposes another time"
    on.cast.commit(lambda: changes.keep(proposed, by=held.person, now=on.cast.now))
    yield "the organization keeps the old one"


def booked_again(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    on.cast.cancel(held)
    yield "cancel"
    on.booked()
    yield "book the same place again: another UID"


def there_and_back(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    on.cast.move(held, on.bruno, on.cast.slots[0])
    yield "from Amélie to Bruno"
    on.cast.move(held, on.amelie, on.cast.slots[0])
    yield "and back to Amélie: a third UID, for her first one was cancelled"


def offered_and_accepted(on: Set) -> Iterator[str]:
    held = _last_place_taken(on)
    yield ""
    on.cast.cancel(held)
    yield "cancel: the place is offered"
    offer = open_offer(on.other)
    assert offer is not None
    on.cast.commit(lambda: waitlist.accept(offer, by=author(on.other), now=on.cast.now))
    yield "the offer is accepted"


def offered_passed_and_lapsed(on: Set) -> Iterator[str]:
    third = on.cast.need(on.cast.organization("Atelier Roy", "Léo Roy"))
    held = _last_place_taken(on)
    on.cast.wait(third)
    yield ""
    on.cast.cancel(held)
    yield "cancel: the place is offered to who waits longest"
    offer = open_offer(on.other)
    assert offer is not None
    on.cast.commit(lambda: waitlist.decline(offer, by=author(on.other), now=on.cast.now))
    yield "passed: it goes to the next"
    on.cast.forward(hours=2)
    on.cast.commit(lambda: waitlist.lapse_due(on.cast.now))
    yield "two hours later: nobody is left, and nobody is told"


def ended_by_a_conflict(on: Set) -> Iterator[str]:
    third = on.cast.need(on.cast.organization("Atelier Roy", "Léo Roy"))
    held = _last_place_taken(on)
    on.cast.wait(third)
    on.cast.cancel(held)
    yield "book, two others wait, cancel"
    on.cast.commit(
        lambda: conflicts.avoid_organizations(on.amelie, [on.danse], by=on.amelie.person, now=on.cast.now)
    )
    yield "the expert would rather not meet whom it is offered to: it goes to the next, and nobody is told why"


def sent_again(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    part = telling.invitations(held)[0]
    on.cast.commit(lambda: changes.send_again(part, email="", by=held.person, now=on.cast.now))
    yield "the organization asks for its invite once more"


def ten_moves_without_mail(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    for n in range(10):
        on.cast.move(held, on.bruno if n % 2 else on.amelie, on.cast.slots[1 + n % 5])
    yield "ten moves, by way of Bruno, while mail is down, then mail is back: one message each"


def never_told(on: Set) -> Iterator[str]:
    held = on.booked()
    on.cast.move(held, on.bruno, on.cast.slots[1])
    yield "book and move while mail is down: Amélie hears nothing"
    other = on.cast.book(on.other, on.amelie, on.cast.slots[0])
    on.cast.cancel(other)
    yield "book and cancel while mail is down: nobody hears anything"


def back_before_they_knew(on: Set) -> Iterator[str]:
    held = on.booked()
    yield ""
    on.cast.move(held, on.bruno, on.cast.slots[0])
    on.cast.move(held, on.amelie, on.cast.slots[0])
    yield "to Bruno and back while mail is down: nobody is sent away, Bruno hears nothing"


def over_before_mail_was_back(on: Set) -> Iterator[str]:
    held = _last_place_taken(on)
    yield ""
    proposed = on.cast.propose(held, on.cast.slots[2])
    on.cast.commit(lambda: changes.keep(proposed, by=held.person, now=on.cast.now))
    on.cast.cancel(held)
    on.cast.forward(hours=3)
    on.cast.commit(lambda: waitlist.lapse_due(on.cast.now))
    yield "propose, keep, cancel, offer, lapse while mail is down: only the cancellation is still true"


def _last_place_taken(on: Set) -> Booking:
    held = on.booked()
    on.cast.wait(on.other)
    return held


SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        booked, moved_in_time, moved_to_another_expert, moved_both, cancelled_by_the_organization,
        cancelled_by_the_expert, cannot_come, proposed_and_agreed, proposed_and_kept, booked_again, there_and_back,
        offered_and_accepted, offered_passed_and_lapsed, ended_by_a_conflict, sent_again, ten_moves_without_mail,
        never_told, back_before_they_knew, over_before_mail_was_back,
    )
}  # fmt: skip
