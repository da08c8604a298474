"""From what a person typed to terms that two people's words share.

One pass for both languages: nobody says which language a sentence is in, and loan words ("la newsletter", "le CRM")
make the question moot. So every word goes through the English stemmer, then the French one, then through the families
of the lexicon, where "billet" and "ticket" are one term; two indexes, one per language, could not join the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import snowballstemmer

from brigade.matching.lexicon import lexicon

_FRENCH = snowballstemmer.stemmer("french")
_ENGLISH = snowballstemmer.stemmer("english")
_ONE_AT_A_TIME = Lock()  # a stemmer keeps its word in itself: two threads in one end in an IndexError or a wrong stem

_FEMININE = r"(?:e|le|ne|te|re|ère|iere|ière|rice|trice|euse|esse|ve|fe|che|se)"
_INCLUSIVE = re.compile(
    rf"(?<=\w{{3}})[·•∙‧⋅.\-(/]{_FEMININE}(?:[·•∙‧⋅.\-/]?s)?\)?(?:[·•∙‧⋅.\-(/]?s\)?)?(?!\w)", re.IGNORECASE
)
# Little rewritings that must come before words are cut out, in this order.
_REWRITES = tuple(
    (re.compile(pattern, re.IGNORECASE), by)
    for pattern, by in (
        (r"\b(\w)\.(?=\w\.)|(?<=\b\w)\.(?=\w\b)|(?<=\.\w)\.", r"\1"),  # "O.B.N.L.", "A.I." → one word
        (r"\b(?:[jnlmt]['’ ]?|en |y |lui |les )ai\b", " "),  # the French verb, so that what is left is "AI"
        (r"\b(?:\w+)n['’]t\b", " "),  # "doesn't"
        (r"['’](?:s|re|ve|ll|m|d)\b", " "),
        (r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ`´](?=\w)", " "),
        (r"\b(?:(le|du|au|un|bon|mauvais|prise de|qualité de|qualite de) sons?)\b", "sonore"),  # not the possessive
        (r"\Asons?(?= et\b|\s*\Z)", "sonore"),
        (r"\b([eé])[- ](?=(?:mail|commerce|marketing|shop|learning|billet|book)s?)", r"\1"),
        (r"\b(?:mots? de passe|mdp)\b", "motdepasse"),
    )
)
_WORD = re.compile(r"\w+")
_BETWEEN_NAMES = re.compile(r"[(),/;:]| et (?:d['’])?| and | & ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """`word` as typed, `plain` folded, `term` what the index knows it by."""

    word: str
    plain: str
    term: str


def fold(text: str) -> str:
    """Lower case without accents or ligatures: "Œuvre dématérialisée" → "oeuvre dematerialisee"."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def tokens(text: str) -> list[Token]:
    """The words of a text that say something, in their order."""
    stop = lexicon().stop
    return [Token(word, plain, term(plain)) for word, plain in _words(text) if plain not in stop]


@lru_cache(maxsize=50_000)
def term(plain: str) -> str:
    """The term of a folded word: its family's first form, or its stem."""
    exact, singular = _families()
    return exact.get(plain) or singular.get(_singular(plain)) or _stem(plain)


@lru_cache(maxsize=10_000)
def terms_of(text: str) -> tuple[str, ...]:
    """The terms of a text, each once, in their order; kept, because every concept is held against every synonym."""
    return tuple(dict.fromkeys(token.term for token in tokens(text)))


@lru_cache(maxsize=1_000)
def name_parts(name: str) -> tuple[str, ...]:
    """"Métadonnées, données ouvertes et découvrabilité" → its three names."""
    return tuple(part.strip() for part in _BETWEEN_NAMES.split(name) if part.strip())


def phrase(terms: Iterable[str]) -> str:
    """The key of terms that stand together, in whatever order."""
    return "+".join(sorted(terms))


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Terms of nearly every need of the field."""
    return frozenset(term(word) for word in lexicon().common)


@lru_cache(maxsize=1)
def _families() -> tuple[dict[str, str], dict[str, str]]:
    """Form → its family. By singular, not by stem: stems would bring "story" to "store" and "visa" to "visit"."""
    exact = {form: f"={family[0]}" for family in lexicon().families for form in family}
    return exact, {_singular(form): family for form, family in exact.items()}


def _stem(plain: str) -> str:
    with _ONE_AT_A_TIME:
        return str(_FRENCH.stemWord(_ENGLISH.stemWord(plain)))


def _singular(plain: str) -> str:
    return re.sub(r"e?[sx]?$", "", plain) if len(plain) > 4 else plain


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    return fold(word)


def _words(text: str) -> Iterator[tuple[str, str]]:
    text = _INCLUSIVE.sub("", text)
    for pattern, by in _REWRITES:
        text = pattern.sub(by, text)
    for found in _WORD.finditer(text):
        plain = _plain(found.group())
        if 1 < len(plain) < 40 and not (plain.isdigit() and len(plain) > 3):
            yield found.group(), plain
