"""What is known of the field's words before any brigade exists: `lexicon.toml` and `examples.toml`, read once.

They carry over to specialties that coordinators add or rename, because a concept finds its specialty by names and
synonyms, never by slug.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Concept:
    """A subject: `names` it goes by, `words` that lead to it, `hints` that support it, `needs` written about it."""

    names: tuple[str, ...]
    words: tuple[str, ...]
    hints: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`stop`: words to drop. `common`: words of nearly every need. `families`: forms of one meaning."""

    stop: frozenset[str]
    common: frozenset[str]
    families: tuple[tuple[str, ...], ...]
    concepts: tuple[Concept, ...]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the field."""
    told, needs = _read("lexicon.toml"), _read("examples.toml")["needs"]
    return Lexicon(
        frozenset(told["stop"].split()),
        frozenset(told["common"].split()),
        tuple(tuple(line.split()) for line in told["families"]),
        tuple(
            Concept(tuple(c["names"]), tuple(c["words"]), tuple(c["hints"]), tuple(needs[c["names"][0]]))
            for c in told["concept"]
        ),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))
