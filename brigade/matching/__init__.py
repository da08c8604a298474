"""Need × expert → score and reasons, from plain values alone."""

from brigade.matching.index import Index, build
from brigade.matching.rank import rank
from brigade.matching.suggest import suggest
from brigade.matching.values import Expert, Match, Need, Obstacle, Reason, Specialty, Suggestion, Times
from brigade.matching.weights import DEFAULT, Weights

__all__ = [
    "DEFAULT",
    "Expert",
    "Index",
    "Match",
    "Need",
    "Obstacle",
    "Reason",
    "Specialty",
    "Suggestion",
    "Times",
    "Weights",
    "build",
    "rank",
    "suggest",
]
