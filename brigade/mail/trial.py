"""The test invite: does an invitation reach this person's calendar, and does their answer come back?

It comes from the same mailbox and the same builder as every invite, alarm included, because a gentler one would prove
less. It stands at noon of the day after it left, for a quarter of an hour, and once answered it is cancelled. Each
message is written from what is true when it leaves:

| this person | was told | gets | METHOD | SEQUENCE |
|---|---|---|---|---|
| has not answered | anything | the question | REQUEST | one more each time |
| has answered | the question | thanks | CANCEL | one more |
| has answered | a CANCEL, or nothing | nothing | | |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from brigade.calendars.event import Event, Party
from brigade.clock import local_day
from brigade.language import gettext as _
from brigade.language import local, own
from brigade.mail.letters import Letter, compose
from brigade.mail.notices import Notice
from brigade.models import Edition, Invitation

NOON, LASTS = time(12), timedelta(minutes=15)
PAGE = "/account"


@dataclass(frozen=True, slots=True)
class Owed:
    """The method and the version of what this person's calendar should hear now."""

    method: str
    sequence: int


def owed(part: Invitation) -> Owed | None:
    """The table above. A moved noon is a change of time, so each question has a version of its own."""
    following = 0 if part.told_sequence is None else part.told_sequence + 1
    if part.answer == "needs-action":
        return Owed("REQUEST", following)
    if not part.tried or part.told_method == "CANCEL":
        return None
    return Owed("CANCEL", following)


def event(
    part: Invitation, due: Owed, edition: Edition, *, organizer: Party, public_url: str, stamp: datetime
) -> Event:
    """The harmless quarter of an hour, for this person's calendar."""
    asked = part.told_at if due.method == "CANCEL" and part.told_at else stamp
    noon = datetime.combine(local_day(asked, edition.zone) + timedelta(days=1), NOON, ZoneInfo(edition.zone))
    with own(part.person.language):
        words = _("Acceptez-la pour voir si nos invitations vous parviennent. Elle disparaîtra toute seule.")
        return Event(
            uid=part.uid, sequence=due.sequence, starts_at=noon, ends_at=noon + LASTS, zone=edition.zone,
            summary=_("Essai de votre agenda : acceptez-moi"), description=f"{local(edition, 'name')}\n{words}",
            location=_("C’est un essai : personne ne vous attend"), url=public_url + PAGE, organizer=organizer,
            attendee=Party(part.person.name, part.email), stamp=stamp,
        )  # fmt: skip


def letter(part: Invitation, due: Owed, edition: Edition) -> Letter:
    """The question, or the thanks for its answer."""
    with own(part.person.language):
        notice = _question() if due.method == "REQUEST" else _thanks()
    return compose("notice", part.person.language, edition, notice=notice, name=part.person.name)


def _question() -> Notice:
    return Notice(
        subject=_("Un essai : cette invitation arrive-t-elle dans votre agenda ?"),
        title=_("Acceptez cette invitation d’essai"),
        lead=_("Elle montre que nos invitations arrivent chez vous, et que vos réponses nous reviennent."),
        lines=[
            _("Un geste suffit : « Accepter », dans votre courriel ou votre agenda. Elle disparaît ensuite seule."),
            _("Aucun bouton ? Répondez par un mot à ce courriel : Gmail, par exemple, montre alors nos invitations."),
        ],
    )  # fmt: skip


def _thanks() -> Notice:
    return Notice(
        subject=_("L’essai est réussi"), title=_("Votre agenda et le nôtre se parlent"),
        lead=_("Votre réponse est arrivée. L’invitation d’essai disparaît de votre agenda ; il n’y a rien à faire."),
    )  # fmt: skip
