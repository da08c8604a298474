"""The index of a brigade's words, and specialties suggested from a text."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from brigade.matching.text import tokens
from brigade.matching.values import Expert, Specialty, Suggestion

_ENOUGH = 0.15  # score below which a text has not said anything of use
_NEAR_BEST = 0.3  # share of the best score below which a suggestion is noise


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or synonym, as stems, of a specialty."""

    stems: frozenset[str]
    specialty: str


@dataclass(frozen=True, slots=True)
class Index:
    """Everything matching looks up, made once for a revision of the brigade and never changed."""

    specialties: Mapping[str, Specialty]
    experts: Mapping[str, Expert]
    phrases: Mapping[str, tuple[Phrase, ...]]
    rarity: Mapping[str, float]
    profiles: Mapping[str, Mapping[str, float]]
    topics: Mapping[str, frozenset[str]]


def build(specialties: Iterable[Specialty], experts: Iterable[Expert]) -> Index:
    """The index of these specialties and experts."""
    by_slug = {s.slug: s for s in specialties}
    people = {e.slug: e for e in experts}
    phrases: defaultdict[str, list[Phrase]] = defaultdict(list)
    for specialty in by_slug.values():
        for text in _phrases(specialty):
            stems = frozenset(t.stem for t in tokens(text))
            for one in stems:
                phrases[one].append(Phrase(stems, specialty.slug))
    profiles = {slug: Counter(t.stem for t in tokens(e.words)) for slug, e in people.items()}
    return Index(
        by_slug,
        people,
        {k: tuple(v) for k, v in phrases.items()},
        _rarity(phrases, profiles, len(by_slug)),
        profiles,
        {slug: frozenset(t.stem for topic in e.topics for t in tokens(topic)) for slug, e in people.items()},
    )


def suggest(index: Index, text: str, most: int = 3) -> list[Suggestion]:
    """At most `most` specialties that the text leads to, best first; none when it says nothing of use."""
    written = tokens(text)
    present = {t.stem for t in written}
    best: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for token in written:
        for phrase in index.phrases.get(token.stem, ()):
            share = sum(index.rarity[s] for s in phrase.stems & present) / sum(index.rarity[s] for s in phrase.stems)
            worth = index.rarity[token.stem] * share**2
            best[phrase.specialty][token.word] = max(worth, best[phrase.specialty].get(token.word, 0.0))
    found = [
        Suggestion(slug, 1 - math.exp(-sum(words.values()) / 4), tuple(sorted(words, key=words.__getitem__, reverse=True)))
        for slug, words in best.items()
    ]
    found.sort(key=lambda s: (-s.score, s.specialty))
    limit = max(_ENOUGH, _NEAR_BEST * found[0].score) if found else 0.0
    return [s for s in found if s.score >= limit][:most]


def _phrases(specialty: Specialty) -> list[str]:
    return [*specialty.names.values(), *(s for many in specialty.synonyms.values() for s in many)]


def _rarity(phrases: Mapping[str, list[Phrase]], profiles: Mapping[str, Counter[str]], count: int) -> dict[str, float]:
    seen = Counter(s for profile in profiles.values() for s in profile)
    rarity = {s: math.log(1 + len(profiles) / n) for s, n in seen.items()}
    for stem, where in phrases.items():
        rarity[stem] = math.log(1 + count / len({p.specialty for p in where}))
    return rarity
