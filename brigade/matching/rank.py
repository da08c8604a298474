"""Every expert for a need, best first, with the reasons: the one function behind page, coordinator and solver."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from brigade.matching.index import Index
from brigade.matching.suggest import Reading, read, suggestions
from brigade.matching.values import Expert, Match, Need, Obstacle, Reason, Times
from brigade.matching.weights import DEFAULT, Weights

_MOST, _WITHIN = 5, 9.0  # suggestions weighed: more than the page shows, because each counts by its score
_SHARED = 0.4  # how much of the doubt one shared word, found in no other profile, takes away
_RELATED = 0.6  # words in common beyond which an expert is related although no specialty agrees


@dataclass(frozen=True, slots=True)
class _Wanted:
    specialty: str
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    need: Need
    wanted: tuple[_Wanted, ...]
    words: Mapping[str, str]
    terms: frozenset[str]  # of `words`: two sets are intersected ten times faster than a mapping is searched


def rank(
    index: Index,
    need: Need,
    times: Times | None = None,
    weights: Weights = DEFAULT,
) -> list[Match]:
    """All experts, best first, those allowed before those with obstacles; without `times`, nobody is full."""
    found = []
    for one in _appraised(index, need, weights):
        taken = times.taken.get(one.expert, 0) if times else 0
        reasons = sorted((*one.reasons, Reason("load", weights.load / (1 + taken))), key=lambda r: -r.weight)
        obstacles = tuple(_obstacles(need, index.experts[one.expert], one.related, times))
        match = Match(one.expert, min(1.0, sum(r.weight for r in reasons)), tuple(reasons), obstacles)
        found.append((bool(obstacles), -round(match.score, 9), one.lot, match))
    return [match for *_key, match in sorted(found, key=lambda each: each[:3])]


def one_more(index: Index, need: Need, weights: Weights = DEFAULT) -> dict[str, float]:
    """Specialty → how well somebody would fit whose main one it is and of whom nothing else is known yet.

    Of the specialties that were chosen; where none was, of those that the words lead to.
    """
    wanted = {one.specialty: one.share for one in _asked(index, need, weights).wanted}
    meant = need.specialties & wanted.keys() or wanted
    known = weights.language + weights.load
    return {slug: min(1.0, weights.specialty * wanted[slug] + known) for slug in meant}


class _Appraised(NamedTuple):
    """What does not change with who has time; `related`: to what the need is about; `lot` decides between equals."""

    expert: str
    reasons: tuple[Reason, ...]
    related: bool
    lot: tuple[bytes, bytes]


@lru_cache(maxsize=64)
def _appraised(index: Index, need: Need, weights: Weights) -> list[_Appraised]:
    """All experts; remembered, because a need's page is seen again after each choice made on it."""
    asked, found = _asked(index, need, weights), []
    for nth, expert in enumerate(index.experts.values()):
        reasons = tuple(_reasons(index, asked, expert, weights))
        related = _related(reasons, bool(asked.wanted), weights)
        found.append(_Appraised(expert.slug, reasons, related, (_lot(need, expert.words), _lot(need, str(nth)))))
    return found


@lru_cache(maxsize=64)
def _asked(index: Index, need: Need, weights: Weights) -> _Asked:
    reading = read(index, need.text)
    words = {term: word for term, word in reading.words.items() if term in index.rarity}
    return _Asked(need, tuple(_wanted(index, need, reading, weights)), words, frozenset(words))


def _wanted(index: Index, need: Need, reading: Reading, weights: Weights) -> list[_Wanted]:
    """The need's specialties, their shares adding up to at most 1: those chosen, then those that its words lead to."""
    shares = {slug: _Wanted(slug, 1.0, ()) for slug in sorted(need.specialties)}
    for found in suggestions(index, reading, _MOST, _WITHIN):
        share = found.score * (weights.beside_chosen if need.specialties else 1.0)
        shares.setdefault(found.specialty, _Wanted(found.specialty, share, found.words))
    total = max(1.0, sum(w.share for w in shares.values()))
    return [_Wanted(w.specialty, w.share / total, w.words) for w in shares.values()]


def _reasons(index: Index, asked: _Asked, expert: Expert, weights: Weights) -> Iterator[Reason]:
    """All but the load, which changes with every booking."""
    for one in asked.wanted:
        chosen = one.specialty in asked.need.specialties
        code = "" if chosen else "-suggested" if one.words else "-meant"
        if one.specialty in expert.main:
            yield Reason(f"main{code}", weights.specialty * one.share, one.specialty, one.words)
        elif one.specialty in expert.secondary:
            yield Reason(
                f"secondary{code}", weights.specialty * weights.secondary * one.share, one.specialty, one.words
            )
    for kind, weight, terms in (
        ("words", weights.words, index.profiles[expert.slug]),
        ("topics", weights.topics, index.topics[expert.slug]),
    ):
        shared = sorted(asked.terms & terms, key=lambda t: (-index.rarity[t], t))
        if shared:
            yield Reason(kind, weight * _agreement(index, shared), None, tuple(asked.words[t] for t in shared[:5]))
    if _speaks(asked.need, expert):
        yield Reason("language", weights.language)


def _agreement(index: Index, shared: list[str]) -> float:
    """How much words in common say, within [0, 1): each rare one takes away a part of the doubt that is left."""
    doubt = 1.0
    for term in shared:
        doubt *= 1 - _SHARED * index.rarity[term]
    return 1 - doubt


def _related(reasons: Sequence[Reason], understood: bool, weights: Weights) -> bool:
    if any(r.specialty for r in reasons):
        return True
    return understood and any(r.code == "words" and r.weight >= _RELATED * weights.words for r in reasons)


def _speaks(need: Need, expert: Expert) -> bool:
    return not need.language or need.language in expert.languages


def _obstacles(need: Need, expert: Expert, related: bool, times: Times | None) -> Iterator[Obstacle]:
    if expert.slug in need.excluded:
        yield Obstacle("conflict")
    if not related:
        yield Obstacle("unrelated")
    if not _speaks(need, expert):
        yield Obstacle("language", need.language)
    if times is not None and not times.open.get(expert.slug):
        yield Obstacle("full")
    elif times is not None and not times.common.get(expert.slug):
        yield Obstacle("no-common-time")


def _lot(need: Need, of: str) -> bytes:
    """The last tie-break: a draw that differs from need to need, so that nobody is always first. It is drawn for the
    profile, and for the place in the list where two profiles are one: never for the slug, which is made of the name."""
    return hashlib.blake2b(f"{need.text}\0{of}".encode(), digest_size=8).digest()
