"""What a coordinator writes to many."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.validators import ValidationError

from brigade.domain import audiences
from brigade.domain.announcing import Wording
from brigade.language import gettext, lazy_gettext
from brigade.web.forms import fields

_l = lazy_gettext
LONGEST = 5000


class AnnouncementForm(fields.PageForm):
    """To whom, and what, in one language or both; one that is begun has to be finished."""

    audience = fields.one_of(_l("À qui"))
    day = SelectField(_l("Quel jour"), [fields.listed], validate_choice=False)
    expert = SelectField(_l("Quelle personne de la brigade"), [fields.listed], validate_choice=False)
    subject_fr = fields.line(_l("Objet, en français"), 120)
    text_fr = fields.lines(_l("Message, en français"), LONGEST)
    subject_en = fields.line(_l("Objet, en anglais"), 120)
    text_en = fields.lines(_l("Message, en anglais"), LONGEST)

    def __init__(self, *args: Any, days: list[tuple[str, str]], experts: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.audience.choices = fields.options(audiences.NAMES.items())
        self.day.choices = fields.options([("", "–"), *days])
        self.expert.choices = fields.options([("", "–"), *experts])

    def validate_day(self, field: SelectField) -> None:
        """Needed by that audience alone."""
        if self.audience.data == "day" and not field.data:
            raise ValidationError(gettext("Choisissez le jour."))

    def validate_expert(self, field: SelectField) -> None:
        """Needed by that audience alone."""
        if self.audience.data == "expert" and not field.data:
            raise ValidationError(gettext("Choisissez la personne de la brigade."))

    def validate_text_fr(self, field: Any) -> None:
        """Something must be said, in one language at least."""
        if not (field.data or self.text_en.data):
            raise ValidationError(gettext("Écrivez le message, dans une langue au moins."))
        _both(self.subject_fr.data, field.data)

    def validate_text_en(self, field: Any) -> None:
        """Neither a subject without a text nor the reverse."""
        _both(self.subject_en.data, field.data)

    def wording(self) -> Wording:
        """The values that the domain takes."""
        detail = {"day": self.day.data, "expert": self.expert.data}.get(self.audience.data, "")
        texts = (self.subject_fr.data, self.text_fr.data, self.subject_en.data, self.text_en.data)
        return Wording(self.audience.data, detail, *(text or "" for text in texts))


def _both(subject: str | None, text: str | None) -> None:
    if text and not subject:
        raise ValidationError(gettext("Donnez aussi un objet : c’est la première chose qu’on lit."))
    if subject and not text:
        raise ValidationError(gettext("Il manque le message sous cet objet."))
