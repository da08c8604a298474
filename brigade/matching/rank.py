"""Every expert for a need, best first, with the reasons: the one function behind page, coordinator and solver."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from brigade.matching.index import Index, suggest
from brigade.matching.text import tokens
from brigade.matching.values import Expert, Match, Need, Obstacle, Reason
from brigade.matching.weights import DEFAULT, Weights

_RELATED = 0.25  # share of the need's rare words that a profile must hold when no specialty agrees


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
    wanted = _wanted(index, need, weights)
    words = {t.stem: t.word for t in tokens(need.text)}
    matches = [_match(index, need, e, wanted, words, common, open_, weights) for e in index.experts.values()]
    return sorted(matches, key=lambda m: (bool(m.obstacles), -round(m.score, 6), _lot(need, m.expert)))


def _wanted(index: Index, need: Need, weights: Weights) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Specialty → its share of the need, and the words that led to it (none when the person chose it)."""
    chosen: dict[str, tuple[float, tuple[str, ...]]] = {s: (1.0, ()) for s in need.specialties}
    if chosen:
        return chosen
    return {s.specialty: (weights.suggested * s.score, s.words) for s in suggest(index, need.text)}


def _match(
    index: Index,
    need: Need,
    expert: Expert,
    wanted: Mapping[str, tuple[float, tuple[str, ...]]],
    words: Mapping[str, str],
    common: Mapping[str, int] | None,
    open_: Mapping[str, int] | None,
    weights: Weights,
) -> Match:
    reasons = [*_specialties(expert, wanted, weights)]
    related = bool(reasons)
    profile, topics = index.profiles[expert.slug], index.topics[expert.slug]
    total = sum(index.rarity.get(s, 0.0) for s in words) or 1.0
    for code, weight, terms in (("words", weights.words, profile), ("topics", weights.topics, topics)):
        shared = sorted((s for s in words if s in terms), key=lambda s: -index.rarity[s])
        share = sum(index.rarity[s] for s in shared) / total
        related |= bool(wanted) and share >= _RELATED
        reasons.append(Reason(code, weight * share, None, tuple(words[s] for s in shared[:5])))
    speaks = not need.language or need.language in expert.languages
    reasons.append(Reason("language", weights.language * speaks))
    reasons.append(Reason("load", weights.load / (1 + expert.load)))
    kept = tuple(sorted((r for r in reasons if r.weight > 0), key=lambda r: -r.weight))
    obstacles = _obstacles(need, expert, speaks, related, common, open_)
    return Match(expert.slug, min(1.0, sum(r.weight for r in kept)), kept, obstacles)


def _specialties(
    expert: Expert, wanted: Mapping[str, tuple[float, tuple[str, ...]]], weights: Weights
) -> list[Reason]:
    most = max(1.0, sum(share for share, _ in wanted.values()))
    reasons = []
    for slug, (share, words) in wanted.items():
        level = 1.0 if slug in expert.main else weights.secondary if slug in expert.secondary else 0.0
        code = ("main" if level == 1.0 else "secondary") + ("-suggested" if words else "")
        if level:
            reasons.append(Reason(code, weights.specialty * level * share / most, slug, words))
    return reasons


def _obstacles(
    need: Need,
    expert: Expert,
    speaks: bool,
    related: bool,
    common: Mapping[str, int] | None,
    open_: Mapping[str, int] | None,
) -> tuple[Obstacle, ...]:
    found = []
    if expert.slug in need.excluded:
        found.append(Obstacle("conflict"))
    if not related:
        found.append(Obstacle("unrelated"))
    if not speaks:
        found.append(Obstacle("language", need.language))
    if open_ is not None and not open_.get(expert.slug):
        found.append(Obstacle("full"))
    elif common is not None and not common.get(expert.slug):
        found.append(Obstacle("no-common-time"))
    return tuple(found)


def _lot(need: Need, slug: str) -> bytes:
    """The last tie-break: a draw that differs from need to need, so no name is always first."""
    return hashlib.blake2b(f"{need.text}\0{slug}".encode(), digest_size=8).digest()
