"""Filters, validators and choices that several forms share."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from wtforms import Field, Form
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from brigade.domain import sign_in
from brigade.domain.refusal import Refusal
from brigade.language import gettext, lazy_gettext

_l = lazy_gettext


def one_line(text: str | None) -> str:
    """Without control characters and runs of white space: nothing typed here can break a header or a calendar line."""
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text or "")
    return " ".join(spaced.split())


def many_lines(text: str | None) -> str:
    """Line ends as \\n, other control characters dropped (PostgreSQL refuses NUL)."""
    plain = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def filled(sentence: Any) -> Callable[[Form, Field], None]:
    """Required, with a sentence that says what to write; white space alone is nothing."""

    def check(_form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(str(sentence))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def most(count: int) -> Length:
    """At most that many characters."""
    return Length(max=count, message=_l("C’est trop long : %(count)s caractères au plus.", count=count))


def chosen() -> InputRequired:
    """One of the options has to be pressed."""
    return InputRequired(_l("Choisissez une réponse."))


def address(_form: Form, field: Field) -> None:
    """A complete e-mail address, as signing in understands it."""
    if not field.data:
        raise ValidationError(gettext("Écrivez votre adresse de courriel : le lien y arrive."))
    try:
        sign_in.normalise(field.data)
    except Refusal as refusal:
        raise ValidationError(refusal.sentence()) from refusal


def options(pairs: Any) -> list[SelectChoice]:
    """(value, label) pairs as the choices that WTForms 3.3 wants."""
    return [SelectChoice(value, str(label)) for value, label in pairs]


LANGUAGE_NAMES = (("fr", _l("Français")), ("en", _l("Anglais")))
