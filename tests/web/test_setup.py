"""From an empty database to an open edition, as a coordinator does it; and the next one, prepared meanwhile."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.domain import booking
from brigade.models import Edition, Entry, Message, Organization, Person, Slot, Specialty, Table
from brigade.queries import editions
from tests import factories as make
from tests.factories import NOW
from tests.stage import Stage, ticketing
from tests.web.browser import Browser
from tests.web.conftest import Open

DESK = "/coordination/"
TYPED = {
    "name_fr": "Accélérateur 2026", "zone": "America/Toronto", "venue": "Maison", "address": "1, rue du Roi",
    "privacy_name": "Hélène", "privacy_email": "helene@example.org", "booking_opens_at": "2026-06-01T09:00",
    "booking_closes_at": "2026-12-01T12:00",
}  # fmt: skip
GRID = {
    "first_day": "2026-11-30", "number": "3", "starts": "09:00", "ends": "12:00", "minutes": "30",
    "breaks": "10 h - 10 h 30",
}  # fmt: skip


@pytest.fixture
def desk(app: Flask, visit: Open) -> Browser:
    person = make.make_person(name="Julie", is_coordinator=True)
    db.session.commit()
    return visit().signed_in(person)


def count(kind: type) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_first_edition_from_nothing_to_open(desk: Browser, visit: Open) -> None:
    assert "Commencer une édition" in desk.open("/").words
    assert desk.open(f"{DESK}board").path == f"{DESK}editions/new", "led to making one"
    page = desk.submit(f"{DESK}editions/new", TYPED | {"venue": ""})
    assert page.status == 422 and "Écrivez le nom du lieu" in page.words and "1, rue du Roi" in page.html
    page = desk.submit(f"{DESK}editions/new", TYPED)
    assert page.path == f"{DESK}checklist" and "Aucune plage n’existe encore" in page.words
    assert page.soup.find("form", action=f"{DESK}checklist/open") is None
    desk.open(f"{DESK}phases")
    desk.submit(
        f"{DESK}phases/brigade",
        {"brigade-name_fr": "La brigade", "brigade-starts_on": "2026-11-30", "brigade-ends_on": "2026-12-02"},
    )
    desk.open(f"{DESK}grid")
    page = desk.submit(f"{DESK}grid", GRID)
    assert "15 plages nouvelles" in page.words and count(Slot) == 0, "shown before it is made"
    seen = page.soup.find("button", {"name": "seen"})["value"]  # type: ignore[index]
    assert "La grille est faite : 15 plages." in desk.submit(f"{DESK}grid", GRID, seen=seen).words
    desk.open(f"{DESK}tables")
    desk.submit(f"{DESK}tables", {"names": "Table 1\nTable 2"})
    desk.open(f"{DESK}specialties/new")
    page = desk.submit(
        f"{DESK}specialties/new",
        {"name_fr": "Billetterie", "name_en": "Ticketing", "domain": "new", "domain_fr": "Publics"},
        synonyms_fr="billets",
    )
    assert "Billetterie" in page.words and count(Specialty) == 1
    desk.open(f"{DESK}people")
    desk.submit(f"{DESK}people", {"role": "expert", "name": "Bob Roy", "email": "bob@example.org"})
    assert "Aucune édition n’est ouverte" in visit().open("/").words
    desk.open(f"{DESK}checklist")
    assert "ouverte : tout le monde la voit" in desk.submit(f"{DESK}checklist/open").words
    assert "Accélérateur 2026" in visit().open("/").html
    acts = list(db.session.scalars(select(Entry.act).order_by(Entry.id)))
    assert acts == [
        "begin-edition", "describe-phase", "make-grid", "add-tables", "describe-specialty", "add-expert",
        "open-edition",
    ]  # fmt: skip


def test_the_next_edition_is_prepared_while_this_one_runs(stage: Stage, desk: Browser, visit: Open) -> None:
    slug = stage.edition.slug
    desk.open(f"{DESK}editions/{slug}/copy")
    page = desk.submit(f"{DESK}editions/{slug}/copy", {"name_fr": "Suivante", "first_day": "2027-11-30"})
    assert "En préparation" in page.html and page.path == f"{DESK}checklist"
    assert "mar. 30 nov." in desk.open(f"{DESK}editions").words
    assert "Suivante" not in visit().open("/").html
    assert "Suivante" not in visit().signed_in(stage.member).open("/needs").html
    expert = visit().signed_in(stage.expert.person)
    assert "L’édition suivante se prépare." in expert.open("/expert/availability").html
    assert "mardi 1er décembre" in expert.page.words.lower()
    expert.submit("/account/edition")
    assert "mardi 30 novembre" in expert.page.words.lower(), "an expert gives hours before it opens"
    assert editions.current() == stage.edition


def test_an_edition_that_is_given_up_is_gone(stage: Stage, desk: Browser) -> None:
    slug = stage.edition.slug
    desk.open(f"{DESK}editions/{slug}/copy")
    desk.submit(f"{DESK}editions/{slug}/copy", {"name_fr": "Suivante", "first_day": "2027-11-30"})
    desk.open(f"{DESK}editions")
    page = desk.submit(f"{DESK}editions/suivante-2027/discard")
    assert "abandonnée" in page.words and count(Edition) == 1


def test_changing_the_grid_says_what_stays_and_keeps_it(stage: Stage, desk: Browser) -> None:
    made = booking.book(stage.need, stage.expert, stage.slots[1], by=stage.member, now=NOW)
    db.session.commit()
    desk.open(f"{DESK}grid")
    changed = {"starts": "10:00", "ends": "11:00", "breaks": "", "number": "1"}
    page = desk.submit(f"{DESK}grid", changed)
    assert "Reste, parce que quelque chose y tient" in page.words and "1 rencontre" in page.words
    assert "Amélie Gagnon" in page.words and "heures ouvertes" in page.words
    seen = page.soup.find("button", {"name": "seen"})["value"]  # type: ignore[index]
    stage.another_expert()
    db.session.commit()
    page = desk.submit(f"{DESK}grid", changed, seen=seen)
    assert page.status == 409 and "Quelqu’un a réservé ou ouvert des heures" in page.words and "Bruno Roy" in page.words
    seen = page.soup.find("button", {"name": "seen"})["value"]  # type: ignore[index]
    desk.submit(f"{DESK}grid", changed, seen=seen)
    db.session.refresh(made)
    assert made.state == "live" and made.slot_id == stage.slots[1].id


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"starts": "12:00", "ends": "09:00"}, "La journée finit après avoir commencé."),
        ({"breaks": "midi"}, "n’est pas une pause"),
        ({"breaks": "25:00-26:00"}, "n’est pas une pause"),
        ({"minutes": "0"}, "entre 5 et 240"),
        ({"minutes": "trente"}, "Écrivez un nombre entier."),
        ({"first_day": "hier"}, "Choisissez une date"),
        ({"number": "99"}, "entre 1 et 10"),
        ({"minutes": "240", "ends": "10:00"}, "Aucune rencontre n’entre"),
        ({"skipped": [str(n) for n in range(7)]}, "Il ne reste aucun jour."),
    ],
)
def test_a_bad_grid_is_told_what_is_wrong(
    stage: Stage, desk: Browser, values: dict[str, object], sentence: str
) -> None:
    desk.open(f"{DESK}grid")
    page = desk.submit(f"{DESK}grid", GRID | values)
    assert page.status in (409, 422) and sentence in page.words


def test_dates_in_the_wrong_order_are_told(stage: Stage, desk: Browser) -> None:
    desk.open(f"{DESK}edition")
    page = desk.submit(f"{DESK}edition", {"booking_closes_at": "2020-01-01T00:00", "organization_cap": "999"})
    assert page.status == 422 and "après celle de l’ouverture" in page.words and "entre 1 et 50" in page.words
    desk.open(f"{DESK}edition")
    desk.submit(f"{DESK}edition", {"booking_opens_at": "2026-06-01T09:00", "notice_hours": "0"})
    db.session.refresh(stage.edition)
    assert stage.edition.booking_opens_at.hour == 13 and stage.edition.notice_hours == 0, "Québec's hours, kept in UTC"


def test_tables_are_renamed_removed_and_given_to_people(stage: Stage, desk: Browser) -> None:
    desk.open(f"{DESK}tables")
    first, second = stage.tables[0].name, stage.tables[1].name
    desk.submit(f"{DESK}tables/rename", {"table": first, "name": "Salle bleue"})
    assert "Salle bleue" in desk.page.words
    page = desk.submit(f"{DESK}tables/rename", {"table": "Salle bleue", "name": second})
    assert page.status == 409 and "s’appelle déjà" in page.words
    desk.submit(f"{DESK}tables/seats", {f"seat-{stage.expert.slug}": "Nulle part"})
    assert "Aucune table ne s’appelle « Nulle part »" in desk.page.words and 'value="Nulle part"' in desk.page.html
    desk.submit(f"{DESK}tables/remove", {"table": second})
    assert count(Table) == 3


def upload(desk: Browser, raw: bytes, kind: str = "organizations", name: str = "liste.csv") -> None:
    desk.open(f"{DESK}import")
    token = desk.page.form(f"{DESK}import").find("input", {"name": "csrf_token"})["value"]  # type: ignore[index]
    desk.post(f"{DESK}import", {"csrf_token": token, "kind": kind, "file": (io.BytesIO(raw), name)})


def test_a_list_is_read_shown_confirmed_and_the_same_again_changes_nothing(stage: Stage, desk: Browser) -> None:
    raw = "Nom;Courriel;Langue\r\nÉté;ete@example.org;fr\r\nSans adresse;;fr\r\nDance;dance@example.org;en\r\n"
    upload(desk, raw.encode("cp1252"))
    assert "2 seront invités" in desk.page.words and "Il manque l’adresse de courriel." in desk.page.words
    assert count(Organization) == 1 and count(Message) == 0, "nobody is invited yet"
    action = desk.page.path
    shown = desk.page
    assert "2 invitations sont en route" in desk.submit(action).words
    assert (count(Organization), count(Message)) == (3, 2)
    desk.page = shown
    assert desk.submit(action).status == 409
    upload(desk, raw.encode("utf-8-sig"))
    assert "2 sont déjà là" in desk.page.words and "Personne n’est nouveau" in desk.page.words
    assert (count(Organization), count(Message)) == (3, 2)


def test_a_hostile_list_shows_as_text(stage: Stage, desk: Browser) -> None:
    rows = ("Nom,Courriel", "<script>alert(1)</script>,a@b.org", "=cmd|' /C calc'!A0,c@b.org")
    raw = "\n".join((*rows, "N" * 1_000_000 + ",d@b.org"))
    upload(desk, raw.encode())
    assert "<script>alert" not in desk.page.html and "&lt;script&gt;" in desk.page.html
    assert "c’est une formule" in desk.page.words and "trop long" in desk.page.words


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"\x89PNG\0\0", "ne se laisse pas lire"),
        (b"Ville;Pays\nQ;C\n", "la première ligne dit : Ville, Pays"),
        (b"Nom;Courriel\n", "aucune ligne sous ses titres"),
        (b"x" * 4_050_000, "trop lourd"),
    ],
)
def test_a_broken_file_is_told_what_to_do(stage: Stage, desk: Browser, raw: bytes, sentence: str) -> None:
    upload(desk, raw)
    assert desk.page.status == 422 and sentence in desk.page.words.replace("\xa0", " ")


def test_a_file_beyond_all_measure_is_refused_before_it_is_read(stage: Stage, desk: Browser) -> None:
    upload(desk, b"x" * 6_000_000)
    assert desk.page.status == 413 and "4 Mo" in desk.page.words.replace("\xa0", " ")


def test_a_list_is_its_owners_alone(stage: Stage, desk: Browser, visit: Open) -> None:
    upload(desk, b"Nom;Courriel\nA;a@b.org\n")
    other = visit().signed_in(make.make_person(is_coordinator=True))
    assert other.open(desk.page.path).status == 404


def test_an_organization_is_refused_with_its_reason_then_accepted(stage: Stage, desk: Browser) -> None:
    path = f"{DESK}organizations/{stage.organization.uid}"
    desk.open(path)
    page = desk.submit(path, {"reason": ""}, eligibility="refused")
    assert page.status == 409 and "Écrivez pourquoi" in page.words
    desk.submit(path, {"reason": "À but lucratif"}, eligibility="refused")
    assert "Refusé : À but lucratif" in desk.page.words
    desk.open(f"{DESK}organizations?state=refused&q=ecart")
    assert stage.organization.name in desk.page.words
    desk.open(path)
    desk.submit(path, eligibility="accepted")
    assert "Admis" in desk.page.words


def test_two_organizations_are_merged_after_the_page_said_what_moves(stage: Stage, desk: Browser) -> None:
    make.make_organization(edition=stage.edition, name="Theatre du grand ecart", people=[make.make_person()])
    db.session.commit()
    desk.open(f"{DESK}duplicates")
    page = desk.submit(f"{DESK}duplicates/organizations")
    assert "Ce qui change de fiche" in page.words and "1 lien" in page.words and count(Organization) == 2
    desk.submit(f"{DESK}duplicates/organizations")
    assert count(Organization) == 1


def test_two_people_are_merged_by_their_addresses(stage: Stage, desk: Browser) -> None:
    make.make_person(email="ancienne@example.org", name="Eve Cote")
    db.session.commit()
    desk.open(f"{DESK}duplicates")
    two = {"gone": "Ancienne@example.org", "kept": stage.member.email}
    assert "ancienne@example.org" in desk.submit(f"{DESK}duplicates/people", two).words
    desk.submit(f"{DESK}duplicates/people")
    assert count(Person) == 3
    desk.open(f"{DESK}duplicates")
    assert "n’existe plus" in desk.submit(f"{DESK}duplicates/people", {"gone": "x@y.org", "kept": "z@y.org"}).words


def test_the_gauge_names_who_could_help_and_asks_them(stage: Stage, desk: Browser) -> None:
    stage.expert.skills[0].is_main = False
    ticketing()
    db.session.commit()
    assert "il manque 0,5 h" in desk.open(f"{DESK}gauge").words
    assert "1 personne est priée" in desk.submit(f"{DESK}gauge/ask").words
    assert "0 personne est priée" in desk.submit(f"{DESK}gauge/ask").words


def test_the_mail_is_tried_and_the_answer_stays_on_the_page(stage: Stage, desk: Browser) -> None:
    desk.open(f"{DESK}checklist")
    words = desk.submit(f"{DESK}checklist/mail").words
    assert "une adresse d’exemple" in words and "Dernier essai" in words
    assert "_dmarc.example.org" in words
