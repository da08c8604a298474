"""Every letter in both languages: a function that composes one and is not in `LETTERS` fails, and so does a letter that
reads the same in French and in English, lets a name become markup, or breaks its subject.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from brigade.database import db
from brigade.mail import announcements, calling, clinics, decisions, letters, notices, trial
from brigade.mail.letters import Letter
from brigade.models import Announcement, Booking, Clinic, Invitation, Organization
from tests import factories as make
from tests import tree
from tests.factories import NOW
from tests.stage import ticketing
from tests.test_house import none_of

HOSTILE = "Nom <b>gras</b>\r\nBcc: x@example.org & 'cie' %(x)s {{ 7 * 7 }} 🎭"
ROLES: tuple[notices.Role, ...] = ("organization", "expert")
Compose = Callable[[Booking, str], Letter]


def invitation(booking: Booking, language: str) -> Invitation:
    """A test invite, which belongs to no session."""
    booking.person.language = language
    return Invitation(uid="test", role="test", person=booking.person, email=booking.person.email, answer="needs-action")


def group(booking: Booking) -> Clinic:
    """A small group at the session's hour."""
    return Clinic(uid="group", specialty=ticketing(), expert=booking.expert, slot=booking.slot, place=HOSTILE)


def refused(booking: Booking) -> Organization:
    """The session's organization, once the coordinators refused it."""
    booking.organization.eligibility, booking.organization.eligibility_reason = "refused", HOSTILE
    return booking.organization


def place(booking: Booking) -> notices.Place:
    return notices.here(booking)


# By the name of the function: how it is called.
LETTERS: dict[str, Compose] = {
    "sign_in": lambda b, language: letters.sign_in(language, "TOKEN", HOSTILE, minutes=20, edition=b.slot.edition),
    "welcome": lambda b, language: letters.welcome("expert", language, b.slot.edition),
    "booked": lambda b, language: letters.booked(b, "expert", language, HOSTILE),
    "moved": lambda b, language: notices.moved(b, "expert", place(b), language, HOSTILE),
    "unmoved": lambda b, language: notices.unmoved(b, "expert", language, HOSTILE),
    "cancelled": lambda b, language: notices.cancelled(b, "expert", place(b), language, HOSTILE),
    "replaced": lambda b, language: notices.replaced(b, place(b), language, HOSTILE),
    "cannot_come": lambda b, language: notices.cannot_come(b, b.person, HOSTILE, language),
    "invited": lambda b, language: clinics.invited(group(b), b.need, language, HOSTILE),
    "for_expert": lambda b, language: clinics.for_expert(group(b), language, HOSTILE),
    "called_off": lambda b, language: clinics.called_off(group(b), language, HOSTILE),
    "does_not_suit": lambda b, language: notices.does_not_suit(b, b.person, language),
    "proposed_move": lambda b, language: notices.proposed_move(b, b.slot, language),
    "kept_time": lambda b, language: notices.kept_time(b, language),
    "offered": lambda b, language: notices.offered(b, NOW + timedelta(hours=2), language),
    "declined": lambda b, language: notices.declined(b, "organization", language, HOSTILE),
    "countered": lambda b, language: notices.countered(b, "organization", language, HOSTILE),
    "soon": lambda b, language: notices.soon(b, "expert", language, HOSTILE),
    "unanswered": lambda b, language: notices.unanswered(b, "organization", language, HOSTILE),
    "how_was_it": lambda b, language: notices.how_was_it(b, language, HOSTILE),
    "announced": lambda b, language: announcements.announced(
        Announcement(
            audience="everyone", detail="", subject_fr="Objet", subject_en="Subject",
            text_fr="Un mot pour vous toutes et tous.", text_en="A word for all of you, my friends.",
        ),
        b.slot.edition, language, HOSTILE,
    ),
    "letter": lambda b, language: trial.letter(
        invitation(b, language), trial.Owed("REQUEST", 0), b.slot.edition
    ),
    "called": lambda b, language: calling.called(
        calling.Call("nudged", "organizations", b.slot.edition), language, HOSTILE
    ),
    "decided": lambda b, language: decisions.decided(refused(b), b.slot.edition, language, HOSTILE),
    "more_time": lambda b, language: decisions.more_time(b.slot.edition, ticketing(), "2", HOSTILE, language, HOSTILE),
    "day_ahead": lambda b, language: notices.day_ahead([(b, "expert")], language, HOSTILE, is_today=True),
}


@pytest.fixture
def booking(app: Flask) -> Booking:
    """A session of people with the worst of names."""
    made = make.make_meeting(title=HOSTILE, description=HOSTILE * 3)
    made.person.name = made.expert.name = made.organization.name = made.table.name = HOSTILE[:40]
    made.slot.edition.name_fr, made.slot.edition.name_en = "Accélérateur", "Accelerator"
    made.cancel_reason = HOSTILE
    db.session.commit()
    return made


def composing() -> set[str]:
    """Every function of the mail package that gives back a letter, what begins with _ left out."""
    return {
        node.name
        for path in tree.files() if tree.within(tree.module(path), ("brigade.mail",))
        for node in tree.parsed(path).body
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name) and node.returns.id == "Letter"
        and not node.name.startswith("_") and node.name != "compose"
    }  # fmt: skip


def test_every_letter_is_looked_at_here() -> None:
    none_of(f"{name}() composes a letter: add it to LETTERS." for name in composing() - set(LETTERS))
    none_of(f"{name}() composes no letter any more: take it out of LETTERS." for name in set(LETTERS) - composing())


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_in_both_languages(booking: Booking, name: str) -> None:
    written = {language: LETTERS[name](booking, language) for language in ("fr", "en")}
    for language, letter in written.items():
        assert letter.subject and not re.search(r"[\r\n\x00-\x1f]", letter.subject), "one line of subject"
        assert f'lang="{language}"' in letter.html
        assert "<b>gras" not in letter.html and "49" not in letter.text.split() and "{{ _(" not in letter.text
        assert not re.search(r"(^|\n)Bcc:", letter.subject)
        assert "None" not in letter.text and "Undefined" not in letter.text
    own = {language: sentences(letter.text) for language, letter in written.items()}
    same = own["fr"] & own["en"]
    assert not same, f"{name} says this in both: {sorted(same)}"


def sentences(text: str) -> set[str]:
    """Its lines of words of ours: without addresses, and without what people typed."""
    typed = HOSTILE.split("\r\n")
    lines = (line.strip() for line in text.splitlines())
    return {
        line for line in lines
        if len(re.findall(r"[^\W\d_]{3,}", line)) > 3 and "://" not in line and "@" not in line
        and not any(piece[:20] in line for piece in typed)
    }  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_did_not_come_reads_why_and_what_to_do(booking: Booking, language: str) -> None:
    called_off = {role: notices.cancelled(booking, role, place(booking), language, "A") for role in ROLES}
    booking.outcome = "no-show"
    missed = {role: notices.cancelled(booking, role, place(booking), language, "A") for role in ROLES}
    assert all(called_off[role].text != missed[role].text for role in ROLES)
    assert {"fr": "Passez à l’accueil", "en": "Come to the desk"}[language] in missed["organization"].text
    assert {"fr": "n’est pas venu", "en": "did not come"}[language] in missed["expert"].text
