"""Somebody at the door whom nobody knows yet."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField

from brigade.language import lazy_gettext
from brigade.web.forms import fields

_l = lazy_gettext


class NewcomerForm(fields.PageForm):
    """Name and address: the rest can be asked later, by mail."""

    name = fields.line(_l("Nom de l’organisme ou de l’artiste"), 120, _l("Écrivez sous quel nom on les connaît."))
    email = EmailField(_l("Courriel"), [fields.address], [fields.one_line])
    language = fields.one_of(_l("Langue"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.language.choices = fields.options(fields.LANGUAGE_NAMES)
