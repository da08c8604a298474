"""Fitting the one table of weights to what people said, in the open: each is tried a little up and a little down.

The goal is one number in [0, 1]: over needs whose experts were graded, NDCG@5; over single judgements, how near the top
a good expert stands, or how far from it a bad one. Coordinate search, because the table is short and anybody can follow
it. Discarded: learning to rank by gradients (it fits the forty judgements of an edition to the last one, and nobody can
read what it learned).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace

from brigade.matching.index import Index
from brigade.matching.rank import rank
from brigade.matching.values import Need
from brigade.matching.weights import Weights

DEPTH = 5
GAINS = {2: 3.0, 1: 1.0}  # best, acceptable
STEPS = (0.5, 0.8, 1.25, 2.0)
LEAST = 0.0005  # a gain below this is noise
PARTS = ("specialty", "words", "topics", "language", "load")  # add up to 1
FITTED = ("words", "topics", "language", "load", "secondary", "beside_chosen")


@dataclass(frozen=True, slots=True)
class Case:
    """A need of one brigade: `grades` of its experts (2 best, 1 acceptable), or single `good` and `bad` ones."""

    index: Index
    need: Need
    grades: Mapping[str, int] | None = None
    good: frozenset[str] = frozenset()
    bad: frozenset[str] = frozenset()


def quality(cases: Iterable[Case], weights: Weights) -> float:
    """The goal: the mean of what each case says."""
    found = [value for case in cases for value in _values(case, weights)]
    return sum(found) / len(found) if found else 0.0


def fit(
    cases: Sequence[Case], weights: Weights, progress: Callable[[str, float], None] = lambda _name, _value: None
) -> Weights:
    """The weights nearby that serve these cases best; the same ones where nothing is better."""
    best, value = weights, quality(cases, weights)
    for name in FITTED:
        for step in STEPS:
            tried = changed(best, name, getattr(best, name) * step)
            if (found := quality(cases, tried)) > value + LEAST:
                best, value = tried, found
        progress(name, value)
    return best


def changed(weights: Weights, name: str, to: float) -> Weights:
    """With that weight, at most 1; what the other parts are worth shrinks or grows, so that they still add up to 1."""
    if name not in PARTS:
        return replace(weights, **{name: min(to, 1.0)})
    to = min(to, 0.5)
    others = {part: getattr(weights, part) for part in PARTS if part != name}
    rest = (1 - to) / sum(others.values())
    return replace(weights, **{name: to} | {part: value * rest for part, value in others.items()})


def as_table(weights: Weights) -> dict[str, float]:
    """Name → weight, rounded as a person would read it; what is stored."""
    return {name: round(value, 4) for name, value in asdict(weights).items()}


def names() -> list[str]:
    """Every weight, in the order of the table."""
    return [field.name for field in fields(Weights)]


def ndcg(experts: Sequence[str], grades: Mapping[str, int]) -> float:
    """Järvelin and Kekäläinen (2002), cut at five."""
    gains = [GAINS.get(grades.get(slug, 0), 0.0) for slug in experts[:DEPTH]]
    ideal = sorted((GAINS[grade] for grade in grades.values()), reverse=True)[:DEPTH]
    return _discounted(gains) / _discounted(ideal)


def _values(case: Case, weights: Weights) -> list[float]:
    order = [match.expert for match in rank(case.index, case.need, weights=weights) if not match.obstacles]
    near = {slug: 1 / math.log2(place + 2) for place, slug in enumerate(order)}
    graded = [ndcg(order, case.grades)] if case.grades else []
    judged = [near.get(slug, 0.0) for slug in case.good] + [1 - near.get(slug, 0.0) for slug in case.bad]
    return graded + judged


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
