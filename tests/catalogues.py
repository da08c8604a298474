"""Every text of the product, and how the catalogues follow it: `python -m tests.catalogues` brings both up to date.

French is the msgid. The English catalogue holds every text; the French one only those that count something, because
without it gettext counts as English does ("0 heures"). New texts arrive with an empty translation, which
tests/test_words.py refuses; texts that left are dropped, not kept as obsolete. Discarded: a babel.cfg and a
command line of Babel's to remember (fuzzy guesses and line numbers would change in every diff).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tests.tree import ROOT

TRANSLATIONS = ROOT / "brigade" / "translations"
METHODS = [("brigade/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
OPTIONS = {"jinja2": {"newstyle_gettext": "true", "silent": "false"}}


def _any(_folder: str) -> bool:
    """Also folders whose name begins with an underscore, which Babel leaves out: layouts and macros have many words."""
    return True


@cache
def texts() -> Catalog:
    """What people may read, with the files that say it."""
    found = Catalog()
    for folder in ("brigade", "templates"):
        methods = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in METHODS]
        options = {pattern: OPTIONS.get(method, {}) for pattern, method in methods}
        for name, _line, text, _comments, context in extract_from_dir(
            ROOT / folder, methods, options, KEYWORDS, strip_comment_tags=True, directory_filter=_any
        ):
            found.add(text, locations=[(f"{folder}/{name}", 0)], context=context)
    return found


def path(language: str) -> Path:
    """Where that language's catalogue lies."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """The catalogue as it is; an empty one if there is none yet."""
    if not path(language).exists():
        return Catalog(locale=language)
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def wanted(language: str) -> list[Message]:
    """The texts which that catalogue must hold."""
    return [message for message in texts() if message.id and (language == "en" or message.pluralizable)]


def update(language: str) -> None:
    """Bring one catalogue up to date; what is translated already stays as it is."""
    old, new = read(language), Catalog(locale=language, project="Brigade", fuzzy=False, charset="utf-8")
    for message in wanted(language):
        known = old.get(message.id)
        empty = ("", "") if message.pluralizable else ""
        given = message.id if language == "fr" else empty
        new.add(message.id, known.string if known else given, locations=sorted(set(message.locations)))
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as file:
        write_po(file, new, width=110, sort_output=True, include_lineno=False, omit_header=False)


if __name__ == "__main__":
    for each in ("fr", "en"):
        update(each)
