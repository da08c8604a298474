"""From the words of a need to specialties, each with the words that led to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from brigade.matching.index import ELSEWHERE, Index, Phrase
from brigade.matching.text import Token, common, term, tokens
from brigade.matching.values import Suggestion

_ENOUGH = 0.25  # score below which a text has not said anything of use
_NEAR_BEST = 0.4  # share of the best score below which a suggestion is noise
_ELSEWHERE = 1.3  # a subject elsewhere that scores this many times more silences a specialty
_WINDOW = 6  # further words among which the terms of a phrase may be spread
_SPREAD = 0.6  # share kept by a phrase whose terms are further apart
_PARTIAL = 0.7  # share kept by a phrase found in part, besides the square of that part
_ALONE = 0.3  # share kept by a phrase made of words of nearly every need
_MISSPELT = 0.9  # share kept by a word that had to be corrected


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as terms: where each stands, how it was typed, how sure the spelling is."""

    places: Mapping[str, tuple[int, ...]]
    words: Mapping[str, str]
    sureness: Mapping[str, float]


def suggest(index: Index, text: str, most: int = 3) -> list[Suggestion]:
    """At most `most` specialties that the text leads to, best first; none when it says nothing of use."""
    reading = read(index, text)
    found = [_suggestion(target, claims, reading) for target, claims in _claims(index, reading).items()]
    elsewhere = max((s.score for s in found if s.specialty.startswith(ELSEWHERE)), default=0.0)
    found = [s for s in found if not s.specialty.startswith(ELSEWHERE)]
    limit = max(_ENOUGH, elsewhere / _ELSEWHERE, _NEAR_BEST * max((s.score for s in found), default=0.0))
    found = [s for s in found if s.score >= limit]
    return sorted(found, key=lambda s: (-s.score, s.specialty))[:most]


def read(index: Index, text: str) -> Reading:
    """The text's terms, spelling corrected towards what the index knows, words written in two joined."""
    written = tokens(text)
    places: defaultdict[str, list[int]] = defaultdict(list)
    words: dict[str, str] = {}
    sureness: dict[str, float] = {}
    for place, (token, after) in enumerate(zip_longest(written, written[1:])):
        for known, typed, sure in _meant(index, token, after):
            places[known].append(place)
            words.setdefault(known, typed)
            sureness[known] = max(sure, sureness.get(known, 0.0))
    return Reading({t: tuple(p) for t, p in places.items()}, words, sureness)


def _meant(index: Index, token: Token, after: Token | None) -> Iterable[tuple[str, str, float]]:
    corrected = index.spelling.correct(token.plain)
    if corrected is None or corrected == token.plain:
        yield token.term, token.word, 1.0
    else:
        yield term(corrected), token.word, _MISSPELT
    if after and (joined := token.plain + after.plain) in index.spelling.known:
        yield term(joined), f"{token.word} {after.word}", 1.0


def _claims(index: Index, reading: Reading) -> dict[str, list[tuple[float, tuple[str, ...]]]]:
    """Target → what speaks for it: how strongly, and the terms of the text that do."""
    found: defaultdict[str, list[tuple[float, tuple[str, ...]]]] = defaultdict(list)
    phrases = {id(p): p for t in reading.places for p in index.phrases.get(t, ())}
    for phrase in phrases.values():
        present = tuple(t for t in phrase.terms if t in reading.places)
        if strength := _strength(index, phrase, present, reading):
            found[phrase.target].append((strength, present))
    return found


def _strength(index: Index, phrase: Phrase, present: tuple[str, ...], reading: Reading) -> float:
    whole = sum(index.rarity[t] for t in phrase.terms)
    part = sum(index.rarity[t] * reading.sureness[t] for t in present) / whole
    strength = phrase.strength * part**2
    if len(present) < len(phrase.terms):
        strength *= _PARTIAL
    elif len(present) > 1 and _span(present, reading) > len(present) + _WINDOW:
        strength *= _SPREAD
    if all(t in common() for t in present) and (len(present) == 1 or len(present) < len(phrase.terms)):
        strength *= _ALONE
    return strength


def _span(present: tuple[str, ...], reading: Reading) -> int:
    """How many words the closest occurrences of these terms stretch over, starting from any of the first one."""
    first, *others = present
    spans = []
    for start in reading.places[first]:
        nearest = [min(reading.places[t], key=lambda p: abs(p - start)) for t in others]
        spans.append(max(start, *nearest) - min(start, *nearest) + 1)
    return min(spans)


def _suggestion(target: str, claims: list[tuple[float, tuple[str, ...]]], reading: Reading) -> Suggestion:
    """Claims as independent evidence, strongest first, each word of the text heard once."""
    doubt = 1.0
    heard: list[str] = []
    for strength, present in sorted(claims, reverse=True):
        if not any(t in heard for t in present):
            doubt *= 1 - strength
            heard += present
    return Suggestion(target, 1 - doubt, tuple(dict.fromkeys(reading.words[t] for t in heard)))
