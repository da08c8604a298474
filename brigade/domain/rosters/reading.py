"""A table as people keep it → rows that can be gathered, and the faults of those that cannot.

Columns are found by what their heading says, in French or English, in any order; what has no known heading is left out.
A row with a fault is named by its line and its reason, and stops no other. Pure: what the words mean is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from brigade.calendars.text import one_line
from brigade.domain import sign_in
from brigade.domain.refusal import Refusal
from brigade.language import lazy_gettext as _l
from brigade.matching.text import fold

Row = dict[str, Any]
Take = Callable[["Vocabulary", str], Any]

FAULTS = {
    "no-email": _l("Il manque l’adresse de courriel."),
    "bad-address": _l("« %(value)s » n’est pas une adresse de courriel complète."),
    "accented-address": _l("« %(value)s » a un accent avant le @ : beaucoup de services ne l’acheminent pas."),
    "twice": _l("L’adresse %(value)s est déjà à la ligne %(other)s."),
    "no-name": _l("Il manque le nom."),
    "too-long": _l("« %(value)s… » est trop long : %(most)s caractères au plus."),
    "formula": _l("« %(value)s » commence par « = » : c’est une formule, pas un texte."),
    "garbled": _l("« %(value)s » a des accents illisibles : enregistrez le fichier en « CSV UTF-8 »."),
    "language": _l("« %(value)s » n’est pas une langue d’ici : écrivez fr ou en."),
    "kind": _l("« %(value)s » n’est pas un genre d’organisme : écrivez OSBL, artiste ou artisan."),
    "discipline": _l("« %(value)s » n’est pas une des disciplines de la liste."),
    "region": _l("« %(value)s » n’est pas une des régions de la liste."),
    "specialty": _l("« %(value)s » n’est pas une des spécialités."),
    "website": _l("« %(value)s » n’est pas une adresse de site web."),
}
HEADINGS = {
    "email": ("courriel", "adresse courriel", "adresse de courriel", "email", "e-mail", "mail", "email address"),
    "name": ("nom", "name", "organisme", "organization", "organisation", "nom de l'organisme", "nom complet"),
    "person": ("contact", "personne", "personne-ressource", "nom de la personne", "contact name", "person"),
    "language": ("langue", "language", "lang", "langue des courriels"),
    "kind": ("genre", "type", "kind", "statut"),
    "discipline": ("discipline",),
    "region": ("region", "region administrative"),
    "website": ("site web", "site", "website", "web"),
    "languages": ("langues", "languages", "langues des rencontres"),
    "main": ("specialites", "specialites principales", "specialties", "main specialties", "specialite"),
    "secondary": ("specialites secondaires", "secondary specialties", "autres specialites"),
    "headline": ("titre", "headline", "en une ligne", "fonction"),
}
COLUMNS = {
    "organizations": ("name", "email", "person", "language", "kind", "discipline", "region", "website"),
    "experts": ("name", "email", "language", "languages", "main", "secondary", "headline"),
}
LONGEST = {"name": 120, "person": 120, "website": 200, "headline": 160}
LINE, SHOWN = "line", 60
_LANGUAGES = {"fr": "fr", "francais": "fr", "french": "fr", "en": "en", "anglais": "en", "english": "en", "": "fr"}
_WEB = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded word → code: what is understood in the columns that hold one of a list."""

    kinds: Mapping[str, str]
    disciplines: Mapping[str, str]
    regions: Mapping[str, str]
    specialties: Mapping[str, str]


