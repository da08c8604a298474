"""The one table of weights: what each part of a match is worth, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Parts of a score; `specialty + words + topics + language + load` is 1, so a score stays within [0, 1]."""

    specialty: float = 0.70  # what the expert is there for: outweighs everything else together
    words: float = 0.17  # the profile tells apart those who share a specialty
    topics: float = 0.05  # past sessions say the same with less care
    language: float = 0.06  # being understood; a need in a language the expert lacks is an obstacle besides
    load: float = 0.02  # only ever turns near-equals, which is what balance asks for
    secondary: float = 0.5  # share of `specialty` for a secondary specialty: can help, but another does it every day
    beside_chosen: float = 0.25  # share of what the words suggest, once the person has chosen for itself


DEFAULT = Weights()
