"""What matching is told and what it answers: plain frozen values, so that it never sees a database row or a web page.

A `Match` carries codes and words, never sentences: the pages word them in the reader's language, and the organization,
the expert and the coordinator therefore read the same reasons. The alternative, sentences made here, would need the
catalogues of translations and so the web.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Specialty:
    """`names` and `synonyms` are keyed by "fr" and "en"; both languages are always searched."""

    slug: str
    domain: str
    names: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Expert:
    """`words`: headline and bio in both languages. `topics`: titles of past sessions."""

    slug: str
    main: frozenset[str]
    secondary: frozenset[str]
    languages: frozenset[str]
    words: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """`specialties`: what the person ticked. `language`: "" when any will do. `excluded`: in conflict of interest."""

    title: str
    description: str
    specialties: frozenset[str]
    language: str
    excluded: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """Title and description, the way the index reads them."""
        return f"{self.title}\n{self.description}"


@dataclass(frozen=True, slots=True)
class Times:
    """By expert: `common` free times with the need, `open` times still free for anybody, `taken` by sessions."""

    common: Mapping[str, int]
    open: Mapping[str, int]
    taken: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of a score, heaviest first in a match; the weights of a match's reasons add up to its score.

    | code | says | specialty | words |
    |---|---|---|---|
    | `main` | a main specialty of the expert is one the person chose | which | |
    | `secondary` | the same, a secondary specialty | which | |
    | `main-suggested` | a main specialty that the text led to | which | the need's words that led to it |
    | `secondary-suggested` | the same, a secondary specialty | which | the same |
    | `main-meant`, `secondary-meant` | what the text means leads there, without a word that shows it | which | |
    | `words` | the need and the expert's profile share these | | the need's words |
    | `topics` | the need and past sessions share these | | the need's words |
    | `language` | the expert speaks the need's language | | |
    | `load` | the expert still has few sessions | | |
    """

    code: str
    weight: float
    specialty: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why not: `language` (detail: the need's), `conflict`, `unrelated`, `full` (no time left), `no-common-time`;
    pages add `outranked`, for those who could help as well and are not shown because others fit better."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An expert for a need; `score` in [0, 1]; no obstacles means allowed."""

    expert: str
    score: float
    reasons: tuple[Reason, ...]
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A specialty the text leads to; `words` are the person's own, as they wrote them."""

    specialty: str
    score: float
    words: tuple[str, ...]
