"""Everything that can happen to a session, on a copy of the demo: every page has something to show.

The acts are the product's own, so that no page shows what cannot be; only answers that calendars would send by mail are
written as they are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from brigade import clock
from brigade.database import db
from brigade.domain import (
    announcing,
    audiences,
    booking,
    changes,
    conflicts,
    data_keys,
    feeds,
    needs,
    screens,
    sheets,
    sign_in,
    waitlist,
)
from brigade.mail import telling
from brigade.models import Booking, Edition, Inbound, Message, Need, Person, Seat, Slot
from brigade.queries import brigade, editions
from brigade.queries import matches as found
from tests.browser import arranged, prepared

LONG = "Regroupement des arts de la rue et du cirque contemporain de l’Abitibi-Témiscamingue et du Nord-du-Québec"
WORDS = {
    "booked": ("Savoir qui revient", "Notre billetterie ne parle pas à notre infolettre, et on aimerait le savoir."),
    "moving": ("Un site lent sur téléphone", "Pourquoi ? Est-ce l’hébergement ou les images du site web ?"),
    "troubled": ("Réseaux sociaux : un mois d’un coup", "Ils nous mangent la semaine ; comment planifier ?"),
    "cancelled": ("Vendre des abonnements en ligne", "Des billets à choisir plus tard, et un seul paiement."),
    "offered": ("Des billets à offrir", "Vendre en ligne des billets que la personne choisira plus tard."),
    "full": ("Les cartes étrangères sont refusées", "Notre billetterie en ligne n’en veut pas."),
    "queued": ("Des billets qui n’arrivent pas", "Notre billetterie en ligne n’envoie plus les billets par courriel."),
    "withdrawn": ("Nos archives dorment", "Des photographies dans des boîtes."),
    "vague": ("Xyzzy", "Xyzzy."),
}  # title, description


@dataclass(frozen=True)
class Played:
    """`values` fill the braces of pages.txt; `people`: role → address."""

    values: dict[str, str]
    people: dict[str, str]


def play() -> Played:
    """Write the scenes into this transaction."""
    now, edition = clock.now(), editions.current()
    assert edition is not None
    edition.organization_cap = len(WORDS)
    author, helene = _author(edition), db.session.scalars(select(Person).where(Person.is_coordinator)).first()
    assert author is not None and helene is not None
    begun = {name: _need(edition, name, author, now) for name in WORDS}
    _refuse_every_time(edition, begun["full"], begun["queued"])
    held = {name: _book(begun[name], author, now) for name in ("booked", "moving", "troubled", "cancelled")}
    _give_a_long_name(held["booked"])
    expert = held["moving"].expert
    _say(held, begun, author, now)
    _answer(held, now)
    _mail(now)
    values = {f"need-{name}": need.uid for name, need in begun.items()}
    values |= {f"booking-{name}": each.uid for name, each in held.items()}
    values |= {"booking-offered": _held_for(begun["offered"]).uid, "message": _failed().uid}
    values |= {"expert": expert.slug, "day": str(held["moving"].slot.day), "slot": str(held["moving"].slot_id)}
    values |= _write_to_many(edition, helene, now)
    values |= arranged.arrange(edition, helene, now) | arranged.come(begun["vague"], author, helene, now)
    values |= {"screen": screens.give(edition, by=helene, now=now), "sheet": _printed(held["moving"], now)}
    data_keys.give(edition, "Site web du conseil", "places", by=helene, now=now)
    values |= prepared.prepare(edition, helene, now)
    people = {"organization": author.email, "expert": expert.person.email, "coordinator": helene.email}
    return Played(values, people)


def _printed(booking: Booking, now: datetime) -> str:
    """The code of a sheet that is older than what happened to its expert."""
    sheet = sheets.Sheet("expert", booking.expert_id, booking.slot.day)
    return sheets.sign(sheets.Printing(booking.edition_id, sheet, 0, 0, now), str(current_app.secret_key))


def link(email: str, *, now: datetime | None = None) -> str:
    """The path of a new sign-in link; `now` in the past makes one that no longer serves."""
    secret, at = str(current_app.secret_key), now or clock.now()
    return "/sign-in/" + sign_in.mint_link(email, "fr", secret=secret, now=at, back="/account")[1]


def _author(edition: Edition) -> Person | None:
    """Somebody with an organization, and a need of their own that waits."""
    placed = select(Seat.need_id)
    return db.session.scalar(
        select(Person).join(Need, Need.author_id == Person.id)
        .where(Need.edition_id == edition.id, Need.state == "open", Need.id.not_in(placed)).order_by(Need.id).limit(1)
    )  # fmt: skip


def _need(edition: Edition, name: str, author: Person, now: datetime) -> Need:
    title, text = WORDS[name]
    wording = needs.Wording(title=title, description=f"{text}\n\nDeux personnes viendront.", language="fr")
    return needs.begin(edition, wording, by=author, now=now)


def _refuse_every_time(edition: Edition, *wanted: Need) -> None:
    every = [slot.id for slot in editions.slots(edition)]
    for need in wanted:
        author = need.author
        assert author is not None
        wording = needs.Wording(need.title, need.description, need.language, ["billetterie"], every)
        needs.edit(need, wording, by=author, now=clock.now())


def _book(need: Need, author: Person, now: datetime) -> Booking:
    """The best match's first free time."""
    best = found.of(need, now, tells_conflicts=False).offered[0]
    place = brigade.find_place(need.edition, best.slug, str(best.days[0].slots[0].id))
    assert place is not None
    return booking.book(need, *place, by=author, now=now)


