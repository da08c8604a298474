"""What a mail that came back changes: the answer of the person who gave it, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from brigade.calendars.answer import Reply
from brigade.calendars.reply import read
from brigade.database import db
from brigade.domain import answers
from brigade.domain.answers import receive, standing
from brigade.language import own
from brigade.models import Booking, Entry, Inbound, Invitation, Message, Seat
from brigade.queries import told
from tests.calendars.replies import OURS, WHO, a_mail
from tests.invited import NOW, ORGANIZER, SEQUENCE, answer_of, make_invited, part_of


def arrives(raw: bytes, now: datetime = NOW) -> Inbound:
    """The mail is read and kept."""
    row = receive(raw, organizer=ORGANIZER, now=now)
    db.session.commit()
    return row


def values(part: Invitation) -> dict[str, Any]:
    db.session.refresh(part)
    return {column.key: getattr(part, column.key) for column in inspect(Invitation).column_attrs}


def messages(kind: str) -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)))


def acts() -> list[str]:
    return list(db.session.scalars(select(Entry.act).order_by(Entry.id)))


@pytest.mark.parametrize("name", ["google", "outlook", "apple", "thunderbird"])
def test_what_real_programs_answer_is_noted(app: Flask, name: str) -> None:
    said = read(a_mail(name))
    assert isinstance(said, Reply)
    booking = make_invited(sequence=said.sequence)
    row = arrives(a_mail(name))
    part = part_of(booking)
    assert (row.state, row.reason, row.kind, row.sender) == ("applied", "", said.partstat.lower(), WHO)
    assert (row.invitation_id, part.answer, part.answered_at) == (part.id, said.partstat.lower(), NOW)
    assert (part.answer_stamp, part.answer_sequence) == (said.stamp, said.sequence)
    assert part.note == " ".join(said.comment.split())
    assert part_of(booking, "expert").answer == "needs-action"


def test_two_people_share_a_uid_and_each_answers_alone(app: Flask) -> None:
    booking = make_invited()
    organization, expert = part_of(booking), part_of(booking, "expert")
    arrives(answer_of(expert, partstat="TENTATIVE"))
    arrives(answer_of(organization, partstat="ACCEPTED"))
    assert (part_of(booking).answer, part_of(booking, "expert").answer) == ("accepted", "tentative")


def test_capitals_in_an_address_are_the_same_address(app: Flask) -> None:
    part = part_of(make_invited())
    row = arrives(answer_of(part, sender=f"Ana ROY <{WHO.upper()}>", attendee=WHO.title()))
    assert (row.state, part.answer) == ("applied", "accepted")


def test_outlook_leaves_the_organizer_out(app: Flask) -> None:
    assert b"ORGANIZER" not in answer_of(part := part_of(make_invited()))
    assert arrives(answer_of(part)).state == "applied"


@pytest.mark.parametrize("written", ["mailto:Brigade@Example.org", "MAILTO:brigade@example.org"])
def test_our_organizer_is_ours_however_it_is_written(app: Flask, written: str) -> None:
    part = part_of(make_invited())
    assert arrives(answer_of(part, f"ORGANIZER;CN=X:{written}")).state == "applied"


OURS_AND_ANOTHER = (f"ORGANIZER:mailto:{ORGANIZER}", "ORGANIZER:mailto:other@example.org")
FORGED: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "another sender": ("other-sender", {"sender": "mallory@example.org"}, ()),
    "no sender": ("other-sender", {"sender": "nobody"}, ()),
    "two senders": ("other-sender", {"sender": f"{WHO}, mallory@example.org"}, ()),
    "for another person": ("other-attendee", {"attendee": "mallory@example.org"}, ()),
    "another UID": ("unknown-uid", {"uid": "6b1d3c52f0a94e1e@brigade.example.org"}, ()),
    "an old version": ("old-version", {"sequence": SEQUENCE - 1}, ()),
    "no version": ("old-version", {"sequence": None}, ()),
    "a version to come": ("unknown-version", {"sequence": SEQUENCE + 1}, ()),
    "a day to come": ("future", {"day": 6}, ()),
    "another organizer": ("other-organizer", {}, ("ORGANIZER:mailto:other@example.org",)),
    "no address": ("other-organizer", {}, ("ORGANIZER:urn:x",)),
    "two organizers": ("other-organizer", {}, OURS_AND_ANOTHER),
    "two attendees": ("unclear", {}, ("ATTENDEE;PARTSTAT=DECLINED:mailto:b@example.org",)),
    "an invite": ("unclear", {"method": "REQUEST"}, ()),
    "a cancellation": ("unclear", {"method": "CANCEL"}, ()),
    "a delegation": ("unclear", {"partstat": "DELEGATED"}, ()),
}


@pytest.mark.parametrize("case", FORGED)
def test_what_is_not_this_persons_clear_answer_changes_nothing(app: Flask, case: str) -> None:
    reason, how, extra = FORGED[case]
    booking = make_invited()
    part, other = part_of(booking), part_of(booking, "expert")
    before = values(part), values(other)
    row = arrives(answer_of(part, *extra, **how))
    assert (row.state, row.reason) == ("held", reason)
    assert (values(part), values(other)) == before
    assert not acts() and not messages("declined")


def test_the_other_side_cannot_answer_in_my_place(app: Flask) -> None:
    """They know the UID, because it is the session's."""
    booking = make_invited()
    part, other = part_of(booking), part_of(booking, "expert")
    row = arrives(answer_of(part, partstat="DECLINED", sender=other.email))
    assert (row.reason, row.invitation_id) == ("other-attendee", other.id)
    assert part_of(booking).answer == "needs-action"


