"""What a message that came back to the organizer's mailbox says, whoever wrote it.

Nothing here is believed: `sender` is what the message claims. Whether an answer counts (is the sender the
invited person, is the sequence current, is the stamp newer than the last) is for the domain to decide.
"""

from dataclasses import dataclass
from datetime import datetime

ACCEPTED, TENTATIVE, DECLINED = "ACCEPTED", "TENTATIVE", "DECLINED"


@dataclass(frozen=True)
class Reply:
    """A calendar's answer to an invite (`method` REPLY), or another time it proposes (COUNTER).

    `attendee` and `sender` are bare lower-case addresses; `stamp` and `proposed_start` (COUNTER only) are
    aware, UTC. `partstat` is ACCEPTED, TENTATIVE or DECLINED, and for a COUNTER always TENTATIVE: the person
    comes, but not then.
    """

    method: str
    uid: str
    sequence: int
    stamp: datetime
    attendee: str
    partstat: str
    sender: str
    comment: str
    proposed_start: datetime | None = None


@dataclass(frozen=True)
class Bounce:
    """A mail server could not deliver (RFC 3464): `is_final`, or it goes on trying.

    `message_id` is that of our message, angle brackets included, and `recipient` its bare address; each is
    empty when the report does not say. `status` is like "5.1.1", `reason` the words of the server.
    """

    recipient: str
    message_id: str
    status: str
    reason: str
    is_final: bool


@dataclass(frozen=True)
class OutOfOffice:
    """A program answered that the person is away; `message_id` is that of our message, or empty."""

    sender: str
    subject: str
    message_id: str


@dataclass(frozen=True)
class Unknown:
    """Anything else: held for a person to look at, without any effect. `why` is for the journal, in
    English."""

    why: str
    sender: str
    subject: str


Answer = Reply | Bounce | OutOfOffice | Unknown
