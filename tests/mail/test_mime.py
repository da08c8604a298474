"""Messages as they go over the wire, and as the programs that receive them take them apart."""

import email
import email.policy
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from brigade.calendars.event import Party
from brigade.calendars.invite import cancel, confirm
from brigade.calendars.text import many_lines, one_line
from brigade.mail.mime import Envelope, build
from tests.calendars.events import an_event

SENDER = Party("Accélérateur, numérique", "Brigade@Example.org")
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
HEADERS += ["Content-Language"]
RECIPIENT = Party("Théâtre de l'Île", "Direction@Theatre.Example.org")


def an_envelope(**changes: Any) -> Envelope:
    values: dict[str, Any] = {
        "sender": SENDER,
        "recipient": RECIPIENT,
        "subject": "Votre rencontre est confirmée",
        "text": "Bonjour,\n\nÀ bientôt !\n",
        "html": "<!doctype html>\n<p>Bonjour,</p>\n<p>À bientôt !</p>\n",
        "message_id": "<6b1d3c52.0.theatre@brigade.example.org>",
        "date": datetime(2026, 10, 1, 12, 0, tzinfo=UTC),
        "language": "fr",
    } | changes
    return Envelope(**values)


def an_invite(**changes: Any) -> Envelope:
    return an_envelope(calendar=confirm(an_event()), method="REQUEST", **changes)


def received(message: EmailMessage) -> Any:
    """As the oldest reader of the standard library sees the bytes: it repairs nothing."""
    return email.message_from_bytes(message.as_bytes(), policy=email.policy.compat32)


def read_words(header: Any) -> str:
    return str(make_header(decode_header(header)))


def read_mailbox(header: Any) -> tuple[str, str]:
    name, address = parseaddr(header)
    return read_words(name), address


def test_an_invite_has_text_html_and_calendar_in_this_order_and_nothing_else() -> None:
    message = received(build(an_invite()))
    assert message.get_content_type() == "multipart/alternative"
    parts = message.get_payload()
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
    assert [part.keys() for part in parts] == [["Content-Type", "Content-Transfer-Encoding"]] * 2 + [
        ["Content-Transfer-Encoding", "Content-Type"]
    ]


def test_the_calendar_part_is_what_clients_look_for() -> None:
    part = received(build(an_invite())).get_payload()[2]
    assert part["Content-Type"] == 'text/calendar; charset="UTF-8"; method="REQUEST"'
    assert part["Content-Transfer-Encoding"] == "base64"
    assert part["Content-Disposition"] is None
    assert part.get_payload(decode=True) == confirm(an_event())


def test_a_cancellation_says_so_in_the_part_as_in_the_calendar() -> None:
    part = received(build(an_envelope(calendar=cancel(an_event()), method="CANCEL"))).get_payload()[2]
    assert part.get_param("method") == "CANCEL"
    assert b"\r\nMETHOD:CANCEL\r\n" in part.get_payload(decode=True)


@pytest.mark.parametrize(
    ("calendar", "method"),
    [
        (confirm(an_event()), "CANCEL"),
        (confirm(an_event()), "request"),
        (confirm(an_event()), None),
        (None, "REQUEST"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "REQUEST"),
    ],
)
def test_a_method_that_is_not_the_calendars_is_refused(calendar: bytes | None, method: str | None) -> None:
    with pytest.raises(ValueError, match="METHOD"):
        build(an_envelope(calendar=calendar, method=method))


def test_a_letter_without_calendar_has_text_and_html() -> None:
    message = received(build(an_envelope()))
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]


def test_the_words_arrive_as_they_were_written() -> None:
    text, html, _ = received(build(an_invite())).get_payload()
    assert text.get_payload(decode=True).decode() == "Bonjour,\r\n\r\nÀ bientôt !\r\n"
    assert html.get_payload(decode=True).decode().startswith("<!doctype html>\r\n<p>Bonjour,</p>\r\n")
    assert text.get_content_charset() == html.get_content_charset() == "utf-8"


def test_the_headers_and_only_these() -> None:
    message = received(build(an_invite()))
    assert message.keys() == HEADERS
    assert read_mailbox(message["From"]) == ("Accélérateur, numérique", "brigade@example.org")
    assert read_mailbox(message["To"]) == ("Théâtre de l'Île", "direction@theatre.example.org")
    assert read_words(message["Subject"]) == "Votre rencontre est confirmée"
    assert message["Date"] == "Thu, 01 Oct 2026 12:00:00 +0000"
    assert message["Message-ID"] == "<6b1d3c52.0.theatre@brigade.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"


