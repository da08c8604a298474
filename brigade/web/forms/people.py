"""Signing in, the profile of an expert, and inviting people."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, SelectMultipleField
from wtforms.validators import ValidationError

from brigade.domain.people import Profile
from brigade.language import gettext, lazy_gettext
from brigade.models import Expert
from brigade.web.forms import fields

_l = lazy_gettext


class SignInForm(fields.PageForm):
    """One address."""

    email = EmailField(_l("Votre courriel"), [fields.address], [fields.one_line])


class AccountForm(fields.PageForm):
    """What letters call this person, and in which language."""

    name = fields.line(_l("Votre nom"), 120, _l("Écrivez votre nom."))
    language = fields.one_of(_l("Langue des pages et des courriels"))
    wants_hour_reminder = BooleanField(_l("Me rappeler chaque rencontre une heure avant"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.language.choices = fields.options(fields.LANGUAGE_NAMES)


class ExpertForm(fields.PageForm):
    """How needs find this expert."""

    name = fields.line(_l("Nom affiché"), 120, _l("Écrivez votre nom."))
    languages = fields.some_of(_l("Langues des rencontres"))
    headline_fr = fields.line(_l("En une ligne, en français"), 160)
    headline_en = fields.line(_l("En une ligne, en anglais"), 160)
    bio_fr = fields.lines(_l("Présentation, en français"), 2000)
    bio_en = fields.lines(_l("Présentation, en anglais"), 2000)
    main = fields.some_of(_l("Spécialités principales"))
    secondary = fields.some_of(_l("Spécialités secondaires"))

    def __init__(
        self, *args: Any, specialties: list[tuple[str, str]], expert: Expert | None = None, **values: Any
    ) -> None:
        if expert is not None:
            values |= {
                "obj": expert,
                "main": [skill.specialty.slug for skill in expert.skills if skill.is_main],
                "secondary": [skill.specialty.slug for skill in expert.skills if not skill.is_main],
            }
        super().__init__(*args, **values)
        self.languages.choices = fields.options(fields.LANGUAGE_NAMES)
        self.main.choices = self.secondary.choices = fields.options(specialties)

    def validate_languages(self, field: SelectMultipleField) -> None:
        """Without a language, no need could ever match."""
        if not field.data:
            raise ValidationError(gettext("Cochez au moins une langue."))

    def validate_main(self, field: SelectMultipleField) -> None:
        """Needs are matched on specialties before anything else."""
        if not field.data:
            raise ValidationError(
                gettext("Cochez au moins une spécialité principale : c’est par elle qu’on vous trouve.")
            )

    def profile(self) -> Profile:
        """The values that the domain takes."""
        return Profile(**{key: value for key, value in self.data.items() if key != "csrf_token"})


class InviteForm(fields.PageForm):
    """A new expert, organization or coordinator."""

    role = fields.one_of(_l("Rôle"))
    email = EmailField(_l("Courriel"), [fields.address], [fields.one_line])
    name = fields.line(_l("Nom"), 120, _l("Écrivez le nom de la personne ou de l’organisme."))
    language = fields.one_of(_l("Langue"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.role.choices = fields.options(
            [("expert", _l("Expert·e")), ("organization", _l("Organisme")), ("coordinator", _l("Coordination"))]
        )
        self.language.choices = fields.options(fields.LANGUAGE_NAMES)
