"""What came back, as the programs of this world write it, and what is held because it is not one clear
answer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from brigade.calendars.answer import Answer, Bounce, OutOfOffice, Reply, Unknown
from brigade.calendars.reply import read
from tests.calendars.replies import ACCEPTED, NAMES, OURS, PLAIN, UID, WHO, a_mail, a_reply


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("apple", ACCEPTED),
        (
            "google",
            replace(
                ACCEPTED,
                sequence=2,
                stamp=datetime(2026, 10, 2, 9, 15, 30, tzinfo=UTC),
                comment="Merci, à bientôt !",
            ),
        ),
        (
            "thunderbird",
            replace(
                ACCEPTED,
                sequence=1,
                stamp=datetime(2026, 10, 2, 12, 30, tzinfo=UTC),
                partstat="TENTATIVE",
            ),
        ),
        (
            "outlook",  # no ORGANIZER, MAILTO and the address in capitals
            replace(
                ACCEPTED,
                sequence=2,
                stamp=datetime(2026, 10, 3, 14, 0, tzinfo=UTC),
                partstat="DECLINED",
                comment="Je suis en tournée ce jour-là.\nDésolée, vraiment.",
            ),
        ),
        (
            "outlook-counter",
            replace(
                ACCEPTED,
                method="COUNTER",
                sequence=2,
                stamp=datetime(2026, 10, 3, 14, 0, tzinfo=UTC),
                partstat="TENTATIVE",
                comment="Plutôt l'après-midi ?",
                proposed_start=datetime(2026, 11, 18, 19, 0, tzinfo=UTC),
            ),
        ),
        (
            "bounce",
            Bounce(
                recipient=WHO,
                message_id=OURS,
                status="5.1.1",
                reason=f"550 5.1.1 <{WHO}>: Recipient address rejected: User unknown",
                is_final=True,
            ),
        ),
        (
            "bounce-delayed",
            Bounce(
                recipient=WHO,
                message_id=OURS,
                status="4.4.1",
                reason="connect to mail.theatre.example.org[192.0.2.7]:25: Connection timed out",
                is_final=False,
            ),
        ),
        ("away-exchange", OutOfOffice(WHO, "Réponse automatique\u00a0: Votre rencontre", OURS)),
        ("away-vacation", OutOfOffice(WHO, "Je suis absente", OURS)),
        ("person", Unknown("no calendar answer", WHO, "Re: Votre rencontre est confirmée")),
    ],
)
def test_what_real_programs_send(name: str, answer: Answer) -> None:
    assert read(a_mail(name)) == answer


@pytest.mark.parametrize("name", NAMES)
def test_the_line_ends_of_a_mail_folder_read_the_same(name: str) -> None:
    assert read(a_mail(name).replace(b"\r\n", b"\n")) == read(a_mail(name))


def test_the_least_that_is_an_answer() -> None:
    assert read(a_reply(*PLAIN)) == ACCEPTED


def test_the_sender_is_who_the_message_says_and_not_who_answers() -> None:
    forged = read(a_reply(*PLAIN, sender="Ana Roy <mallory@example.org>"))
    assert forged == replace(ACCEPTED, sender="mallory@example.org")


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        (f"Ana <{WHO}>", WHO),
        (f'"Roy, Ana" <{WHO}>', WHO),
        (f'"{WHO}" <{WHO.upper()}>', WHO),
        (f"{WHO} (Ana Roy)", WHO),
        (f"=?utf-8?q?Ana?=\r\n <{WHO}>", WHO),
        (f"{WHO}, mallory@example.org", ""),
        (f"mallory@example.org <{WHO}> <x@example.org>", ""),
        (f"{WHO}\r\nFrom: mallory@example.org", ""),
        ("josé@example.org", ""),
        ("", ""),
        ("<>", ""),
    ],
)
def test_the_sender_is_one_address_or_none(written: str, sender: str) -> None:
    answer = read(a_reply(*PLAIN, sender=written))
    assert isinstance(answer, Reply)
    assert answer.sender == sender


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (PLAIN[1:], "0 times UID"),
        ((*PLAIN, "UID:another"), "2 times UID"),
        ((PLAIN[0], PLAIN[2]), "0 times DTSTAMP"),
        ((*PLAIN, "DTSTAMP:20991231T000000Z"), "2 times DTSTAMP"),
        ((PLAIN[0], "DTSTAMP:20261002T120000", PLAIN[2]), "DTSTAMP is no moment"),
        ((PLAIN[0], "DTSTAMP;VALUE=DATE:20261002", PLAIN[2]), "DTSTAMP is no moment"),
        ((PLAIN[0], "DTSTAMP:yesterday", PLAIN[2]), "unreadable"),
        (PLAIN[:2], "0 times attendee"),
        ((*PLAIN, "ATTENDEE;PARTSTAT=DECLINED:mailto:b@example.org"), "2 times attendee"),
        ((*PLAIN[:2], "ATTENDEE;PARTSTAT=ACCEPTED:mailto:"), "without address"),
        ((*PLAIN[:2], "ATTENDEE;PARTSTAT=ACCEPTED:urn:uuid:1"), "without address"),
        ((*PLAIN[:2], f"ATTENDEE;PARTSTAT=DELEGATED:mailto:{WHO}"), "'DELEGATED'"),
        ((*PLAIN[:2], f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{WHO}"), "'NEEDS-ACTION'"),
        ((*PLAIN[:2], f"ATTENDEE:mailto:{WHO}"), "says ''"),
        ((*PLAIN, "SEQUENCE:-1"), "no number"),
        ((*PLAIN, "SEQUENCE:99999999999"), "no number"),
        ((*PLAIN, "SEQUENCE:1", "SEQUENCE:2"), "2 times SEQUENCE"),
        ((*PLAIN, "END:VEVENT", "BEGIN:VEVENT", *PLAIN), "2 times event"),
        ((*PLAIN, "BEGIN:VCALENDAR", "END:VCALENDAR") * 50, "too complicated"),
    ],
)
def test_what_is_not_one_clear_answer_is_held(lines: tuple[str, ...], why: str) -> None:
    answer = read(a_reply(*lines))
    assert isinstance(answer, Unknown)
    assert why in answer.why
    assert answer.sender == WHO


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "REFRESH", ""])
def test_only_a_reply_or_a_counter_is_an_answer(method: str) -> None:
    answer = read(a_reply(*PLAIN, method=method))
    assert isinstance(answer, Unknown)


def test_a_counter_without_a_time_is_held() -> None:
    assert isinstance(read(a_reply(*PLAIN, method="COUNTER")), Unknown)


def test_small_letters_and_missing_sequence_do_not_matter() -> None:
    loose = (f"uid:{UID}", "dtstamp:20261002T120000Z", f"attendee;partstat=accepted:MAILTO:{WHO.upper()}")
    assert read(a_reply(*loose, method="reply")) == ACCEPTED


@pytest.mark.parametrize("words", ["=?utf-8\x00?q?x?=", "=?no-such?q?x?=", "=?utf-8?b?a?=", "\udcff"])
def test_a_subject_that_cannot_be_read_costs_no_answer(words: str) -> None:
    raw = a_reply(*PLAIN).replace(b"Subject: x", b"Subject: " + words.encode("utf-8", "surrogateescape"))
    assert read(raw) == ACCEPTED


def test_a_comment_is_cleaned_and_cut() -> None:
    answer = read(a_reply(*PLAIN, "COMMENT:" + "\\n\x07<b>\u202e" + "é" * 5000))
    assert isinstance(answer, Reply)
    assert answer.comment == "<b>" + "é" * 997


def test_a_report_that_carries_an_answer_is_still_a_report() -> None:
    """The message that came back had a METHOD:REPLY in it: it must not count as anybody's answer."""
    assert isinstance(read(a_mail("bounce")), Bounce)


@pytest.mark.parametrize("action", [b"delivered", b"relayed", b"expanded", b""])
def test_a_report_without_trouble_is_held(action: bytes) -> None:
    answer = read(a_mail("bounce").replace(b"Action: failed", b"Action: " + action))
    assert isinstance(answer, Unknown)
    assert answer.why == "a delivery report without trouble"
    assert answer.sender == "mailer-daemon@mx.example.org"
