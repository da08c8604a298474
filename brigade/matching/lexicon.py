"""What is known of the field's words before any brigade exists: `lexicon.toml`, read once.

It carries over to specialties that coordinators add or rename, because a subject of the lexicon finds its specialties
by their names and synonyms, never by slug.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Concept:
    """A subject: `names` it goes by, `words` that lead to it, `hints` that only support it."""

    names: tuple[str, ...]
    words: tuple[str, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`stop`: words to drop. `common`: words of nearly every need. `families`: forms of one meaning."""

    stop: frozenset[str]
    common: tuple[str, ...]
    families: tuple[tuple[str, ...], ...]
    concepts: tuple[Concept, ...]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the field."""
    told = tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text("utf-8"))
    return Lexicon(
        frozenset(told["stop"].split()),
        tuple(told["common"].split()),
        tuple(tuple(line.split()) for line in told["families"]),
        tuple(Concept(tuple(c["names"]), tuple(c["words"]), tuple(c["hints"])) for c in told["concept"]),
    )
