"""The labelled needs hold together: known slugs, languages spoken, enough of each kind, two halves alike.

Only the set is looked at here; what matching makes of it is measured elsewhere. The counts are checked rather than
written down in a report, so that a label added in haste cannot quietly unbalance the halves.
"""

import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
DEMO = ROOT / "brigade" / "cli" / "demo"

Row = dict[str, Any]


def rows(path: Path, table: str) -> list[Row]:
    found: list[Row] = tomllib.loads(path.read_text(encoding="utf-8"))[table]
    return found


TUNE = rows(DATA / "needs_tune.toml", "need")
KEPT = rows(DATA / "needs_kept.toml", "need")
NEEDS = TUNE + KEPT
PAIRS = rows(DATA / "pairs.toml", "pair")
SPECIALTIES = {row["slug"] for row in rows(DEMO / "specialties.toml", "specialty")}
EXPERTS = {row["slug"]: row for row in rows(DEMO / "experts.toml", "expert")}

FIELDS = {"id", "title", "description", "language", "kind", "specialties", "experts_best", "experts_also"}


def ids_where(wrong: Callable[[Row], bool]) -> list[str]:
    return [need["id"] for need in NEEDS if wrong(need)]


def acceptable(need: Row) -> list[str]:
    return [*need["experts_best"], *need["experts_also"]]


def specialties_of(slug: str) -> set[str]:
    return {*EXPERTS[slug]["main"], *EXPERTS[slug]["secondary"]}


def test_a_need_has_its_fields_and_a_title() -> None:
    assert ids_where(lambda need: set(need) != FIELDS) == []
    assert ids_where(lambda need: need["title"].strip() != need["title"] or not need["title"]) == []
    assert {need["language"] for need in NEEDS} == {"fr", "en"}
    assert {need["kind"] for need in NEEDS} == {"plain", "mistakes", "off-topic"}


def test_specialties_are_known_and_one_to_four() -> None:
    assert ids_where(lambda need: not set(need["specialties"]) <= SPECIALTIES) == []
    assert ids_where(lambda need: len(set(need["specialties"])) != len(need["specialties"])) == []
    on_topic = [need for need in NEEDS if need["kind"] != "off-topic"]
    assert [need["id"] for need in on_topic if not 1 <= len(need["specialties"]) <= 4] == []


def test_off_topic_needs_have_no_specialty_and_no_expert() -> None:
    off_topic = [need for need in NEEDS if need["kind"] == "off-topic"]
    assert [need["id"] for need in off_topic if need["specialties"] or acceptable(need)] == []


def test_experts_are_known_and_graded_once() -> None:
    assert ids_where(lambda need: not set(acceptable(need)) <= EXPERTS.keys()) == []
    assert ids_where(lambda need: len(set(acceptable(need))) != len(acceptable(need))) == []


def test_acceptable_experts_speak_the_language_of_the_need() -> None:
    speakers = {
        language: {slug for slug, expert in EXPERTS.items() if language in expert["languages"]}
        for language in ("fr", "en")
    }
    assert ids_where(lambda need: not set(acceptable(need)) <= speakers[need["language"]]) == []


def test_a_best_expert_has_a_right_specialty_among_the_main_ones() -> None:
    def has_a_stranger(need: Row) -> bool:
        right = set(need["specialties"])
        return any(right.isdisjoint(EXPERTS[slug]["main"]) for slug in need["experts_best"])

    assert ids_where(has_a_stranger) == []


def test_only_two_needs_have_no_acceptable_expert_because_nobody_speaks_the_language() -> None:
    alone = [need for need in NEEDS if need["kind"] != "off-topic" and not acceptable(need)]
    assert [need["specialties"] for need in alone] == [["wikidata"], ["wikidata"]]
    assert {need["language"] for need in alone} == {"en"}
    assert any("wikidata" in specialties_of(slug) for slug in EXPERTS)


def test_ids_and_texts_are_unique_over_both_halves() -> None:
    assert len({need["id"] for need in NEEDS}) == len(NEEDS)
    assert len({(need["title"], need["description"]) for need in NEEDS}) == len(NEEDS)


def test_there_are_enough_needs_of_each_kind() -> None:
    languages = Counter(need["language"] for need in NEEDS)
    kinds = Counter(need["kind"] for need in NEEDS)
    assert len(NEEDS) >= 220
    assert languages["fr"] >= 155
    assert languages["en"] >= 55
    assert kinds["mistakes"] >= 44
    assert kinds["off-topic"] >= 22


def test_every_specialty_is_right_for_at_least_four_needs_and_in_both_halves() -> None:
    for half in (TUNE, KEPT):
        counts = Counter(slug for need in half for slug in need["specialties"])
        assert {slug for slug in SPECIALTIES if counts[slug] < 2} == set()
    counts = Counter(slug for need in NEEDS for slug in need["specialties"])
    assert {slug for slug in SPECIALTIES if counts[slug] < 4} == set()


def test_the_two_halves_are_alike() -> None:
    tune, kept = (Counter((need["language"], need["kind"]) for need in half) for half in (TUNE, KEPT))
    assert len(TUNE) >= 110 and len(KEPT) >= 110
    assert tune.keys() == kept.keys()
    assert {cell: (tune[cell], kept[cell]) for cell in tune if abs(tune[cell] - kept[cell]) > 2} == {}


def test_nothing_is_taken_from_the_needs_of_the_demo() -> None:
    demo = {row["title"].casefold() for row in rows(DEMO / "needs.toml", "need")}
    names = [row["name"].casefold() for row in rows(DEMO / "organizations.toml", "organization")]
    for need in NEEDS:
        text = f"{need['title']} {need['description']}".casefold()
        assert need["title"].casefold() not in demo
        assert [name for name in names if name in text] == []


def test_pairs_are_forty_complete_and_written_twice() -> None:
    assert len(PAIRS) == 40
    for pair in PAIRS:
        assert set(pair) == {"fr_title", "fr_description", "en_title", "en_description"}
        assert all(pair.values())
        assert pair["fr_description"] != pair["en_description"]
    assert len({text for pair in PAIRS for text in pair.values()}) == 4 * len(PAIRS)
