"""Every word in both languages: texts, refusals, journal sentences; each said somewhere, none left behind."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from babel.messages import Catalog, Message

from brigade.domain.refusal import WORDS
from brigade.queries.told import SENTENCES
from tests import catalogues, tree
from tests.test_house import none_of
from tests.tree import place

UPDATE = "run `python -m tests.catalogues`, then fill in what is empty"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%(?!\()")
SAID = ("_", "_l", "gettext", "lazy_gettext", "ngettext")
# Regions have one name; the lexicon and CLDR's patterns are not read out.
NO_WORDS_FOR_PEOPLE = (
    "brigade.__main__", "brigade.calendars.reply", "brigade.language", "brigade.matching",
    "brigade.web.forms.organization",
)  # fmt: skip
SENTENCE = re.compile(r"[éèêàçùôî’]|\w+ \w+ \w+")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_text_is_translated(language: str) -> None:
    catalogue = catalogues.read(language)
    none_of(
        f"{language}: {message.id!r} ({message.locations[0][0]}) {problem}; {UPDATE}."
        for message in catalogues.wanted(language)
        if (problem := missing(catalogue, message))
    )


def missing(catalogue: Catalog, message: Message) -> str:
    known = catalogue.get(message.id)
    if known is None:
        return "is not in the catalogue"
    forms = known.string if isinstance(known.string, (list, tuple)) else (known.string,)
    if not all(forms) or (message.pluralizable and len(forms) != catalogue.num_plurals):
        return "has no translation"
    return "is marked fuzzy" if known.fuzzy else ""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_translation_is_left_behind(language: str) -> None:
    catalogue, wanted = catalogues.read(language), {message.id for message in catalogues.wanted(language)}
    none_of(
        f"{language}: {message.id!r} is said nowhere any more; {UPDATE}."
        for message in catalogue if message.id and message.id not in wanted
    )  # fmt: skip
    assert not catalogue.obsolete, f"{language}: obsolete texts are kept; {UPDATE}."


@pytest.mark.parametrize("language", ["fr", "en"])
def test_translations_name_the_same_values(language: str) -> None:
    """A lost %(name)s is a blank in somebody's mail, a new one a 500."""
    none_of(
        f"{language}: {message.id!r} and {said!r} do not hold the same values."
        for message in catalogues.read(language) if message.id
        for said in (message.string if message.pluralizable else (message.string,))
        if said and values(said) not in {values(form) for form in forms(message)}
    )  # fmt: skip


def forms(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if message.pluralizable else (message.id,)


def values(text: str) -> tuple[str, ...]:
    return tuple(sorted(PLACEHOLDER.findall(text)))


def test_french_counts_nothing_as_one() -> None:
    """0 heure, 1 heure, 2 heures: without its own catalogue, French would be counted as English is."""
    assert catalogues.read("fr").plural_expr == "(n > 1)"
    assert catalogues.read("en").plural_expr == "(n != 1)"


def test_english_is_not_french() -> None:
    """A text copied over instead of translated; names and bare values may be alike."""
    none_of(
        f"en: {message.id!r} reads the same in English; translate it."
        for message in catalogues.read("en")
        if isinstance(message.id, str) and message.id == message.string and SENTENCE.search(message.id)
    )


def test_texts_are_written_out_where_they_are_said() -> None:
    """`_(name)` would be translated at run time and found by nobody who looks for texts to translate."""
    none_of(
        f"{place(path, call.lineno)} says something that is no plain text: write the sentence out inside _()."
        for path in tree.files()
        for call in tree.calls(path, *SAID)
        if call.args and not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    )


def test_no_french_outside_the_catalogues() -> None:
    """Whatever a person reads goes through _(); the start-up file, which runs before Babel is there, says both."""
    none_of(
        f"{place(path, node.lineno)} says {node.value!r} as it is: wrap it in _()."
        for path in tree.files() if not tree.within(tree.module(path), NO_WORDS_FOR_PEOPLE)
        for node in unsaid(tree.parsed(path))
        if re.search(r"[éèêëàâçùûôîïœ’«»]", node.value, re.IGNORECASE) and re.search(r"[^\W\d_]{3}", node.value)
    )  # fmt: skip


def unsaid(module: ast.Module) -> Iterator[ast.Constant]:
    """Every string that stands neither in a docstring nor inside _()."""
    apart: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and tree.called(node) in SAID:
            apart.update(id(inner) for inner in ast.walk(node))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            apart.add(id(node.value))
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            yield node


def test_every_refusal_is_raised_somewhere() -> None:
    said = literals("brigade/domain/refusal.py")
    none_of(f"The refusal {code!r} is raised nowhere: delete it, or raise it." for code in WORDS if code not in said)


def test_every_refusal_that_is_raised_has_words() -> None:
    none_of(
        f"{place(path, call.lineno)} raises {code!r}, which has no words: add its sentence to WORDS."
        for path in tree.files()
        for call in tree.calls(path, "Refusal")
        if call.args and (code := tree.pattern(call.args[0])) and code not in WORDS
    )


def test_refusals_say_the_next_step() -> None:
    """A reason and what to do about it: two sentences, or one with a colon."""
    none_of(
        f"The refusal {code!r} says only why: add the next step."
        for code, words in WORDS.items()
        if len(re.findall(r"[.!?:;](?=\s|$)", str(words))) < 2
    )


def test_every_act_of_the_journal_has_a_sentence() -> None:
    none_of(
        f"{place(path, call.lineno)} records {act!r}, which nobody can read: add its sentence to queries/told.py."
        for path in tree.files()
        for call in tree.calls(path, "record")
        if call.args and (act := tree.pattern(call.args[0])) and act not in SENTENCES
    )


def test_every_sentence_of_the_journal_is_told() -> None:
    said = literals("brigade/queries/told.py")
    none_of(f"No act is recorded as {act!r}: delete its sentence." for act in SENTENCES if act not in said)


def literals(but: str) -> set[str]:
    """Every string of the product outside that file."""
    return {
        node.value
        for path in tree.files() if not path.as_posix().endswith(but)
        for node in ast.walk(tree.parsed(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }  # fmt: skip
