"""Every expert for a need, best first, with the reasons: the one function behind page, coordinator and solver."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from brigade.matching.index import Index
from brigade.matching.suggest import Reading, read, suggestions
from brigade.matching.values import Expert, Match, Need, Obstacle, Reason
from brigade.matching.weights import DEFAULT, Weights

_SHARED = 0.4  # how much of the doubt one shared word, found in no other profile, takes away
_RELATED = 0.6  # words in common beyond which an expert is related although no specialty agrees


@dataclass(frozen=True, slots=True)
class _Wanted:
    specialty: str
    share: float
    words: tuple[str, ...]


def rank(
    index: Index,
    need: Need,
    common: Mapping[str, int] | None = None,
    open_: Mapping[str, int] | None = None,
    weights: Weights = DEFAULT,
) -> list[Match]:
    """All experts, best first, those allowed before those with obstacles.

    `common[slug]`: free times that both have; `open_[slug]`: free times the expert still has. Both may be left out.
    """
    found = []
    for one in _appraised(index, need, weights):
        obstacles = tuple(_obstacles(need, index.experts[one.expert], one.related, common, open_))
        found.append(Match(one.expert, one.score, one.reasons, obstacles))
    return sorted(found, key=lambda m: bool(m.obstacles))


class _Appraised(NamedTuple):
    """What does not change with what is free; `related`: to what the need is about."""

    expert: str
    score: float
    reasons: tuple[Reason, ...]
    related: bool


@lru_cache(maxsize=64)
def _appraised(index: Index, need: Need, weights: Weights) -> list[_Appraised]:
    """All experts, best first; remembered, because a need's page is seen again after each choice made on it."""
    reading = read(index, need.text)
    wanted = _wanted(index, need, reading, weights)
    words = {term: word for term, word in reading.words.items() if term in index.rarity}
    found = []
    for expert in index.experts.values():
        reasons = tuple(sorted(_reasons(index, need, expert, wanted, words, weights), key=lambda r: -r.weight))
        score = min(1.0, sum(r.weight for r in reasons))
        found.append(_Appraised(expert.slug, score, reasons, _related(reasons, bool(wanted), weights)))
    return sorted(found, key=lambda one: (-round(one.score, 9), _lot(need, one.expert)))


def _wanted(index: Index, need: Need, reading: Reading, weights: Weights) -> list[_Wanted]:
    """The need's specialties, their shares adding up to at most 1: those chosen, then those that its words lead to."""
    shares = {slug: _Wanted(slug, 1.0, ()) for slug in sorted(need.specialties)}
    for found in suggestions(index, reading):
        share = found.score * (weights.beside_chosen if need.specialties else 1.0)
        shares.setdefault(found.specialty, _Wanted(found.specialty, share, found.words))
    total = max(1.0, sum(w.share for w in shares.values()))
    return [_Wanted(w.specialty, w.share / total, w.words) for w in shares.values()]


def _reasons(
    index: Index, need: Need, expert: Expert, wanted: list[_Wanted], words: Mapping[str, str], weights: Weights
) -> Iterator[Reason]:
    for one in wanted:
        code = "-suggested" if one.words else ""
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
        shared = sorted((t for t in words if t in terms), key=lambda t: -index.rarity[t])
        if shared:
            yield Reason(kind, weight * _agreement(index, shared), None, tuple(words[t] for t in shared[:5]))
    if _speaks(need, expert):
        yield Reason("language", weights.language)
    yield Reason("load", weights.load / (1 + expert.load))


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


def _obstacles(
    need: Need,
    expert: Expert,
    related: bool,
    common: Mapping[str, int] | None,
    open_: Mapping[str, int] | None,
) -> Iterator[Obstacle]:
    if expert.slug in need.excluded:
        yield Obstacle("conflict")
    if not related:
        yield Obstacle("unrelated")
    if not _speaks(need, expert):
        yield Obstacle("language", need.language)
    if open_ is not None and not open_.get(expert.slug):
        yield Obstacle("full")
    elif common is not None and not common.get(expert.slug):
        yield Obstacle("no-common-time")


def _lot(need: Need, slug: str) -> bytes:
    """The last tie-break: a draw that differs from need to need, so that no name is always first."""
    return hashlib.blake2b(f"{need.text}\0{slug}".encode(), digest_size=8).digest()
