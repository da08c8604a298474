"""Everything matching looks up, made once for a revision of the brigade."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from brigade.matching.lexicon import lexicon
from brigade.matching.meaning import Meaning, meaning
from brigade.matching.spelling import Spelling, spelling
from brigade.matching.subjects import Words, subject_texts, subjects, texts
from brigade.matching.text import Token, common, tokens
from brigade.matching.values import Expert, Specialty

_BACKGROUND = 2.0  # how many times more often than anywhere a subject must use a term before it says something
_SEEN = 2.0  # a term counted this often keeps half its weight: one example alone proves little
_COMMON = 0.3  # share of its rarity that a word of nearly every need keeps between need and profile

Lead = tuple[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Immutable, so any number of threads may read it; each is its own key to what is remembered of it.

    `leads`: a term or phrase → the subjects it speaks for, and how strongly. `phrases`: a term → phrases it begins.
    `rarity`: of a term among profiles, (0, 1]; the one place where a score depends on who else is in the brigade.
    """

    specialties: Mapping[str, Specialty]
    experts: Mapping[str, Expert]
    leads: Mapping[str, tuple[Lead, ...]]
    phrases: Mapping[str, tuple[str, ...]]
    profiles: Mapping[str, frozenset[str]]
    topics: Mapping[str, frozenset[str]]
    rarity: Mapping[str, float]
    spelling: Spelling
    meaning: Meaning | None


def build(specialties: Iterable[Specialty], experts: Iterable[Expert]) -> Index:
    """The index of these specialties and experts."""
    by_slug = {s.slug: s for s in specialties}
    people = {e.slug: e for e in experts}
    leads = _leads(subjects(by_slug.values()))
    named = _tokens_of(text for s in by_slug.values() for text in texts(s))
    said = {slug: tokens(e.words) for slug, e in people.items()}
    given = {slug: _tokens_of(e.topics) for slug, e in people.items()}
    profiles, topics = _terms(said), _terms(given)
    return Index(
        specialties=by_slug,
        experts=people,
        leads=leads,
        phrases=_phrases(leads),
        profiles=profiles,
        topics=topics,
        rarity=_rarity([profiles[slug] | topics[slug] for slug in people]),
        spelling=spelling(_field_words() | _written(chain(named, *said.values(), *given.values()))),
        meaning=meaning(subject_texts(by_slug.values())),
    )


def _leads(subjects: Mapping[str, Words]) -> dict[str, tuple[Lead, ...]]:
    """How much more a subject uses each term than all subjects do on average, as a logarithm.

    This is a query likelihood with its background taken off (Zhai and Lafferty, 2001): never negative, nothing for a
    term that a subject does not use, so that only shared terms need be looked at and each can be shown as a reason.
    """
    sizes = {name: sum(words.values()) for name, words in subjects.items()}
    times: Counter[str] = Counter()
    share: defaultdict[str, float] = defaultdict(float)
    for name, words in subjects.items():
        for term, count in words.items():
            times[term] += count
            share[term] += count / sizes[name] / len(subjects)
    found: defaultdict[str, list[Lead]] = defaultdict(list)
    for name, words in subjects.items():
        for term, count in words.items():
            if term.isdigit():
                continue  # "25" says something beside "loi" only
            weight = math.log(1 + count / sizes[name] / (_BACKGROUND * share[term]))
            found[term].append((name, weight * times[term] / (times[term] + _SEEN)))
    return {term: tuple(many) for term, many in found.items()}


def _phrases(leads: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key in leads:
        if "+" in key:
            found[key.split("+")[0]].append(key)
    return {term: tuple(many) for term, many in found.items()}


def _rarity(profiles: list[frozenset[str]]) -> dict[str, float]:
    """Term → (0, 1]: 1 when a single expert has it; words of nearly every need count less still."""
    seen = Counter(term for profile in profiles for term in profile)
    most = math.log(1 + len(profiles))
    return {t: math.log(1 + len(profiles) / n) / most * (_COMMON if t in common() else 1.0) for t, n in seen.items()}


@cache
def _field_words() -> dict[str, str]:
    told = lexicon()
    found = {word: word for word in (*told.common, *told.stop, *(w for family in told.families for w in family))}
    return found | _written(_tokens_of(t for c in told.concepts for t in (*c.names, *c.words, *c.hints, *c.needs)))


def _tokens_of(many: Iterable[str]) -> list[Token]:
    return [token for text in many for token in tokens(text)]


def _terms(said: Mapping[str, Iterable[Token]]) -> dict[str, frozenset[str]]:
    return {slug: frozenset(token.term for token in many) for slug, many in said.items()}


def _written(many: Iterable[Token]) -> dict[str, str]:
    return {token.plain: token.word for token in many}
