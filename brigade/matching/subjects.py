"""What each specialty is about, as weighted terms: its names, the coordinators' synonyms, and what the lexicon lends.

A concept of the lexicon lends its words and examples to the specialties that bear its name, or failing that to those
whose synonyms do. A concept that no specialty bears stays a subject of its own, "elsewhere": roofs, visas and pizza
then win over a specialty that shares a stray word with them, and the person is told that nothing was understood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from brigade.matching.lexicon import Concept, lexicon
from brigade.matching.text import common, name_parts, phrase, terms_of
from brigade.matching.values import Specialty

ELSEWHERE = "elsewhere:"  # begins the key of a subject that no specialty of the brigade is about

# How many times a text is counted, from the surest witness to the faintest.
_NAME, _SYNONYM = 3.0, 2.0  # what the coordinators wrote
_CONCEPT_NAME, _WORD, _NEED, _HINT = 2.0, 1.0, 1.0, 0.5  # what the lexicon lends
_MOST = 0.6  # share of a specialty's name that a concept's name must make up to be the same
_COMMON = 0.3  # what a word that goes with everything ("numérique") counts in that share

Words = Counter[str]  # with halves, which Counter holds as well


def subjects(specialties: Iterable[Specialty]) -> dict[str, Words]:
    """Slug of a specialty, or ELSEWHERE and a number → its terms and phrases, with their counts."""
    chosen = list(specialties)
    found = {s.slug: _own_words(s) for s in chosen}
    for number, concept in enumerate(lexicon().concepts):
        for subject in _lent_to(number, concept, chosen):
            found.setdefault(subject, Counter()).update(_lent_words(number))
    return found


def subject_texts(specialties: Iterable[Specialty]) -> dict[str, list[str]]:
    """The same subjects → everything written about them, for their meaning."""
    chosen = list(specialties)
    found = {s.slug: texts(s) for s in chosen}
    for number, concept in enumerate(lexicon().concepts):
        for subject in _lent_to(number, concept, chosen):
            found.setdefault(subject, []).extend((*concept.names, *concept.words, *concept.needs))
    return found


def bearers(concept: Concept, specialties: Iterable[Specialty]) -> list[str]:
    """Slugs of the specialties named like the concept or, when there is none, of those with such a synonym."""
    by_name, by_synonym = [], []
    for specialty in specialties:
        if _any_same(concept.names, _names(specialty)):
            by_name.append(specialty.slug)
        elif _any_same(concept.names, _synonyms(specialty)):
            by_synonym.append(specialty.slug)
    return by_name or by_synonym


def texts(specialty: Specialty) -> list[str]:
    """Everything written about a specialty."""
    return [*specialty.names.values(), *_synonyms(specialty)]


def _lent_to(number: int, concept: Concept, specialties: Iterable[Specialty]) -> list[str]:
    return bearers(concept, specialties) or [f"{ELSEWHERE}{number}"]


def _own_words(specialty: Specialty) -> Words:
    found: Words = Counter()
    for name in specialty.names.values():
        for part in name_parts(name):
            _count(found, part, _NAME)
    for text in _synonyms(specialty):
        _count(found, text, _SYNONYM)
    return found


@cache
def _lent_words(number: int) -> Words:
    concept = lexicon().concepts[number]
    found: Words = Counter()
    for many, times in (
        (concept.names, _CONCEPT_NAME),
        (concept.words, _WORD),
        (concept.hints, _HINT),
    ):
        for text in many:
            _count(found, text, times)
    for need in concept.needs:
        found.update(dict.fromkeys(terms_of(need), _NEED))
    return found


def _count(found: Words, text: str, times: float) -> None:
    """Count the terms of a text and, when it has a few, the phrase that they make."""
    terms = terms_of(text)
    for key in (*terms, *([phrase(terms)] if 2 <= len(terms) <= 4 else ())):
        found[key] += times  # type: ignore[assignment]  # halves are counted as well


def _names(specialty: Specialty) -> tuple[str, ...]:
    return tuple(text for name in specialty.names.values() for text in (name, *name_parts(name)))


def _synonyms(specialty: Specialty) -> tuple[str, ...]:
    return tuple(text for many in specialty.synonyms.values() for text in many)


@lru_cache(maxsize=10_000)
def _any_same(names: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Remembered, because a new revision of the brigade changes few specialties, and mostly none."""
    pairs = ((terms_of(name), terms_of(other)) for name in names for other in others)
    return any(a and set(a) <= set(b) and _weight(a) >= _MOST * _weight(b) for a, b in pairs)


def _weight(terms: Iterable[str]) -> float:
    return sum(_COMMON if term in common() else 1.0 for term in terms)
