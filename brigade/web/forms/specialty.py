"""A specialty and the words people use for it."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import ValidationError

from brigade.domain.setup.specialties import Wording
from brigade.language import gettext, lazy_gettext, local
from brigade.models import Domain, Specialty
from brigade.web.forms import fields

_l = lazy_gettext


def _as_it_is(specialty: Specialty | None) -> dict[str, Any]:
    if specialty is None:
        return {}
    return {
        "name_fr": specialty.name_fr, "name_en": specialty.name_en, "domain": specialty.domain.slug,
        "synonyms_fr": "\n".join(specialty.synonyms_fr), "synonyms_en": "\n".join(specialty.synonyms_en),
    }  # fmt: skip


class SpecialtyForm(fields.PageForm):
    """Its names, its synonyms, and its domain, which may be a new one."""

    name_fr = fields.line(
        _l("Nom, en français"), 120, _l("Nommez la spécialité, par exemple « Billetterie en ligne ».")
    )
    name_en = fields.line(_l("Nom, en anglais"), 120, _l("Écrivez aussi le nom anglais."))
    synonyms_fr = fields.lines(_l("Autres mots, en français"), 4000)
    synonyms_en = fields.lines(_l("Autres mots, en anglais"), 4000)
    domain = fields.from_list(_l("Domaine"), _l("Choisissez un domaine."))
    domain_fr = fields.line(_l("Nouveau domaine, en français"), 120)
    domain_en = fields.line(_l("Nouveau domaine, en anglais"), 120)

    def __init__(
        self, *args: Any, domains: list[Domain], specialty: Specialty | None = None, **values: Any
    ) -> None:
        super().__init__(*args, **fields.shown(values, **_as_it_is(specialty)))
        known = [(domain.slug, local(domain, "name")) for domain in domains]
        self.domain.choices = fields.options([*known, ("new", _l("Un nouveau domaine…"))])

    def validate_domain_fr(self, field: StringField) -> None:
        """A new domain has names."""
        if self.domain.data == "new" and not field.data:
            raise ValidationError(gettext("Nommez le nouveau domaine."))

    def validate_synonyms_fr(self, field: TextAreaField) -> None:
        """Each is a few words."""
        self._short(field)

    def validate_synonyms_en(self, field: TextAreaField) -> None:
        """Each is a few words."""
        self._short(field)

    def _short(self, field: TextAreaField) -> None:
        for line in fields.text_lines(field.data):
            if len(line) > 80:
                sentence = gettext("« %(line)s… » est trop long : un mot ou deux par ligne.", line=line[:30])
                raise ValidationError(sentence)

    def wording(self) -> Wording:
        """The values that the domain takes."""
        new = self.domain.data == "new"
        return Wording(
            self.name_fr.data or "", self.name_en.data or "", fields.text_lines(self.synonyms_fr.data),
            fields.text_lines(self.synonyms_en.data), "" if new else self.domain.data, self.domain_fr.data or "",
            self.domain_en.data or self.domain_fr.data or "",
        )  # fmt: skip
