"""The answer that the demo's buttons send is one that real programs could have sent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from brigade.calendars import card, respond
from brigade.calendars.answer import ACCEPTED, DECLINED, TENTATIVE, Reply
from brigade.calendars.invite import confirm
from brigade.calendars.organizer import organizers
from brigade.calendars.reply import read
from tests.calendars.events import an_event
from tests.calendars.replies import NAMES, a_mail, a_reply

STAMP = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


def mailed(calendar: bytes, sender: str) -> bytes:
    head = f"From: {sender}\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\n"
    return head.encode() + calendar


@pytest.mark.parametrize("partstat", [ACCEPTED, TENTATIVE, DECLINED])
def test_an_answer_is_read_as_it_was_meant(partstat: str) -> None:
    invite = card.read(confirm(an_event(sequence=3)))
    raw = mailed(respond.reply(invite, partstat, stamp=STAMP), invite.attendee)
    said = read(raw)
    assert isinstance(said, Reply)
    assert (said.method, said.uid, said.sequence, said.stamp) == ("REPLY", invite.uid, 3, STAMP)
    assert (said.attendee, said.partstat, said.sender) == (invite.attendee, partstat, invite.attendee)
    assert organizers(raw) == [invite.organizer]


@pytest.mark.parametrize("name", [name for name in NAMES if isinstance(read(a_mail(name)), Reply)])
def test_the_organizer_of_real_answers_is_ours_or_left_out(name: str) -> None:
    assert organizers(a_mail(name)) == ([] if name.startswith("outlook") else ["brigade@example.org"])


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((), []),
        (("ORGANIZER:MAILTO:A@Example.org",), ["a@example.org"]),
        (('ORGANIZER;CN="x:mailto:b@example.org":mailto:a@example.org',), ["a@example.org"]),
        (("ORGANIZER:mailto:a%2Bb@example.org",), ["a+b@example.org"]),
        (("ORGANIZER:http://example.org/a",), [""]),
        (("ORGANIZER:mailto:a@example.org", "ORGANIZER:mailto:b@example.org"), ["a@example.org", "b@example.org"]),
    ],
)
def test_each_organizer_is_named(lines: tuple[str, ...], found: list[str]) -> None:
    assert organizers(a_reply(*lines)) == found
