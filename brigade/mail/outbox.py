"""The outbox: letters become rows here, in the transaction of the act that causes them, and nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from brigade.database import db, insert_missing, insert_rows, new_uid
from brigade.mail import announcements, calling
from brigade.mail.calling import Call
from brigade.mail.letters import Letter
from brigade.models import Announcement, Booking, Invitation, Message, Person, SignInToken

Row = dict[str, Any]


def reference(
    part: Invitation, kind: str, key: str, *, now: datetime, due: datetime | None = None, sequence: int | None = None,
    of_day: bool = False,
) -> Row:  # fmt: skip
    """A message to the person of this part, written when it leaves; `of_day`: about all their sessions of one day."""
    about = {
        "booking_id": None if of_day else part.booking_id, "invitation_id": None if of_day else part.id,
        "sequence": sequence, "to_email": part.email,
    }  # fmt: skip
    return _row(part.person, kind, key, now) | about | ({"due_at": due} if due else {})


def _row(to: Person, kind: str, key: str, now: datetime) -> Row:
    """What a message to somebody has in any case; `key` says of what it is the one message."""
    return {
        "uid": new_uid(), "key": key, "kind": kind, "recipient_id": to.id, "to_email": to.email, "to_name": to.name,
        "language": to.language, "created_at": now, "due_at": now,
    }  # fmt: skip


def references(
    booking: Booking, step: str, parts: Sequence[Invitation], *, now: datetime, again: str = ""
) -> list[Row]:
    """One for each person: what it says is rendered when it leaves, from the booking's newest state.

    `again`: makes the key of a version that is asked for once more another one.
    """
    return [
        reference(
            part, step, f"{part.uid}:{booking.sequence}:{part.person_id}{again}", now=now, sequence=booking.sequence
        )
        for part in parts
    ]  # fmt: skip


def post_invitations(
    booking: Booking, step: str, parts: Sequence[Invitation], *, now: datetime, again: str = ""
) -> None:
    """Post them now."""
    insert_rows(Message, references(booking, step, parts, now=now, again=again))


def post_once(kind: str, parts: Sequence[Invitation], what: str, *, now: datetime) -> None:
    """A reference of that kind for each part, but for those to whom this `what` was posted before."""
    insert_missing(Message, [reference(part, kind, f"{kind}:{part.id}:{what}", now=now) for part in parts])


def post_link(token: SignInToken, *, name: str, now: datetime) -> None:
    """The sign-in link as a reference: its token exists only on the wire."""
    db.session.add(
        Message(
            key=f"sign-in:{token.uid}", kind="sign-in", sign_in_token=token, to_email=token.email, to_name=name,
            language=token.language, created_at=now, due_at=now,
        )
    )  # fmt: skip


def post_announcement(row: Announcement, readers: Sequence[Person], *, now: datetime) -> None:
    """A reference for each reader, in the language in which they get it."""
    written = {reader.id: announcements.written(row, reader.language) for reader in readers}
    rows = [
        _row(reader, "announcement", f"announcement:{row.uid}:{reader.id}", now)
        | {"announcement_id": row.id, "language": written[reader.id]}
        | {"subject": getattr(row, f"subject_{written[reader.id]}")}
        for reader in readers
    ]
    insert_missing(Message, rows)


def post_call(call: Call, people: Sequence[Person], *, now: datetime, again: str = "") -> None:
    """A reference for each of these people, but for those to whom that very call was posted before."""
    subjects = {language: calling.called(call, language, "").subject for language in {one.language for one in people}}
    rows = [
        _row(person, call.kind, call.key(person.id, again), now) | {"subject": subjects[person.language]}
        for person in people
    ]
    insert_missing(Message, rows)


def post_each(letters: Mapping[int, Letter], people: Sequence[Person], *, kind: str, again: str, now: datetime) -> None:
    """A letter of final words to each person (by id), unless one with that `again` was posted to them before."""
    rows = [
        _row(person, kind, f"{kind}:{person.id}:{again}", now)
        | {name: getattr(letters[person.id], name) for name in ("subject", "text", "html")}
        for person in people
    ]
    insert_missing(Message, rows)


def pack_key(day: date, person: Person) -> str:
    """Of the one message that brings this person the day's pack."""
    return f"pack:{day}:{person.id}"


def post_packs(day: date, people: Sequence[Person], *, now: datetime) -> None:
    """The day in one file as a reference: it is written when it leaves, from what is true then."""
    insert_missing(Message, [_row(person, "pack", pack_key(day, person), now) for person in people])


def post(
    letter: Letter, to: Person, *, key: str, kind: str, now: datetime, booking: Booking | None = None
) -> None:
    """A letter whose text is final; `key` says of what it is the one message, `booking` about which session."""
    db.session.add(
        Message(
            key=key, kind=kind, recipient=to, booking=booking, to_email=to.email, to_name=to.name, language=to.language,
            subject=letter.subject, text=letter.text, html=letter.html, created_at=now, due_at=now,
        )
    )  # fmt: skip
