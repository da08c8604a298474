"""Messages that nobody should send: an effect that we know, or none; never an error, never a long wait."""

import base64
import random
import time

import pytest

from brigade.calendars.answer import Answer, Bounce, OutOfOffice, Reply, Unknown
from brigade.calendars.reply import read
from tests.calendars.replies import NAMES, PLAIN, UID, WHO, a_mail, a_reply


def nested(levels: int) -> bytes:
    """A message in a message in a message."""
    return b"From: a@example.org\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * levels


def boxes(levels: int) -> bytes:
    """Parts within parts, each with its own boundary."""
    head = "".join(
        f'Content-Type: multipart/mixed; boundary="{level}"\r\n\r\n--{level}\r\n' for level in range(levels)
    )
    return b"From: a@example.org\r\n" + head.encode()


def many_parts(count: int) -> bytes:
    return (
        b'From: a@example.org\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\n" * count
    )


def in_base64(calendar: bytes) -> bytes:
    head = b"From: a@example.org\r\nContent-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + base64.encodebytes(calendar)


HOSTILE = {
    "nothing": b"",
    "only zeros": b"\x00" * 200_000,
    "too large": b"From: a@example.org\r\n\r\n" + b"x" * (256 * 1024),
    "messages in messages": nested(7_000),
    "a few messages in messages": nested(14),
    "parts in parts": boxes(4_000),
    "a few parts in parts": boxes(14),
    "ten thousand parts": many_parts(10_000),
    "four hundred parts": many_parts(399),
    "ten thousand headers": b"X-A: b\r\n" * 10_000,
    "one long header": b"From: " + b"<a@" * 80_000,
    "one folded header": b"From: a@example.org\r\nSubject: " + b"=?utf-8?q?=\r\n ?" * 15_000,
    "a long run of names": b"From: " + b"a " * 120_000 + b"@\r\n\r\nx",
    "calendars in calendars": a_reply(*["BEGIN:VCALENDAR"] * 10_000),
    "calendars in calendars, encoded": in_base64(b"BEGIN:VEVENT\r\n" * 13_000),
    "one long line": a_reply("SUMMARY:" + "x" * 250_000),
    "one long line of escapes": a_reply("SUMMARY:" + "\\" * 250_000),
    "one long parameter": a_reply("ATTENDEE;" + "A=" * 120_000),
    "quotes": a_reply("ATTENDEE;CN=" + '"' * 250_000 + ":x"),
    "white space": a_reply("ATTENDEE;CN=" + " \t" * 120_000 + ":x"),
    "folded line": a_reply("SUMMARY:x" + "\r\n " * 80_000),
    "empty lines": a_reply("SUMMARY:x" + "\r\n" * 120_000),
    "ten thousand attendees": a_reply(*["ATTENDEE:mailto:a@example.org"] * 8_000),
    "endless rule": a_reply(*PLAIN, "RRULE:FREQ=SECONDLY;COUNT=999999999"),
    "unknown charset": a_reply(*PLAIN).replace(b"utf-8", b"no-such-charset"),
    "broken parameter": a_reply(*PLAIN).replace(b"charset=utf-8", b"charset*=x'y'%ff%zz; charset*0*=a"),
    "year zero": a_reply(PLAIN[0], "DTSTAMP:00010101T000000Z", PLAIN[2]),
    "unknown zone": a_reply(*PLAIN, "DTSTART;TZID=Nowhere/Land:20261118T093000", method="COUNTER"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_messages_do_nothing_and_take_no_time(name: str) -> None:
    started = time.process_time()
    answer = read(HOSTILE[name])
    assert time.process_time() - started < 2
    assert not isinstance(answer, Bounce | OutOfOffice)
    if isinstance(answer, Reply):
        assert answer.attendee == WHO
        check(answer)


@pytest.mark.parametrize("name", ["too large", "ten thousand parts", "a few parts in parts"])
def test_even_a_message_that_stays_closed_has_a_sender(name: str) -> None:
    answer = read(HOSTILE[name])
    assert isinstance(answer, Unknown)
    assert answer.sender == "a@example.org"


def check(answer: Answer) -> None:
    """What the domain may rely on, whatever was sent."""
    assert isinstance(answer, Reply | Bounce | OutOfOffice | Unknown)
    if isinstance(answer, Reply):
        assert answer.method in {"REPLY", "COUNTER"}
        assert answer.partstat in {"ACCEPTED", "TENTATIVE", "DECLINED"}
        assert 0 <= answer.sequence < 10**9
        assert answer.stamp.utcoffset() is not None
        assert answer.attendee.isascii()
        assert "@" in answer.attendee
        assert len(answer.uid.splitlines()) <= 1
        assert len(answer.comment) <= 1000
    if isinstance(answer, Bounce | OutOfOffice):
        assert not answer.message_id or answer.message_id[0] + answer.message_id[-1] == "<>"
    (answer.subject if isinstance(answer, OutOfOffice | Unknown) else "").encode()


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """One to six things that happen to messages: bytes change, lines go, come twice, trade places, or end
    early."""
    for _ in range(chance.randint(1, 6)):
        lines = raw.split(b"\r\n")
        here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                spot = chance.randrange(len(raw) + 1)
                raw = (
                    raw[:spot]
                    + chance.choice((b"\x00", b"\xff", b'"', b":", b";", b"\r", b"\n", b"=", b"<"))
                    + raw[spot + 1 :]
                )
            case 1:
                raw = b"\r\n".join(lines[:here] + lines[here + 1 :])
            case 2:
                raw = b"\r\n".join([*lines[:here], lines[there], *lines[here:]])
            case 3:
                lines[here], lines[there] = lines[there], lines[here]
                raw = b"\r\n".join(lines)
            case 4:
                raw = raw[: chance.randrange(len(raw) + 1)] or b"\r\n"
            case 5:
                raw = raw.replace(
                    chance.choice((b"ACCEPTED", b"7bit", b"utf-8", b"REPLY", b"mailto")), chance.randbytes(4)
                )
    return raw


@pytest.mark.parametrize("name", NAMES)
def test_three_hundred_mutations_of_each_message_have_an_effect_we_know_or_none(name: str) -> None:
    whole, chance = a_mail(name), random.Random(name)
    expected = read(whole)
    for _ in range(300):
        answer = read(mutated(whole, chance))
        check(answer)
        if isinstance(expected, Reply) and isinstance(answer, Reply) and answer.uid == UID:
            assert answer.partstat in {expected.partstat, "TENTATIVE"}
        assert isinstance(expected, Reply) or not isinstance(answer, Reply)