def _give_a_long_name(held: Booking) -> None:
    """Names that no layout may break on."""
    other = db.session.scalars(select(Booking).where(Booking.organization_id != held.organization_id)).first()
    assert other is not None
    other.organization.name = LONG
    other.expert.name = "Marie-Antoinette-Élisabeth Charbonneau-Robichaud de la Durantaye"


def _say(held: dict[str, Booking], begun: dict[str, Need], author: Person, now: datetime) -> None:
    """What people do about their sessions."""
    moving, troubled = held["moving"], held["troubled"]
    changes.propose_move(moving, _another_time(moving), by=moving.expert.person, now=now)
    changes.cannot_come(troubled, reason="Tempête, le pont est fermé", by=troubled.expert.person, now=now)
    needs.withdraw(begun["withdrawn"], by=author, now=now)
    for name in ("offered", "queued"):
        waitlist.join(begun[name], flexible=name == "offered", by=author, now=now)
    changes.cancel(held["cancelled"], reason="Grippe, désolée", by=author, now=now)
    feeds.give(author, "mine", now=now)
    organization = held["booked"].organization
    conflicts.avoid_experts(organization, brigade.experts(organization_edition(held))[-1:], by=author, now=now)


def organization_edition(held: dict[str, Booking]) -> Edition:
    return held["booked"].slot.edition


def _another_time(held: Booking) -> Slot:
    days = found.other_places(held, clock.now(), only_same_expert=True)[0].days
    return db.session.get_one(Slot, days[-1].slots[-1].id)


def _held_for(need: Need) -> Booking:
    return db.session.scalars(select(Booking).where(Booking.need_id == need.id, Booking.state == "offered")).one()


def _answer(held: dict[str, Booking], now: datetime) -> None:
    """One of each answer, as `domain.answers` keeps them; and the mails that had no effect."""
    said = {"booked": ("declined", "Je serai en tournée ce jour-là."), "moving": ("tentative", "")}
    for name, (answer, note) in said.items():
        for part in telling.invitations(held[name]):
            if part.role == "organization":
                part.answer, part.note = answer, note
                part.answer_sequence, part.answered_at, part.answer_stamp = held[name].sequence, now, now
    part = telling.invitations(held["troubled"])[0]
    part.bounced_at, part.bounce_reason = now, "550 5.1.1 mailbox does not exist"
    for number, (kind, state, reason) in enumerate(
        [("declined", "applied", ""), ("other", "held", "written"), ("counter", "held", "old-version")]
    ):
        db.session.add(
            Inbound(
                digest=f"{number:064}", received_at=now, sender=part.email, kind=kind, state=state, reason=reason,
                excerpt="Je serai en tournée ce jour-là." if not number else "", invitation=part,
            )  # fmt: skip
        )


def _failed() -> Message:
    return db.session.scalars(select(Message).where(Message.state == "failed")).one()


def _write_to_many(edition: Edition, by: Person, now: datetime) -> dict[str, str]:
    """A draft for one day's people, and a letter to the brigade that has left."""
    day = str(editions.slots(edition)[0].day)
    rows = {
        "announcement-draft": announcing.draft(
            edition, announcing.Wording("day", day, "La neige arrive", "Partez tôt.", "", ""), by=by, now=now
        ),
        "announcement-sent": announcing.draft(
            edition,
            announcing.Wording("experts", "", "Le stationnement", "Derrière le théâtre.", "Parking", "At the back."),
            by=by, now=now,
        ),
    }  # fmt: skip
    sent = rows["announcement-sent"]
    announcing.send(sent, edition, seen=len(audiences.readers(edition, "experts", "")), by=by, now=now)
    return {name: row.uid for name, row in rows.items()}


def _mail(now: datetime) -> None:
    """One message of each fate; those of the coming weeks wait anyway."""
    fates = [("failed", "no-such-recipient: 550 5.1.1 unknown user"), ("dropped", "told"), ("waiting", "unreachable")]
    due = db.session.scalars(select(Message).where(Message.state == "waiting").order_by(Message.id).limit(len(fates)))
    for message, (state, reason) in zip(due, fates, strict=True):
        message.state, message.reason, message.due_at = state, reason, now + timedelta(days=1)
