"""What people read: short, in their language, with the zone beside every time, and nothing that a name could break."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask

from brigade.database import db
from brigade.mail import letters
from brigade.mail.letters import Letter
from brigade.models import Booking
from tests import factories

ROLES = ("organization", "expert")
ZONES = {"fr": "heure de l’Est", "en": "Eastern Time"}


@pytest.fixture
def booking(app: Flask) -> Booking:
    return factories.make_meeting(description="Première ligne.\nDeuxième <ligne> & fin.")


def plain(text: str) -> str:
    """With the spaces of a typewriter: French ties its colons to the word before."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


class Reader(HTMLParser):
    """What the HTML of a letter shows, and every place it leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.remote: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [found["href"] or ""] if tag == "a" else []
        self.remote += [found.get("src") or ""] if "src" in found or tag in ("img", "link", "script") else []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def all_letters(booking: Booking, language: str) -> dict[str, Letter]:
    edition = booking.slot.edition
    return {
        "sign-in": letters.sign_in(language, "TOKEN", "Ève", minutes=20, edition=edition),
        "welcome-expert": letters.welcome("expert", language, edition),
        "welcome-coordinator": letters.welcome("coordinator", language, edition),
        **{f"booked-{role}": letters.booked(booking, role, language, "Ève Côté") for role in ROLES},
    }


def test_the_subject_says_when_and_with_whom_in_a_phones_list(booking: Booking) -> None:
    for role, other in (("organization", "Amélie Gagnon"), ("expert", "Théâtre du Grand Écart")):
        subject = plain(letters.booked(booking, role, "fr", "Ève Côté").subject)
        assert subject == f"Rencontre confirmée : mar. 1er déc., 9 h 30 avec {other}"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_a_confirmation_says_when_where_and_how_to_see_it(booking: Booking, role: str, language: str) -> None:
    letter = all_letters(booking, language)[f"booked-{role}"]
    html = " ".join(Reader(letter.html).words)
    for text in (letter.text, html):
        assert ZONES[language] in text
        assert booking.table.name in text
        assert "Maison de la culture, 735, rue du Roi, Québec" in text
        assert "Gmail" in text
        assert "brigade@example.org" in text
    page = f"http://127.0.0.1:8000/bookings/{booking.uid}"
    assert page in letter.text
    assert page in Reader(letter.html).links


def test_the_expert_reads_who_comes_and_the_need_in_its_own_words(booking: Booking) -> None:
    booking.organization.website = "https://ecart.example.org"
    letter = letters.booked(booking, "expert", "fr", "Amélie Gagnon")
    reader = Reader(letter.html)
    for text in (letter.text, " ".join(reader.words)):
        for words in ("Ève Côté", "Théâtre du Grand Écart", "Capitale-Nationale", "Vendre nos billets", "français"):
            assert words in text
        assert "Deuxième <ligne> & fin." in text
    assert "Première ligne.\nDeuxième" in letter.text
    assert "https://ecart.example.org" in reader.links
    assert booking.person.email not in letter.text + letter.html


def test_the_organization_reads_how_to_be_ready_and_not_its_own_need_at_length(booking: Booking) -> None:
    letter = letters.booked(booking, "organization", "fr", "Ève Côté")
    assert "30 minutes passent vite" in letter.text
    assert "Billetterie et données" in letter.text
    assert "Première ligne" not in letter.text + letter.html
    assert booking.expert.person.email not in letter.text + letter.html


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_letter_has_one_line_of_subject_and_loads_nothing(booking: Booking, language: str) -> None:
    for name, letter in all_letters(booking, language).items():
        reader = Reader(letter.html)
        assert letter.subject and "\n" not in letter.subject, name
        assert len(letter.subject) <= 78, name
        assert f'<html lang="{language}">' in letter.html, name
        assert reader.remote == [], name
        assert reader.links and all(re.match(r"http://127\.0\.0\.1:8000/|mailto:", link) for link in reader.links), name
        assert not re.search(r"\n{3}|[ \t]\n(?<!-- \n)", letter.text), name
        assert letter.text.count("\n-- \n") == 1, name


def test_letters_are_written_before_there_is_an_edition(app: Flask) -> None:
    for letter in (
        letters.sign_in("fr", "TOKEN", "", minutes=20, edition=None), letters.welcome("coordinator", "fr", None)
    ):  # fmt: skip
        assert letter.subject.endswith("Brigade")
        assert "mailto:" not in letter.html
        assert letter.text.startswith("Bonjour,\n")


def test_an_expert_is_told_the_dates_they_are_asked_for(booking: Booking) -> None:
    letter = letters.welcome("expert", "fr", booking.slot.edition)
    assert "mar. 1er déc. – jeu. 3 déc., Québec" in letter.text
    assert "http://127.0.0.1:8000/expert/availability" in Reader(letter.html).links
    assert "http://127.0.0.1:8000/expert/profile" in Reader(letter.html).links


def test_names_and_needs_are_words_and_never_markup(booking: Booking) -> None:
    hostile = '<img src=x onerror=alert(1)>"\r\nBcc: spy@example.org'
    booking.expert.name = booking.organization.name = booking.person.name = booking.need.title = hostile
    booking.organization.website = "javascript:alert(1)"
    db.session.flush()
    for role in ROLES:
        letter = letters.booked(booking, role, "fr", hostile)
        reader = Reader(letter.html)
        assert reader.remote == []
        assert not [link for link in reader.links if link.startswith("javascript")]
        assert "\n" not in letter.subject
        assert "\nBcc" not in letter.text


def test_a_letter_is_the_same_whoever_is_signed_in(app: Flask, booking: Booking) -> None:
    alone = letters.booked(booking, "expert", "en", "Amélie")
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert letters.booked(booking, "expert", "en", "Amélie") == alone
