"""Answers as pages show them: who declined, who was not reached, who is silent, and the words for each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from brigade.database import db
from brigade.domain import answers as domain
from brigade.domain import trial
from brigade.language import own
from brigade.models import Booking, Edition, Inbound
from brigade.queries import answers, board, bookings, inbound, parts
from tests import factories as make
from tests import tree
from tests.invited import NOW, ORGANIZER, SEQUENCE, answer_of, make_invited, part_of

DAY = date(2026, 12, 1)


def says(booking: Booking, role: str, partstat: str, **how: Any) -> Inbound:
    raw = answer_of(part_of(booking, role), partstat=partstat, **how)
    row = domain.receive(raw, organizer=ORGANIZER, now=NOW)
    db.session.commit()
    return row


def returned(booking: Booking, role: str) -> None:
    part = part_of(booking, role)
    part.bounced_at, part.bounce_reason = NOW, "no such user"
    db.session.commit()


def edition_of(booking: Booking) -> Edition:
    return booking.slot.edition


def lines(name: str, booking: Booking, now: Any = NOW) -> list[Any]:
    return list(inbound.page(name, edition_of(booking), now, 1))


def cell(booking: Booking) -> board.Cell:
    with own("fr"):
        found = board.desk(edition_of(booking), board.Wanted(DAY), NOW, DAY).boards[0]
    (taken,) = [cell for row in found.rows for cell in row.cells if cell.href]
    return taken


def detail(booking: Booking, now: Any = NOW) -> str:
    with own("fr"):
        ((item,),) = [day.items for day in bookings.agenda(booking.expert, now)]
    return item.detail


@pytest.mark.parametrize(
    ("organization", "expert", "state", "words"),
    [
        ("", "", "booked", "sans réponse"),
        ("ACCEPTED", "", "booked", "sans réponse"),
        ("ACCEPTED", "ACCEPTED", "booked", "accepté"),
        ("TENTATIVE", "", "booked", "peut-être"),
        ("ACCEPTED", "DECLINED", "conflict", "décliné"),
        ("bounced", "TENTATIVE", "conflict", "courriel non reçu"),
        ("bounced", "DECLINED", "conflict", "décliné"),
    ],
)
def test_a_cell_of_the_board_shows_the_weightier_answer(
    app: Flask, organization: str, expert: str, state: str, words: str
) -> None:
    booking = make_invited()
    for role, said in (("organization", organization), ("expert", expert)):
        if said == "bounced":
            returned(booking, role)
        elif said:
            says(booking, role, said)
    found = cell(booking)
    assert (found.state, found.said, found.detail) == (state, words, booking.table.name)


def test_a_session_whose_people_were_never_invited_shows_its_table(app: Flask) -> None:
    booking = make.make_meeting()
    assert cell(booking).detail == detail(booking) == booking.table.name
    assert cell(booking).said == ""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("", "l’organisme n’a pas encore répondu"), ("ACCEPTED", "l’organisme a accepté"),
        ("TENTATIVE", "l’organisme a dit peut-être"), ("DECLINED", "l’organisme a décliné"),
        ("bounced", "l’organisme n’a pas reçu notre courriel"),
    ],
)  # fmt: skip
def test_the_experts_agenda_says_what_the_organization_answered(app: Flask, said: str, words: str) -> None:
    booking = make_invited()
    says(booking, "expert", "DECLINED")
    if said == "bounced":
        returned(booking, "organization")
    elif said:
        says(booking, "organization", said)
    assert detail(booking) == f"{booking.table.name} · {words}"
    assert detail(booking, booking.slot.ends_at) == booking.table.name


def test_a_newer_version_shows_no_answer_yet(app: Flask) -> None:
    booking = make_invited()
    says(booking, "organization", "ACCEPTED")
    says(booking, "expert", "ACCEPTED")
    booking.sequence += 1
    db.session.commit()
    assert answers.weightiest([booking.id]) == {booking.id: "needs-action"}
    assert [part.answer for part in parts.of(booking)] == ["needs-action", "needs-action"]


def test_who_handed_the_session_over_is_not_asked_any_more(app: Flask) -> None:
    booking = make_invited()
    says(booking, "expert", "DECLINED")
    booking.expert.person = make.make_person()
    db.session.commit()
    assert answers.by_role([booking.id]) == {booking.id: {"organization": "needs-action"}}
    assert lines("trouble", booking) == []


def test_trouble_is_who_declined_and_who_was_not_reached(app: Flask) -> None:
    booking = make_invited()
    assert inbound.trouble_count(NOW) == 0
    says(booking, "organization", "DECLINED", day=3)
    returned(booking, "expert")
    found = {(line.state, line.note, line.other) for line in lines("trouble", booking)}
    assert found == {("declined", "", booking.expert.name), ("bounced", "no such user", booking.organization.name)}
    assert inbound.trouble_count(NOW) == 2
    assert inbound.trouble_count(booking.slot.ends_at) == 0
    booking.state = "cancelled"
    assert inbound.trouble_count(NOW) == 0


def test_who_has_not_answered_is_listed_until_they_do(app: Flask) -> None:
    booking = make_invited()
    assert [line.email for line in lines("unanswered", booking)] == [
        part_of(booking).email, part_of(booking, "expert").email
    ]  # fmt: skip
    says(booking, "organization", "TENTATIVE")
    returned(booking, "expert")
    assert lines("unanswered", booking) == []
    booking.sequence += 1
    assert [line.state for line in lines("unanswered", booking)] == ["needs-action"]
    assert lines("unanswered", booking, booking.slot.ends_at) == []


def test_who_has_not_tried_is_listed_with_what_became_of_the_mail(app: Flask) -> None:
    booking = make_invited()
    person = booking.person
    names = {line.email: (line.told_at, line.bounced) for line in lines("untested", booking)}
    assert names == {person.email: (None, False), booking.expert.person.email: (None, False)}
    trial.ask(person, edition_of(booking), now=NOW)
    test = inbound.test_of(person)
    assert test is not None
    test.told_at, test.bounced_at = NOW, NOW
    assert (NOW, True) in [(line.told_at, line.bounced) for line in lines("untested", booking)]
    test.answer = "tentative"
    assert [line.email for line in lines("untested", booking)] == [booking.expert.person.email]


def test_mails_are_listed_by_what_became_of_them_newest_first(app: Flask) -> None:
    booking = make_invited()
    for day, partstat in enumerate(("ACCEPTED", "DECLINED"), 1):
        says(booking, "organization", partstat, day=day)
    says(booking, "organization", "ACCEPTED", sequence=SEQUENCE - 1)
    assert [row.kind for row in lines("applied", booking)] == ["declined", "accepted"]
    (held,) = lines("held", booking)
    with own("fr"):
        assert inbound.reason(held) == "La réponse parle d’une version plus ancienne de la rencontre."
    assert dict(inbound.counts(edition_of(booking), NOW)) == {
        "trouble": 1, "unanswered": 1, "untested": 2, "applied": 2, "held": 1,
    }  # fmt: skip


def test_a_page_is_fifty_rows(app: Flask) -> None:
    booking = make_invited()
    for number in range(51):
        domain.receive(b"From: a@example.org\r\n\r\n%d" % number, organizer=ORGANIZER, now=NOW)
    edition = edition_of(booking)
    assert [len(inbound.page("held", edition, NOW, number)) for number in (1, 2, 3)] == [50, 1, 0]


def test_every_reason_for_holding_a_mail_has_words() -> None:
    source = tree.ROOT / "brigade" / "domain" / "answers.py"
    said = {tree.pattern(call.args[0]) for call in tree.calls(source, "_Held") if call.args} - {""}
    said |= set(domain.UNREAD.values())
    assert said <= set(inbound.REASONS)
    text = source.read_text(encoding="utf-8")
    assert not [code for code in inbound.REASONS if f'"{code}"' not in text], "words for a reason that nobody gives"
