"""Everything matching looks up, made once for a revision of the brigade.

Each specialty is a set of phrases with strengths: its names, the coordinators' synonyms, and what the lexicon lends
it because one of its phrases names a subject of the lexicon.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from brigade.matching.lexicon import Concept, lexicon
from brigade.matching.spelling import Spelling, spelling
from brigade.matching.text import common, fold, tokens
from brigade.matching.values import Expert, Specialty

ELSEWHERE = "elsewhere:"  # marks a subject that no specialty of the brigade is about

_NAME, _SYNONYM, _PART = 0.85, 0.75, 0.6  # how strongly a phrase, once found whole, speaks for its specialty
_LENT, _HINT = 0.55, 0.12  # the same for the lexicon's words, when the concept bears the specialty's name
_BY_SYNONYM = 0.5  # share of that when only a synonym of the specialty names the concept
_COMMON = 0.3  # share of a rarity that a word of nearly every need keeps
_BETWEEN_NAMES = re.compile(r"[(),/;:]| et (?:d['’])?| and | & ", re.IGNORECASE)

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that together speak for a specialty (or a subject elsewhere), this strongly."""

    terms: Terms
    target: str
    strength: float


@dataclass(frozen=True, slots=True)
class Index:
    """Immutable, so any number of threads may read it. `rarity` is of a term among phrases, `rarity_of_profile` among experts."""

    specialties: Mapping[str, Specialty]
    experts: Mapping[str, Expert]
    phrases: Mapping[str, tuple[Phrase, ...]]
    rarity: Mapping[str, float]
    profiles: Mapping[str, frozenset[str]]
    topics: Mapping[str, frozenset[str]]
    profile_rarity: Mapping[str, float]
    spelling: Spelling


def build(specialties: Iterable[Specialty], experts: Iterable[Expert]) -> Index:
    """The index of these specialties and experts."""
    by_slug = {s.slug: s for s in specialties}
    people = {e.slug: e for e in experts}
    phrases = _strongest(p for s in _targets(by_slug.values()) for p in s)
    profiles = {slug: frozenset(t.term for t in tokens(e.words)) for slug, e in people.items()}
    topics = {slug: frozenset(t.term for x in e.topics for t in tokens(x)) for slug, e in people.items()}
    return Index(
        specialties=by_slug,
        experts=people,
        phrases=_by_term(phrases),
        rarity=_rarity((p.target, p.terms) for p in phrases),
        profiles=profiles,
        topics=topics,
        profile_rarity=_rarity((slug, (*profiles[slug], *topics[slug])) for slug in people),
        spelling=spelling(_known_words(by_slug.values(), people.values())),
    )


def terms_of(text: str) -> Terms:
    """The terms of a phrase, each once."""
    return tuple(dict.fromkeys(t.term for t in tokens(text)))


def _targets(specialties: Iterable[Specialty]) -> Iterator[list[Phrase]]:
    named = {s.slug: _own(s) for s in specialties}
    yield from named.values()
    for number, concept in enumerate(lexicon().concepts):
        names = {terms_of(name) for name in concept.names}
        shares = {slug: share for slug, own in named.items() if (share := _kinship(names, own))}
        best = max(shares.values(), default=0.0)
        for slug, share in shares.items():
            if share == best:
                yield _lent(concept, slug, share)
        if not shares:
            yield _lent(concept, f"{ELSEWHERE}{number}", 1.0)


def _own(specialty: Specialty) -> list[Phrase]:
    found = []
    for name in specialty.names.values():
        found.append(Phrase(terms_of(name), specialty.slug, _NAME))
        found += [Phrase(terms_of(part), specialty.slug, _PART) for part in _BETWEEN_NAMES.split(name)]
    for many in specialty.synonyms.values():
        found += [Phrase(terms_of(synonym), specialty.slug, _SYNONYM) for synonym in many]
    return found


def _kinship(names: set[Terms], own: Iterable[Phrase]) -> float:
    """How surely a concept of these names is about the specialty of these phrases: 0 when not."""
    strengths = {p.strength for p in own if p.terms in names}
    return 1.0 if strengths & {_NAME, _PART} else _BY_SYNONYM if strengths else 0.0


def _lent(concept: Concept, target: str, share: float) -> list[Phrase]:
    strong = [Phrase(terms_of(text), target, share * _LENT) for text in (*concept.names, *concept.words)]
    return strong + [Phrase(terms_of(text), target, share * _HINT) for text in concept.hints]


def _strongest(phrases: Iterable[Phrase]) -> list[Phrase]:
    found: dict[tuple[frozenset[str], str], Phrase] = {}
    for phrase in phrases:
        key = frozenset(phrase.terms), phrase.target
        if phrase.terms and (key not in found or found[key].strength < phrase.strength):
            found[key] = phrase
    return list(found.values())


def _by_term(phrases: Iterable[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    found: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        for term in phrase.terms:
            found[term].append(phrase)
    return {term: tuple(many) for term, many in found.items()}


def _rarity(documents: Iterable[tuple[str, Iterable[str]]]) -> dict[str, float]:
    """Term → (0, 1]: 1 when one document alone holds it; words of nearly every need count less still."""
    pairs = {(name, term) for name, terms in documents for term in terms}
    count = len({name for name, _ in pairs})
    seen = Counter(term for _, term in pairs)
    return {
        term: math.log(1 + count / n) / math.log(1 + count) * (_COMMON if term in common() else 1.0)
        for term, n in seen.items()
    }


def _known_words(specialties: Iterable[Specialty], experts: Iterable[Expert]) -> set[str]:
    told = lexicon()
    texts = [text for c in told.concepts for text in (*c.names, *c.words, *c.hints)]
    for s in specialties:
        texts += [*s.names.values(), *(x for many in s.synonyms.values() for x in many)]
    texts += [text for e in experts for text in (e.words, *e.topics)]
    words = {t.plain for text in texts for t in tokens(text)}
    return words | {fold(w) for w in (*told.common, *(w for family in told.families for w in family))}
