"""Lists as people really keep them: what is understood, and which row is left aside for which reason."""

from __future__ import annotations

from typing import Any

import pytest

from brigade.domain.refusal import Refusal
from brigade.domain.rosters.reading import FAULTS, Reading, Vocabulary, read

WORDS = Vocabulary(
    {"osbl": "non-profit", "artiste": "artist"}, {"theatre": "theatre"}, {"estrie": "Estrie"},
    {"billetterie": "billetterie", "billets": "billetterie", "site web": "site-web"},
)  # fmt: skip


HEAD = "Nom,Courriel,Contact,Langue,Genre,Discipline,Région,Site web"


def organizations(*rows: list[str], head: str = HEAD) -> Reading:
    return read("organizations", [head.split(","), *rows], WORDS)


def faults(found: Reading) -> list[tuple[int, str]]:
    return [(fault["line"], fault["code"]) for fault in found.faults]


def test_a_full_row_is_understood() -> None:
    row = ["Théâtre", "A@Exemple.org ", "Ève", "Français", "OSBL", "Théâtre", "ESTRIE", "www.theatre.org"]
    found = organizations(row)
    assert found.faults == []
    assert found.rows == [
        {
            "name": "Théâtre", "email": "a@exemple.org", "person": "Ève", "language": "fr", "kind": "non-profit",
            "discipline": "theatre", "region": "Estrie", "website": "https://www.theatre.org", "line": 2,
        }
    ]  # fmt: skip


def test_headings_come_in_any_order_language_and_case() -> None:
    found = organizations(["x@y.org", "zzz", "Danse"], head="E-MAIL ,Inconnu,Nom de l’organisme")
    assert found.rows[0]["name"] == "Danse" and found.rows[0]["kind"] == "non-profit"
    found = organizations(["Dance", "x@y.org", "en"], head="Organization,Email address,Language")
    assert (found.rows[0]["name"], found.rows[0]["language"]) == ("Dance", "en")


def test_experts_bring_languages_and_specialties() -> None:
    head = ["Nom", "Courriel", "Langues", "Spécialités", "Spécialités secondaires"]
    found = read("experts", [head, ["Bob", "bob@x.org", "fr/en", "Billets; Site web", ""]], WORDS)
    row = found.rows[0]
    assert (row["languages"], row["main"], row["secondary"]) == (["en", "fr"], ["billetterie", "site-web"], [])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["", "a@b.org"], "no-name"),
        (["Nom", ""], "no-email"),
        (["Nom", "a@b"], "bad-address"),
        (["Nom", "a b@c.org"], "bad-address"),
        (["Nom", "é@b.org"], "accented-address"),
        (["Nom", "a@b.org\nBcc: x@y.org"], "bad-address"),
        (['=HYPERLINK("http://x")', "a@b.org"], "formula"),
        (["Nom", "=1+1"], "formula"),
        (["N" * 121, "a@b.org"], "too-long"),
        (["N" * 1_000_000, "a@b.org"], "too-long"),
        (["ThÃ©Ã¢tre", "a@b.org"], "garbled"),
        (["Th\ufffd\ufffdtre", "a@b.org"], "garbled"),
        (["Nom", "a@b.org", "", "de"], "language"),
        (["Nom", "a@b.org", "", "", "banque"], "kind"),
        (["Nom", "a@b.org", "", "", "", "golf"], "discipline"),
        (["Nom", "a@b.org", "", "", "", "", "Paris"], "region"),
        (["Nom", "a@b.org", "", "", "", "", "", "javascript:alert(1)"], "website"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_reason_and_stops_no_other(row: list[str], code: str) -> None:
    found = organizations(row, [""], ["Bonne", "bonne@x.org"])
    assert faults(found) == [(2, code)]
    assert [(good["name"], good["line"]) for good in found.rows] == [("Bonne", 4)]
    sentence = str(FAULTS[code]) % found.faults[0]
    assert len(sentence) < 200


def test_an_address_twice_names_the_row_before() -> None:
    found = organizations(["Un", "a@b.org"], ["Deux", "A@B.ORG"])
    assert found.faults == [{"line": 3, "code": "twice", "value": "a@b.org", "other": 2}]


def test_an_unknown_specialty_is_named() -> None:
    found = read("experts", [["Nom", "Courriel", "Spécialités"], ["Bob", "b@x.org", "billets, golf"]], WORDS)
    assert found.faults == [{"line": 2, "code": "specialty", "value": "golf"}]


def test_names_that_look_odd_are_still_names() -> None:
    """Escaped wherever they are shown, made harmless where they are exported."""
    for name in ("<script>alert(1)</script>", "São João", "@lice", "-20 °C", "Ñandú", "Ça ira"):
        assert organizations([name, "a@b.org"]).rows[0]["name"] == name


@pytest.mark.parametrize("head", [["Nom"], ["Courriel", "Ville"], [""], ["\x00\x01", "PK"]])
def test_without_the_two_columns_nothing_is_read(head: list[str]) -> None:
    with pytest.raises(Refusal, match="file-no-headings"):
        read("organizations", [head, ["a", "b"]], WORDS)


def test_rows_shorter_and_longer_than_the_headings() -> None:
    rows: Any = (["Nom", "a@b.org"], ["Nom", "b@b.org", *["x"] * 5, "", "", "trop", "long"])
    assert faults(organizations(*rows)) == [(3, "language")]
