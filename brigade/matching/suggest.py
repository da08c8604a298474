"""From the words of a need to specialties, each with the words that led to it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from brigade.matching.index import Index
from brigade.matching.subjects import ELSEWHERE
from brigade.matching.text import Token, term, tokens
from brigade.matching.values import Suggestion

_NAMED = 2.5  # weight of words that name a subject outright: it is understood, unless words lead elsewhere as surely
_SAID = 1.5  # weight of words below which a text has not said anything
_ENOUGH = 5.0  # the same for words and meaning together, where the encoder is installed
_ELSEWHERE = 1.1  # share of the best subject elsewhere that the best specialty must reach
NEAR = 3.0  # weight below the best at which a suggestion is noise: wider sets differ between French and English
_MEANING = 2.0  # weight of one standard deviation of likeness
_WINDOW = 6  # words that says something within which the terms of a phrase must stand
_MISSPELT = 0.8  # share kept by a word that had to be corrected
_HALF_SURE = 4.0  # weight at which the best suggestion's score is one half
_SPREAD = 2.0  # weight below the best at which a score falls to a third: weights are logarithms of likelihoods


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as terms and phrases: how each was typed, and how sure its spelling is."""

    text: str
    words: Mapping[str, str]
    sureness: Mapping[str, float]


def suggest(index: Index, text: str, most: int = 3) -> list[Suggestion]:
    """At most `most` specialties that the text leads to, best first; none when it says nothing of use."""
    return suggestions(index, read(index, text), most, NEAR)


def suggestions(index: Index, reading: Reading, most: int, within: float) -> list[Suggestion]:
    """The same for a text already read."""
    leads = _leads(index, reading)
    weights = _weights(index, leads, reading)
    own = {s: w for s, w in weights.items() if not s.startswith(ELSEWHERE)}
    first = max(own, key=lambda s: own[s], default="")
    best = own.get(first, 0.0)
    elsewhere = max((w for s, w in weights.items() if s not in own), default=0.0)
    said = {s: sum(by_term.values()) for s, by_term in leads.items()}
    away = max((said.get(s, 0.0) for s in weights if s not in own), default=0.0)
    named = said.get(first, 0.0) >= max(_NAMED, 2 * away)
    if not named and best < max(_ENOUGH if index.meaning else _SAID, _ELSEWHERE * elsewhere):
        return []
    near = sorted((s for s, w in own.items() if w >= best - within), key=lambda s: (-own[s], s))
    sure = best / (best + _HALF_SURE)
    scores = {s: sure * math.exp((own[s] - best) / _SPREAD) for s in near[:most]}
    return [Suggestion(s, score, _typed(leads.get(s, {}), reading)) for s, score in scores.items()]


def _weights(index: Index, leads: Mapping[str, Mapping[str, float]], reading: Reading) -> dict[str, float]:
    """Subject → what speaks for it: words and likeness of meaning; without the encoder, words alone."""
    said = {subject: sum(by_term.values()) for subject, by_term in leads.items()}
    if not index.meaning or max(said.values(), default=0.0) < _SAID:
        return {s: w for s, w in said.items() if w >= _SAID}
    like = index.meaning.likeness(reading.text)
    return {subject: said.get(subject, 0.0) + _MEANING * weight for subject, weight in like.items()}


def read(index: Index, text: str) -> Reading:
    """The text's terms, spelling corrected towards what the index knows, and the phrases that they make."""
    written = tokens(text)
    places: defaultdict[str, list[int]] = defaultdict(list)
    words: dict[str, str] = {}
    sureness: dict[str, float] = {}
    for place, (token, after) in enumerate(zip_longest(written, written[1:])):
        for known, typed, sure in _meant(index, token, after):
            places[known].append(place)
            words.setdefault(known, typed)
            sureness[known] = max(sure, sureness.get(known, 0.0))
        text = _corrected(index, text, token)
    for key in _phrases(index, places):
        words[key] = " … ".join(words[t] for t in sorted(key.split("+"), key=lambda t: places[t][0]))
        sureness[key] = min(sureness[t] for t in key.split("+"))
    return Reading(text, words, sureness)


def _meant(index: Index, token: Token, after: Token | None) -> Iterator[tuple[str, str, float]]:
    """The terms a word stands for: itself, its correction, or with the next word one that is written in one."""
    if after and (joined := token.plain + after.plain) in index.spelling.known:
        yield term(joined), f"{token.word} {after.word}", 1.0
    if _is_known(index, token):
        yield token.term, token.word, 1.0
    elif corrected := index.spelling.correct(token.plain):
        yield term(corrected), token.word, _MISSPELT


def _corrected(index: Index, text: str, token: Token) -> str:
    """The text with a misspelt word put right, for the encoder, which would read another word into it."""
    if _is_known(index, token) or not (meant := index.spelling.correct(token.plain)):
        return text
    return re.sub(rf"\b{re.escape(token.word)}\b", index.spelling.known[meant], text)


def _is_known(index: Index, token: Token) -> bool:
    return token.term in index.leads or token.term in index.rarity or token.plain in index.spelling.known


def _phrases(index: Index, places: Mapping[str, list[int]]) -> list[str]:
    return [
        key
        for first in places
        for key in index.phrases.get(first, ())
        if all(t in places for t in key.split("+")) and _together([places[t] for t in key.split("+")])
    ]


def _together(places: list[list[int]]) -> bool:
    first, *others = places
    return any(all(any(abs(p - start) <= _WINDOW for p in other) for other in others) for start in first)


def _leads(index: Index, reading: Reading) -> dict[str, dict[str, float]]:
    """Subject → the terms and phrases of the text that speak for it, and how strongly."""
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for key, sure in reading.sureness.items():
        for subject, weight in index.leads.get(key, ()):
            found[subject][key] = sure * weight
    return found


def _typed(by_term: Mapping[str, float], reading: Reading) -> tuple[str, ...]:
    """The words that weigh most, as typed; those of a phrase only once."""
    best = sorted((t for t in by_term if "+" not in t), key=lambda t: -by_term[t])
    least = 0.25 * by_term[best[0]] if best else math.inf
    return tuple(dict.fromkeys(reading.words[t] for t in best[:5] if by_term[t] >= least))