def test_a_forgery_leads_to_the_session_that_it_is_about(app: Flask) -> None:
    part = part_of(make_invited())
    assert arrives(answer_of(part, sender="mallory@example.org")).invitation_id == part.id


def test_the_same_mail_twice_is_one_row(app: Flask) -> None:
    part = part_of(make_invited())
    first = arrives(answer_of(part, partstat="DECLINED"))
    before = values(part)
    assert arrives(answer_of(part, partstat="DECLINED"), NOW + timedelta(hours=1)).id == first.id
    assert values(part) == before
    assert db.session.scalar(select(func.count()).select_from(Inbound)) == 1
    assert len(messages("declined")) == len(acts()) == 1


def test_a_replay_by_another_way_is_held(app: Flask) -> None:
    part = part_of(make_invited())
    arrives(answer_of(part, partstat="ACCEPTED"))
    row = arrives(b"Received: by another\r\n" + answer_of(part, partstat="DECLINED"))
    assert (row.state, row.reason, part_of_id(part).answer) == ("held", "replay", "accepted")


def part_of_id(part: Invitation) -> Invitation:
    db.session.refresh(part)
    return part


def test_the_last_word_counts(app: Flask) -> None:
    part = part_of(make_invited())
    arrives(answer_of(part, partstat="DECLINED", day=2))
    arrives(answer_of(part, partstat="ACCEPTED", day=3))
    assert part_of_id(part).answer == "accepted"


def test_the_last_word_counts_in_whatever_order_mail_arrives(app: Flask) -> None:
    part = part_of(make_invited())
    arrives(answer_of(part, partstat="ACCEPTED", day=3))
    late = arrives(answer_of(part, partstat="DECLINED", day=2))
    assert (late.state, late.reason) == ("held", "replay")
    assert part_of_id(part).answer == "accepted"
    assert not messages("declined")


def test_a_clock_that_is_a_little_fast_is_believed(app: Flask) -> None:
    part = part_of(make_invited())
    assert arrives(answer_of(part, day=4), NOW - timedelta(hours=23)).state == "applied"


def test_declining_cancels_nothing_and_asks_once_a_version(app: Flask) -> None:
    booking = make_invited()
    part = part_of(booking)
    arrives(answer_of(part, partstat="DECLINED", day=1))
    arrives(answer_of(part, partstat="TENTATIVE", day=2))
    arrives(answer_of(part, partstat="DECLINED", day=3))
    assert db.session.get_one(Booking, booking.id).state == "live"
    assert db.session.scalar(select(func.count()).select_from(Seat)) == 1
    (letter,) = messages("declined")
    assert (letter.to_email, letter.booking_id, letter.invitation_id) == (WHO, booking.id, part.id)
    booking.sequence += 1
    part.told_sequence = booking.sequence
    arrives(answer_of(part, partstat="DECLINED", day=4, sequence=booking.sequence))
    assert len(messages("declined")) == 2