@dataclass(slots=True)
class Reading:
    """`rows` hold plain values and their line; `faults` hold a line, a code of `FAULTS` and what its sentence names."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Row] = field(default_factory=list)


class Fault(Exception):
    """Why a row is not good."""

    def __init__(self, code: str, value: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, {"value": value[:SHOWN], **values}


def read(kind: str, table: Sequence[Sequence[str]], words: Vocabulary) -> Reading:
    """Every row of the table below its headings, each in its place."""
    places = headings(kind, table[0] if table else ())
    found, seen = Reading(), dict[str, int]()
    for line, cells in enumerate(table[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            row = _row(kind, places, cells, words)
            if row["email"] in seen:
                raise Fault("twice", row["email"], other=seen[row["email"]])
            seen[row["email"]] = line
            found.rows.append(row | {LINE: line})
        except Fault as fault:
            found.faults.append({LINE: line, "code": fault.code, **fault.values})
    return found


def headings(kind: str, first: Sequence[str]) -> dict[str, int]:
    """Where each column stands; refused when the address or the name has none."""
    known = [_heading(cell) for cell in first]
    places = {
        column: known.index(name)
        for column in COLUMNS[kind] for name in HEADINGS[column] if name in known
    }  # fmt: skip
    if "email" not in places or "name" not in places:
        raise Refusal("file-no-headings", found=", ".join(one_line(cell)[:20] for cell in first[:6]) or "–")
    return places


def _heading(cell: str) -> str:
    return " ".join(fold(one_line(cell[:80])).replace("’", "'").split()).strip(" :*")


def _row(kind: str, places: Mapping[str, int], cells: Sequence[str], words: Vocabulary) -> Row:
    """The row's values, or its first fault."""
    given = {column: _cell(cells, at) for column, at in places.items()}
    for column, text in given.items():
        _refuse_odd(column, text)
    if not given["name"]:
        raise Fault("no-name")
    row: Row = {column: TAKE[column](words, given.get(column, "")) for column in COLUMNS[kind]}
    if kind == "experts":
        row["languages"] = row["languages"] or [row["language"]]
    return row


def _cell(cells: Sequence[str], at: int) -> str:
    return one_line(cells[at]) if at < len(cells) else ""


def _refuse_odd(column: str, text: str) -> None:
    """What no column may hold."""
    if text.startswith("="):
        raise Fault("formula", text)
    if len(text) > (most := LONGEST.get(column, 400)):
        raise Fault("too-long", text[:20], most=most)
    if _is_garbled(text):
        raise Fault("garbled", text)


def _is_garbled(text: str) -> bool:
    """Whether it is UTF-8 that somebody read as Windows-1252, as in a file of two halves; or was lost on the way."""
    if "\ufffd" in text:
        return True
    try:
        return not text.isascii() and bool(text.encode("cp1252").decode("utf-8"))
    except UnicodeError:
        return False


def _email(_words: Vocabulary, text: str) -> str:
    if not text:
        raise Fault("no-email")
    try:
        return sign_in.normalise(text)
    except Refusal as refusal:
        raise Fault(refusal.code, text) from refusal


def _language(_words: Vocabulary, text: str) -> str:
    if (found := _LANGUAGES.get(fold(text))) is None:
        raise Fault("language", text)
    return found


def _languages(words: Vocabulary, text: str) -> list[str]:
    return sorted({_language(words, part) for part in _parts(text)})


def _website(_words: Vocabulary, text: str) -> str:
    if text and not _WEB.fullmatch(text):
        raise Fault("website", text)
    return text if not text or "://" in text else f"https://{text}"


def _specialties(words: Vocabulary, text: str) -> list[str]:
    """Slugs, in the order given."""
    return list(dict.fromkeys(_known("specialty", words.specialties, part) for part in _parts(text)))


def _known(code: str, known: Mapping[str, str], text: str) -> str:
    if (found := known.get(fold(text))) is None:
        raise Fault(code, text)
    return found


def _parts(text: str) -> Iterator[str]:
    """What stands between commas, semicolons, slashes or bars."""
    return (part for each in re.split(r"[,;/|]", text) if (part := each.strip()))


def _as_is(_words: Vocabulary, text: str) -> str:
    return text


TAKE: dict[str, Take] = {
    "name": _as_is, "person": _as_is, "headline": _as_is, "email": _email, "language": _language,
    "languages": _languages, "website": _website, "main": _specialties, "secondary": _specialties,
    "kind": lambda words, text: _known("kind", words.kinds, text) if text else "non-profit",
    "discipline": lambda words, text: _known("discipline", words.disciplines, text) if text else "",
    "region": lambda words, text: _known("region", words.regions, text) if text else "",
}  # fmt: skip
