"""The plain values of a booking that its calendar object is made from.

An event that breaks one of the rules below cannot be built, because the engine would write it without a word:
a time without a zone becomes a *floating* one, which every reader places in its own zone.
"""

import re
from dataclasses import dataclass
from datetime import datetime

_UID = re.compile(r"[!-+\--:<-\[\]-~]{1,255}")  # printable ASCII that TEXT does not escape (RFC 5545, 3.3.11)


@dataclass(frozen=True)
class Party:
    """A person or a mailbox: `name` as shown, `email` as typed."""

    name: str
    email: str


@dataclass(frozen=True)
class Event:
    """One version of one session, for one recipient.

    `zone` is the IANA name of the edition's zone; `starts_at`, `ends_at` and `stamp` (when this version is
    written) are aware. `attendee` is the one recipient; None where nobody is invited (downloads, feeds).
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str
    location: str
    url: str
    organizer: Party
    attendee: Party | None
    stamp: datetime

    def __post_init__(self) -> None:
        """Refuse, with ValueError, what would be written wrong rather than not at all."""
        for name in ("starts_at", "ends_at", "stamp"):
            if getattr(self, name).utcoffset() is None:
                raise ValueError(f"{name} has no time zone")
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at is not after starts_at")
        if not _UID.fullmatch(self.uid):
            raise ValueError(f"not a UID: {self.uid[:80]!r}")
        if self.sequence < 0:
            raise ValueError("sequence is negative")