def test_sender_and_recipient_are_spelled_as_organizer_and_attendee() -> None:
    event = an_event(organizer=SENDER, attendee=Party("É", "Direction@théâtre.example.org"))
    message = received(
        build(an_envelope(recipient=event.attendee, calendar=confirm(event), method="REQUEST"))
    )
    lines = message.get_payload()[2].get_payload(decode=True).decode().replace("\r\n ", "")
    assert f":mailto:{read_mailbox(message['From'])[1]}\r\nSTATUS" in lines
    assert f":mailto:{read_mailbox(message['To'])[1]}\r\nDESCRIPTION" in lines


def test_the_same_values_give_the_same_bytes() -> None:
    assert build(an_invite()).as_bytes() == build(an_invite()).as_bytes()


def check_the_wire(raw: bytes) -> None:
    assert raw.isascii()
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


NAMES = [
    "Ana Roy",
    "Roy, Ana",
    "Théâtre, Émile & Cie",
    'Les "Amis" \\ du théâtre',
    "Compagnie (été) <x@example.org>;",
    "=?utf-8?q?x=0D=0AEvil:_1?=",
    "=?utf-8?b?w6k=?= =?utf-8?b?w6k=?=",
    "Émile " * 40,
    "Ana " * 40,
    "🎭" * 60,
    "",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names_and_subjects_of_every_kind(name: str) -> None:
    built = build(
        an_invite(recipient=Party(name, "a@example.org"), sender=Party(name, "b@example.org"), subject=name)
    )
    message = received(built)
    check_the_wire(built.as_bytes())
    assert read_mailbox(message["To"]) == (one_line(name), "a@example.org")
    assert read_mailbox(message["From"]) == (one_line(name), "b@example.org")
    assert read_words(message["Subject"]) == one_line(name)
    assert message.keys() == HEADERS


def test_a_stricter_reader_sees_one_recipient_too() -> None:
    raw = build(an_invite(recipient=Party("Théâtre, Émile & Cie", "a@example.org"))).as_bytes()
    (address,) = email.message_from_bytes(raw, policy=email.policy.default)["To"].addresses
    assert (address.display_name, address.addr_spec) == ("Théâtre, Émile & Cie", "a@example.org")


TYPED = st.text(st.characters(exclude_categories=())) | st.text(
    st.sampled_from('\r\n\t ,;:<>@()"\\=?_-.\x00\u2028é🎭uUtTfFqQbB80')
)


@settings(max_examples=60, deadline=None)
@example(name="x\r\nBcc: victim@example.org", words="--=_\r\n.\r\n")
@example(name="\ud83d", words="\ud83d")
@given(name=TYPED, words=TYPED)
def test_whatever_is_typed_no_header_and_no_part_is_added(name: str, words: str) -> None:
    envelope = an_invite(
        sender=Party(name, "b@example.org"),
        recipient=Party(words, "a@example.org"),
        subject=name + words,
        text=words,
        html=name,
    )
    built = build(envelope)
    check_the_wire(built.as_bytes())
    message = received(built)
    assert message.keys() == HEADERS
    assert len(message.get_payload()) == 3
    assert read_mailbox(message["To"]) == (one_line(words), "a@example.org")
    assert read_words(message["Subject"]) == one_line(name + words)
    text = message.get_payload()[0].get_payload(decode=True).decode()
    assert text.rstrip("\r\n").replace("\r\n", "\n") == many_lines(words).rstrip("\n")


@pytest.mark.parametrize(
    "typed", ["josé@example.org", "a@example.org\r\nBcc: b@example.org", "a, b@example.org", ""]
)
def test_an_address_without_ascii_form_is_refused_with_a_sentence(typed: str) -> None:
    for side in ("sender", "recipient"):
        with pytest.raises(ValueError, match=r"address|before @"):
            build(an_envelope(**{side: Party("Ana", typed)}))


def test_a_domain_with_accents_is_written_in_its_ascii_form() -> None:
    message = received(build(an_envelope(recipient=Party("Ana", "info@théâtre.example.org"))))
    assert message["To"] == '"Ana" <info@xn--thtre-4qa2c.example.org>'


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": "a@b"},
        {"message_id": "<a b@c>"},
        {"message_id": "<a@b>\r\nBcc: x@example.org"},
        {"message_id": "<é@b>"},
        {"language": "fr\r\nX: 1"},
        {"language": ""},
        {"date": datetime(2026, 10, 1, 12, 0)},
    ],
)
def test_what_the_program_itself_got_wrong_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"Message-ID|language|date"):
        build(an_envelope(**changes))