def test_a_counter_is_a_note_and_is_answered(app: Flask) -> None:
    booking = make_invited()
    row = arrives(a_mail("outlook-counter"))
    part = part_of(booking)
    assert (row.state, row.kind, part.answer) == ("applied", "counter", "tentative")
    assert part.note.replace("\u00a0", " ") == "mercredi 18 novembre, 14 h : Plutôt l'après-midi ?"
    assert [letter.to_email for letter in messages("countered")] == [WHO]
    assert db.session.get_one(Booking, booking.id).slot_id == booking.slot_id
    assert acts() == ["counter-invite"]


def test_an_answer_to_what_was_told_counts_until_the_next_version_does(app: Flask) -> None:
    """The session has moved on, and its new invite still waits: the old time was declined, not the new one."""
    booking = make_invited()
    part = part_of(booking)
    booking.sequence += 1
    row = arrives(answer_of(part, partstat="DECLINED"))
    assert row.state == "applied"
    assert standing(part, booking.sequence) == "needs-action"
    assert not messages("declined")


def test_a_new_version_asks_again(app: Flask) -> None:
    booking = make_invited()
    part = part_of(booking)
    arrives(answer_of(part))
    assert standing(part, booking.sequence) == "accepted"
    booking.sequence += 1
    assert standing(part, booking.sequence) == "needs-action"


def test_a_repeated_invite_takes_answers_to_the_version_it_repeats(app: Flask) -> None:
    """Asked to send it again, the ledger has forgotten what was told until it has left."""
    part = part_of(make_invited())
    part.told_sequence, part.told_method = None, ""
    assert arrives(answer_of(part, sequence=SEQUENCE - 1)).reason == "old-version"
    assert arrives(answer_of(part)).state == "applied"


@pytest.mark.parametrize("case", ["cancelled", "withdrawn", "handed-over", "begun", "not-told"])
def test_an_answer_comes_too_late_or_too_early(app: Flask, case: str) -> None:
    booking, now = make_invited(), NOW
    part = part_of(booking)
    if case == "cancelled":
        booking.state = "cancelled"
    elif case == "withdrawn":
        part.told_method = "CANCEL"
    elif case == "handed-over":
        booking.person = booking.expert.person
    elif case == "begun":
        now = booking.slot.starts_at
    else:
        part.tried = False
    row = arrives(answer_of(part), now)
    reasons = {"begun": "over", "not-told": "not-told"}
    assert (row.state, row.reason) == ("held", reasons.get(case, "cancelled"))
    assert part_of_id(part).answer == "needs-action"


