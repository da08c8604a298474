"""The demo's content is edited by hand: its counts and its cross-references are kept honest here."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]

DEMO = Path(__file__).resolve().parents[2] / "brigade" / "cli" / "demo"
HALF_DAYS = {"1am", "1pm", "2am", "2pm", "3am", "3pm"}
LANGUAGES = {"fr", "en"}
DISCIPLINES = {
    "theatre", "dance", "music", "visual-arts", "crafts", "literature",
    "museum", "cinema", "circus", "festival", "heritage", "multidisciplinary",
}  # fmt: skip
REGIONS = {
    "Bas-Saint-Laurent", "Saguenay–Lac-Saint-Jean", "Capitale-Nationale", "Mauricie", "Estrie", "Montréal",
    "Outaouais", "Abitibi-Témiscamingue", "Côte-Nord", "Nord-du-Québec", "Gaspésie–Îles-de-la-Madeleine",
    "Chaudière-Appalaches", "Laval", "Lanaudière", "Laurentides", "Montérégie", "Centre-du-Québec",
}  # fmt: skip
# Mistakes left on purpose, one or more for each need that has any: matching has to live with them.
MISTAKES = {
    "asteur", "numérisasion", "revien", "billeterie", "socio-finacement", "receuil", "ecris", "courvertures",
    "volonteers", "audiobok", "hapening",
}  # fmt: skip
# Words that people write about anything: alone they would point a whole crowd at one narrow specialty.
TOO_GENERAL = {
    "ai", "aide", "art", "culture", "data", "données", "help", "internet", "invite", "numérique", "online",
    "outils", "people", "projet", "public", "publics", "simple", "site", "tools", "web", "website",
}  # fmt: skip


def rows(file: str, table: str) -> list[Row]:
    found: list[Row] = tomllib.loads((DEMO / f"{file}.toml").read_text(encoding="utf-8"))[table]
    return found


DOMAINS = rows("specialties", "domain")
SPECIALTIES = rows("specialties", "specialty")
EXPERTS = rows("experts", "expert")
ORGANIZATIONS = rows("organizations", "organization")
NEEDS = rows("needs", "need")


def slugs(of: list[Row]) -> set[str]:
    return {row["slug"] for row in of}


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w-]+", text.lower()))


def test_the_demo_is_as_large_as_promised() -> None:
    tables = [DOMAINS, SPECIALTIES, EXPERTS, ORGANIZATIONS, NEEDS]
    assert [len(table) for table in tables] == [8, 34, 18, 42, 62]
    assert Counter(o["kind"] for o in ORGANIZATIONS) == {"non-profit": 22, "artist": 12, "artisan": 8}


@pytest.mark.parametrize("of", [DOMAINS, SPECIALTIES, EXPERTS, ORGANIZATIONS])
def test_slugs_are_unique_ascii_kebab_case(of: list[Row]) -> None:
    assert len(slugs(of)) == len(of)
    assert [s for s in slugs(of) if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", s)] == []


@pytest.mark.parametrize(
    ("of", "keys"),
    [
        (DOMAINS, {"slug", "fr", "en"}),
        (SPECIALTIES, {"slug", "domain", "fr", "en", "synonyms_fr", "synonyms_en"}),
        (EXPERTS, {"slug", "name", "email", "language", "languages", "headline_fr", "headline_en",
                   "bio_fr", "bio_en", "main", "secondary", "open"}),
        (ORGANIZATIONS, {"slug", "name", "kind", "discipline", "region", "website", "language", "person_name",
                         "email"}),
        (NEEDS, {"organization", "title", "description", "specialties", "language", "unavailable", "booked"}),
    ],
)  # fmt: skip
def test_every_row_has_exactly_its_fields(of: list[Row], keys: set[str]) -> None:
    assert [row for row in of if set(row) != keys] == []
    may_be_empty = {"website", "specialties", "unavailable", "booked"}
    assert [row for row in of if any(not row[key] for key in keys - may_be_empty)] == []


def test_every_domain_holds_specialties() -> None:
    assert {s["domain"] for s in SPECIALTIES} == slugs(DOMAINS)


@pytest.mark.parametrize("field", ["synonyms_fr", "synonyms_en"])
def test_a_synonym_points_to_one_specialty_and_says_something(field: str) -> None:
    said = Counter(synonym.casefold() for s in SPECIALTIES for synonym in s[field])
    assert [synonym for synonym, times in said.items() if times > 1] == []
    assert [s["slug"] for s in SPECIALTIES if not 8 <= len(s[field]) <= 32] == []
    general = TOO_GENERAL - ({"ai"} if field == "synonyms_en" else set())
    assert set(said) & general == set()


def test_every_specialty_has_someone_who_knows_it_best() -> None:
    assert {slug for e in EXPERTS for slug in e["main"]} == slugs(SPECIALTIES)
    known = Counter(slug for e in EXPERTS for slug in e["main"] + e["secondary"])
    assert set(known) == slugs(SPECIALTIES)
    assert sum(1 for times in known.values() if times >= 2) >= 12


def test_an_expert_has_few_specialties_and_some_time() -> None:
    for expert in EXPERTS:
        assert 1 <= len(expert["main"]) <= 3 and 1 <= len(expert["secondary"]) <= 4, expert["slug"]
        assert not set(expert["main"]) & set(expert["secondary"]), expert["slug"]
        assert set(expert["open"]) <= HALF_DAYS and len(set(expert["open"])) == len(expert["open"]) >= 2
    assert any(len({half[0] for half in e["open"]}) == 1 for e in EXPERTS)


def test_both_languages_are_spoken() -> None:
    assert all(set(e["languages"]) <= LANGUAGES and e["language"] in e["languages"] for e in EXPERTS)
    assert sum(1 for e in EXPERTS if e["languages"] == ["en"]) >= 2
    assert {o["language"] for o in ORGANIZATIONS} == LANGUAGES


def test_addresses_are_unique_and_can_never_reach_anyone() -> None:
    addresses = [row["email"] for row in EXPERTS + ORGANIZATIONS]
    assert len(set(addresses)) == len(addresses) == 60
    assert [a for a in addresses if not re.fullmatch(r"[a-z.-]+@([a-z0-9-]+\.)?example\.org", a)] == []
    websites = [o["website"] for o in ORGANIZATIONS if o["website"]]
    assert [w for w in websites if not re.fullmatch(r"https://[a-z0-9-]+\.example\.org", w)] == []


def test_organizations_come_from_everywhere() -> None:
    assert {o["discipline"] for o in ORGANIZATIONS} <= DISCIPLINES
    assert {o["region"] for o in ORGANIZATIONS} == REGIONS


def test_the_two_front_doors_of_the_demo_are_there() -> None:
    by_address = {o["email"]: o for o in ORGANIZATIONS}
    theatre, quilters = by_address["theatre@example.org"], by_address["quilters@example.org"]
    assert (theatre["kind"], theatre["language"]) == ("non-profit", "fr")
    assert (quilters["kind"], quilters["language"]) == ("non-profit", "en")
    assert [n["booked"] for n in NEEDS if n["organization"] == "theatre-du-bout-de-lile"] == [False]
    assert theatre["slug"] == "theatre-du-bout-de-lile"


def test_needs_refer_to_what_exists() -> None:
    assert {n["organization"] for n in NEEDS} == slugs(ORGANIZATIONS)
    asked = [slug for n in NEEDS for slug in n["specialties"]]
    assert set(asked) == slugs(SPECIALTIES)
    assert all(set(n["unavailable"]) < HALF_DAYS for n in NEEDS)
    assert max(Counter(n["organization"] for n in NEEDS).values()) == 2


def test_needs_sound_like_the_people_who_come() -> None:
    spoken = Counter(n["language"] for n in NEEDS)
    assert set(spoken) == LANGUAGES and spoken["fr"] >= 45 and spoken["en"] >= 12
    assert len({n["title"] for n in NEEDS}) == len(NEEDS)
    assert [n["title"] for n in NEEDS if not 3 <= len(n["title"].split()) <= 9] == []
    assert [n["title"] for n in NEEDS if len(re.findall(r"[.!?](?:\s|$)", n["description"])) > 6] == []
    assert sum(1 for n in NEEDS if not n["specialties"]) >= 2
    assert sum(1 for n in NEEDS if words(n["title"] + " " + n["description"]) & MISTAKES) >= 8


def can_meet(expert: Row, need: Row) -> bool:
    shares = set(need["specialties"]) & set(expert["main"] + expert["secondary"])
    common_time = set(expert["open"]) - set(need["unavailable"])
    return bool(shares and common_time and need["language"] in expert["languages"])


def test_a_third_is_booked_and_could_be() -> None:
    booked = [n for n in NEEDS if n["booked"]]
    assert len(booked) == 22 == len({n["organization"] for n in booked})
    assert [n["title"] for n in booked if not any(can_meet(e, n) for e in EXPERTS)] == []
