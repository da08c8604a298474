"""From what a person typed to terms that two people's words share.

One pass for both languages: nobody says which language a sentence is in, and loan words ("la newsletter", "le CRM")
make the question moot. So every word goes through the English stemmer, then the French one; keeping both stems side by
side doubled the index and found nothing more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

_FRENCH = snowballstemmer.stemmer("french")
_ENGLISH = snowballstemmer.stemmer("english")
_INCLUSIVE = re.compile(
    r"(?<=\w{3})[·•∙‧⋅.\-(/](?:e|le|ne|te|re|ère|iere|ière|rice|trice|euse|esse|ve|fe|che|se)"
    r"(?:[·•∙‧⋅.\-/]?s)?\)?(?:[·•∙‧⋅.\-(/]?s\)?)?(?!\w)",
    re.IGNORECASE,
)
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ`´](?=\w)", re.IGNORECASE)
_LETTER_PREFIX = re.compile(r"\b([eé])[- ](?=(?:mail|commerce|marketing|shop|learning|billet))", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_STOP = frozenset(
    """
    a ai ainsi alors apres as au aucun aucune aussi autre autres aux avaient avait avant avec avez avoir avons bien ca
    car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de deja depuis des deux
    dire dit doit donc dont du elle elles en encore entre es est et etaient etait etant ete etre eu eux fait faire
    faisons faites faut font fois grand gros ici il ils j je juste l la le les leur leurs lors lui m ma mais me meme
    memes merci mes mieux moi moins mon n ne ni nos notre nous on ont ou par parce pas peu peut peuvent peux plus
    plusieurs plutot pour pourquoi pouvez pouvoir pouvons premier presque pres qu quand que quel quelle quelles quels
    quelque quelques qui quoi sa sans se sera serait ses si sinon soit sommes son sont sous souvent suis sur surtout t
    ta te tel telle tes tous tout toute toutes tres trop tu un une va vers veut veulent veux voir vos votre voudrait
    voudrais voudrions voulons vouloir vous vraiment y aimerait aimerais aimerions savons savoir sait besoin aide aider
    bonjour allo salut an ans annee annees jour jours chose choses toujours jamais actuellement
    about after all also am an and any are at be because been before being both but by can cannot could did do does
    doing don done each for from get gets getting had has have having he her here hers him his how i if in into is it
    its just let like make many me more most much my need needs no nor not now of off ok on one only or other our ours
    out over own please really same she should so some such than thank thanks that the their theirs them then there
    these they thing things this those through to too under until up us use very want wants was we well were what when
    where which while who why will with would year years yet you your yours hello hi help
    """.split()
)
# Words that a stemmer would confuse with another of this field: each keeps this stem.
_KEPT = {"donnee": "donnee", "donnees": "donnee", "don": "don", "dons": "don"}


@dataclass(frozen=True, slots=True)
class Token:
    """`word` as typed, `plain` folded, `stem` the term of the index."""

    word: str
    plain: str
    stem: str


def fold(text: str) -> str:
    """Lower case without accents or ligatures: "Œuvre dématérialisée" → "oeuvre dematerialisee"."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def stem(plain: str) -> str:
    """The term for a folded word."""
    if plain in _KEPT:
        return _KEPT[plain]
    return str(_FRENCH.stemWord(_ENGLISH.stemWord(plain)))


def tokens(text: str) -> list[Token]:
    """The words of a text that say something, in their order."""
    return [Token(word, plain, stem(plain)) for word, plain in _words(text) if plain not in _STOP]


def _words(text: str) -> Iterator[tuple[str, str]]:
    text = _ELISION.sub(" ", _INCLUSIVE.sub("", text))
    text = _LETTER_PREFIX.sub(r"\1", text)
    for found in _WORD.finditer(text):
        word = found.group().split("'")[0].split("’")[0]
        plain = fold(word)
        if len(plain) > 1 and not plain.isdigit():
            yield word, plain
