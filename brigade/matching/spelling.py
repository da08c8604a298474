"""Typing mistakes: the known word that an unknown one was meant to be.

Only words that nothing knows are touched, and only towards words of the brigade and the field: a general speller would
need a dictionary and would "correct" names. Words that sound the same are tried first, then one slip in a short word
and two in a long one (optimal string alignment: two letters swapped count as one slip).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 5  # below this, one slip makes another real word more often than not
_LONG = 9  # from here on, two slips still leave no doubt
_SOUNDS = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        ("ph", "f"),
        ("eau|au", "o"),
        ("qu|ck|k", "c"),
        ("y", "i"),
        ("h", ""),
        (r"(.)\1", r"\1"),
        ("(?<=..)(?:es|s|e|t|x)$", ""),
    )
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """`known`: folded words of the brigade and field, each as it is written; `by_sound`: how the longer ones sound."""

    known: Mapping[str, str]
    by_initial: Mapping[str, tuple[str, ...]]
    by_sound: Mapping[str, str]

    def correct(self, plain: str) -> str | None:
        """The known word that the unknown `plain` was meant to be, if any."""
        if len(plain) < _SHORTEST or any(c.isdigit() for c in plain):
            return None
        if same := self.by_sound.get(sound(plain)):
            return same
        slips = 2 if len(plain) >= _LONG else 1
        found = process.extractOne(plain, self.by_initial.get(plain[0], ()), scorer=OSA.distance, score_cutoff=slips)
        return str(found[0]) if found else None


def spelling(known: Mapping[str, str]) -> Spelling:
    """The spelling of these words: folded → as written."""
    long_enough = tuple(sorted(w for w in known if len(w) >= _SHORTEST and not any(c.isdigit() for c in w)))
    by_initial = {letter: tuple(words) for letter, words in groupby(long_enough, key=lambda w: w[0])}
    return Spelling(known, by_initial, {sound(w): w for w in reversed(long_enough)})


def sound(plain: str) -> str:
    """A rough key for both languages: "bileterie" and "billetterie" share it."""
    for pattern, by in _SOUNDS:
        plain = pattern.sub(by, plain)
    return plain
