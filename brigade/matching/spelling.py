"""Typing mistakes: the known word that an unknown one was meant to be.

Only words that nothing knows are touched, and only towards words of the brigade and the field: a general speller would
need a dictionary and would "correct" names. Words that sound the same are tried first, then one slip in a short word
and two in a long one (optimal string alignment, so that two letters swapped count as one).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 5  # below this, one slip makes another real word more often than not
_LONG = 8
_SOUNDS = tuple(
    (re.compile(pattern), by)
    for pattern, by in ((r"ph", "f"), (r"eau|au", "o"), (r"qu|ck|k", "c"), (r"y", "i"), (r"h", ""), (r"(.)\1", r"\1"),
                        (r"(?<=..)(?:e?s|es?|t|x)$", ""))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spelling:
    """The folded words of a brigade and of the field, and how they sound."""

    known: frozenset[str]
    candidates: tuple[str, ...]
    by_sound: Mapping[str, str]

    def correct(self, plain: str) -> str | None:
        """The known word that `plain` is or was meant to be; None when there is none."""
        if plain in self.known:
            return plain
        if len(plain) < _SHORTEST or any(c.isdigit() for c in plain):
            return None
        if same := self.by_sound.get(sound(plain)):
            return same
        slips = 2 if len(plain) >= _LONG else 1
        found = process.extractOne(plain, self.candidates, scorer=OSA.distance, score_cutoff=slips)
        return str(found[0]) if found and found[0][0] == plain[0] else None


def spelling(words: Iterable[str]) -> Spelling:
    """The spelling of these folded words."""
    known = frozenset(words)
    candidates = tuple(sorted(w for w in known if len(w) >= _SHORTEST and not any(c.isdigit() for c in w)))
    return Spelling(known, candidates, {sound(w): w for w in reversed(candidates)})


def sound(plain: str) -> str:
    """A rough French-and-English key: "bileterie" and "billetterie" share it."""
    for pattern, by in _SOUNDS:
        plain = pattern.sub(by, plain)
    return plain
