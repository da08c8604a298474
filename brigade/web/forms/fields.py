"""What several forms share: how they read what was sent, filters, validators and choices."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from brigade.calendars import text
from brigade.domain import sign_in
from brigade.domain.refusal import Refusal
from brigade.language import gettext, lazy_gettext

_l = lazy_gettext


class PageForm(FlaskForm):
    """Reads the fields that a page posts. Flask-WTF would take JSON and files for fields too, which are no texts."""

    class Meta(FlaskForm.Meta):
        """How WTForms is told."""

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:
            """The posted fields; None while the form is only shown."""
            return request.form if request.method == "POST" else None


def shown(values: dict[str, Any], **kept: Any) -> dict[str, Any]:
    """`values` with what is kept, for a form that is only shown: what was posted is never filled up with it.

    `formdata=None` among the values says that the form stands beside the one that was posted.
    """
    return values if request.method == "POST" and "formdata" not in values else kept | values


def one_line(typed: str | None) -> str:
    """As calendars and mail headers keep it, so that what is shown here is what arrives there."""
    return text.one_line(typed or "")


def many_lines(typed: str | None) -> str:
    """The same for a text of several lines."""
    return text.many_lines(typed or "").strip()


def filled(sentence: Any) -> Callable[[Form, Field], None]:
    """Required, with a sentence that says what to write; spaces and marks that nobody sees are nothing."""

    def check(_form: Form, field: Field) -> None:
        if not any(unicodedata.category(character)[0] in "LNPS" for character in field.data or ""):
            raise ValidationError(str(sentence))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def most(count: int) -> Length:
    """At most that many characters."""
    return Length(max=count, message=_l("C’est trop long : %(count)s caractères au plus.", count=count))


def line(label: Any, count: int, missing: Any = None) -> StringField:
    """A text on one line, of at most `count` characters; required when `missing` says what to write."""
    return StringField(label, [*([filled(missing)] if missing else []), most(count)], [one_line])


def lines(label: Any, count: int, missing: Any = None) -> TextAreaField:
    """The same on several lines."""
    return TextAreaField(label, [*([filled(missing)] if missing else []), most(count)], [many_lines])


def one_of(label: Any) -> RadioField:
    """One of the options has to be pressed."""
    return RadioField(label, [InputRequired(_l("Choisissez une réponse.")), listed], validate_choice=False)


def from_list(label: Any, missing: Any) -> SelectField:
    """One of a longer list; `missing` says what to choose."""
    return SelectField(label, [filled(missing), listed], validate_choice=False)


def some_of(label: Any) -> SelectMultipleField:
    """Any number of the options, as text."""
    return SelectMultipleField(label, [listed], validate_choice=False)


def listed(_form: Form, field: Field) -> None:
    """Only what was offered; the sentence names nothing, because nobody typed it."""
    given = field.data if isinstance(field.data, list) else [field.data]
    if not {choice.value for choice in field.choices}.issuperset(given):
        raise ValidationError(gettext("Cette réponse n’est plus offerte. Choisissez dans la liste."))


def address(_form: Form, field: Field) -> None:
    """A complete e-mail address, as signing in understands it."""
    if not field.data:
        raise ValidationError(gettext("Écrivez l’adresse de courriel : un lien y arrive."))
    try:
        sign_in.normalise(field.data)
    except Refusal as refusal:
        raise ValidationError(refusal.sentence()) from refusal


address.field_flags = {"required": True}  # type: ignore[attr-defined]


def web_address(typed: str | None) -> str:
    """On one line; a bare host name gets its scheme."""
    found = one_line(typed)
    return found if not found or "://" in found else "https://" + found


def opens_in_a_browser(_form: Form, field: Field) -> None:
    """A web address with a real host name, or nothing: it is shown as a link to people who trust it."""
    if field.data and not _is_web_address(field.data):
        raise ValidationError(gettext("Écrivez une adresse comme https://www.votretheatre.org, ou laissez vide."))


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return (
            parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in address
            and "@" not in parts.netloc and (parts.port or 443) > 0
        )  # fmt: skip
    except ValueError:
        return False


def options(pairs: Any) -> list[SelectChoice]:
    """(value, label) pairs as the choices that WTForms 3.3 wants."""
    return [SelectChoice(value, str(label)) for value, label in pairs]


LANGUAGE_NAMES = (("fr", _l("Français")), ("en", _l("Anglais")))


class Typed:
    """What a field of numbers or times shares here: empty is None, and what cannot be read is told in our words."""

    sentence: Any = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = [text for text in valuelist if text.strip()]
        self.data = None
        if not typed:
            return
        try:
            super().process_formdata(typed)  # type: ignore[misc]
        except ValueError as error:
            raise ValueError(str(self.sentence)) from error


class Moment(Typed, DateTimeLocalField):
    """A day and an hour on the wall; its data has no zone."""

    sentence = _l("Choisissez un jour et une heure, par exemple 2027-03-01 à 9:00.")


class Day(Typed, DateField):
    """A date."""

    sentence = _l("Choisissez une date, par exemple 2027-03-01.")


class Clock(Typed, TimeField):
    """An hour on the wall."""

    sentence = _l("Écrivez une heure, par exemple 9:00.")


class Number(Typed, IntegerField):
    """A whole number."""

    sentence = _l("Écrivez un nombre entier.")


def given(sentence: Any) -> Callable[[Form, Field], None]:
    """Required, for fields whose data is no text."""

    def check(_form: Form, field: Field) -> None:
        if field.data is None and not field.errors:
            raise ValidationError(str(sentence))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def number(label: Any, least: int, most: int) -> Number:
    """A whole number in that range, required."""
    wrong = _l("Écrivez un nombre entre %(least)s et %(most)s.", least=least, most=most)
    return Number(label, [given(wrong), NumberRange(least, most, wrong)], render_kw={"min": least, "max": most})


def text_lines(text: str | None) -> list[str]:
    """The lines of a textarea that say something, each on one line, each once."""
    return list(dict.fromkeys(line for each in (text or "").splitlines() if (line := one_line(each))))