def sent_to(part: Invitation, message_id: str = "", **values: Any) -> Message:
    """The message of the outbox that carried this invite."""
    row = Message(
        key=f"{part.uid}:{message_id}:{len(messages('booked'))}", kind="booked", to_email=part.email, language="fr",
        recipient_id=part.person_id, booking_id=part.booking_id, invitation_id=part.id, state="sent", created_at=NOW,
        due_at=NOW, message_id=message_id, **{"sent_at": NOW - timedelta(days=2)} | values,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row


def test_a_returned_mail_marks_the_invitation_it_carried(app: Flask) -> None:
    booking = make_invited()
    message = sent_to(part_of(booking), OURS)
    row = arrives(a_mail("bounce"))
    part = part_of(booking)
    assert (row.state, row.kind, row.sender) == ("applied", "bounce", WHO)
    assert part.bounced_at == NOW
    assert part.bounce_reason == f"550 5.1.1 <{WHO}>: Recipient address rejected: User unknown"
    assert (part.answer, message.state) == ("needs-action", "sent")
    assert part_of(booking, "expert").bounced_at is None
    assert acts() == ["bounce"]


@pytest.mark.parametrize("message_id", [b"", b"<0100018f-of-the-relay@email.example.com>"])
def test_a_returned_mail_is_known_by_its_recipient_where_the_relay_renamed_it(app: Flask, message_id: bytes) -> None:
    part = part_of(make_invited())
    sent_to(part, OURS)
    assert arrives(a_mail("bounce").replace(OURS.encode(), message_id)).state == "applied"
    assert part_of_id(part).bounced_at == NOW


def test_what_is_long_gone_does_not_come_back(app: Flask) -> None:
    part = part_of(make_invited())
    sent_to(part, "", sent_at=NOW - timedelta(days=6))
    assert arrives(a_mail("bounce")).reason == "unknown-message"
    assert part_of_id(part).bounced_at is None


def test_a_mail_returned_from_elsewhere_is_held(app: Flask) -> None:
    """A mailbox that forwards: the invited one has it."""
    part = part_of(make_invited())
    sent_to(part, OURS)
    part.email = "ana@example.org"
    row = arrives(a_mail("bounce"))
    assert (row.state, row.reason, row.invitation_id) == ("held", "other-address", part.id)
    assert part_of_id(part).bounced_at is None


def test_a_late_delivery_is_no_failure(app: Flask) -> None:
    part = part_of(make_invited())
    sent_to(part, OURS)
    row = arrives(a_mail("bounce-delayed"))
    assert (row.state, row.reason, row.invitation_id) == ("held", "delayed", part.id)
    assert part_of_id(part).bounced_at is None


def test_a_returned_letter_that_was_no_invite_is_held(app: Flask) -> None:
    part = part_of(make_invited())
    message = sent_to(part, OURS)
    message.invitation_id = None
    assert arrives(a_mail("bounce")).reason == "no-invite"


def test_an_answer_shows_that_the_mail_arrived_after_all(app: Flask) -> None:
    part = part_of(make_invited())
    sent_to(part, OURS)
    arrives(a_mail("bounce"))
    arrives(answer_of(part))
    part_of_id(part)
    assert (part.bounced_at, part.bounce_reason, part.answer) == (None, "", "accepted")


@pytest.mark.parametrize("name", ["away-exchange", "away-vacation"])
def test_somebody_who_is_away_has_not_answered(app: Flask, name: str) -> None:
    part = part_of(make_invited())
    sent_to(part, OURS)
    row = arrives(a_mail(name))
    assert (row.state, row.reason, row.kind, row.invitation_id) == ("held", "away", "away", part.id)
    assert part_of_id(part).answer == "needs-action"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (a_mail("person"), "written"),
        (a_mail("bounce").replace(b"Action: failed", b"Action: delivered"), "delivered"),
        (b"From: a@example.org\r\n\r\n" + b"x" * 300_000, "too-large"),
        (b"From: a@example.org\r\n\r\n" + b"\n--" * 500, "too-large"),
        (b"", "written"),
        (b"\xff\x00" * 50, "written"),
    ],
)
def test_any_other_mail_is_held_for_a_person_to_read(app: Flask, raw: bytes, reason: str) -> None:
    row = arrives(raw)
    assert (row.state, row.reason, row.kind, row.invitation_id) == ("held", reason, "other", None)


def test_every_reason_of_the_reader_is_one_that_it_gives() -> None:
    """`UNREAD` repeats its words; here they are shown to be the same."""
    mails = (
        a_mail("person"), a_mail("bounce").replace(b"Action: failed", b"Action: delivered"),
        b"x" * 300_000, b"\n--" * 500,
    )  # fmt: skip
    assert {read(raw).why for raw in mails} == set(answers.UNREAD)  # type: ignore[union-attr]


def test_the_journal_tells_who_answered_what(app: Flask) -> None:
    booking = make_invited()
    part = part_of(booking)
    for day, partstat in enumerate(("ACCEPTED", "TENTATIVE", "DECLINED"), 1):
        arrives(answer_of(part, partstat=partstat, day=day))
    entries = db.session.scalars(select(Entry).order_by(Entry.id)).all()
    assert [(entry.act, entry.person_id) for entry in entries] == [
        (act, part.person_id) for act in ("accept-invite", "maybe-invite", "decline-invite")
    ]
    with own("fr"):
        assert told.sentence(entries[2]) == f"a décliné dans son agenda la rencontre avec {booking.expert.name}"
