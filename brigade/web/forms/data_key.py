"""A key for one of the council's tools."""

from __future__ import annotations

from typing import Any

from brigade.language import lazy_gettext
from brigade.web.forms import fields

_l = lazy_gettext
SCOPES = {
    "places": _l("Éditions, brigade et places libres"),
    "sessions": _l("Tout cela, et les rencontres"),
}  # fmt: skip


class DataKeyForm(fields.PageForm):
    """What it is for, and what it reads."""

    name = fields.line(_l("Pour quel outil"), 80, _l("Nommez l’outil : c’est ainsi que vous retrouverez sa clé."))
    scope = fields.one_of(_l("Ce qu’il peut lire"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.scope.choices = fields.options(SCOPES.items())
