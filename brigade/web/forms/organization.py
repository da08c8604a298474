"""A need, and who has it."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, StringField
from wtforms.validators import ValidationError

from brigade.domain.needs import Wording
from brigade.domain.organizations import Profile
from brigade.language import gettext, lazy_gettext
from brigade.models import Slot
from brigade.queries.organizations import DISCIPLINES
from brigade.web.forms import fields

_l = lazy_gettext

KINDS = (
    ("non-profit", _l("Organisme sans but lucratif")), ("artist", _l("Artiste")), ("artisan", _l("Artisan·e")),
)  # fmt: skip
REGIONS = (
    "Abitibi-Témiscamingue", "Bas-Saint-Laurent", "Capitale-Nationale", "Centre-du-Québec", "Chaudière-Appalaches",
    "Côte-Nord", "Estrie", "Gaspésie–Îles-de-la-Madeleine", "Lanaudière", "Laurentides", "Laval", "Mauricie",
    "Montérégie", "Montréal", "Nord-du-Québec", "Outaouais", "Saguenay–Lac-Saint-Jean",
)  # fmt: skip


class NeedForm(fields.PageForm):
    """What one needs, in one's own words; the address only for somebody who has not signed in."""

    title = fields.line(
        _l("En quelques mots"), 120,
        _l("Donnez un titre à votre besoin, par exemple « Vendre nos billets en ligne »."),
    )  # fmt: skip
    description = fields.lines(
        _l("Racontez"), 4000, _l("Dites en une phrase ou deux ce qui coince : c’est ce que la personne lira.")
    )
    specialties = fields.some_of(_l("Sujets"))
    language = fields.one_of(_l("Langue de la rencontre"))
    unavailable = fields.some_of(_l("Heures où vous ne pouvez pas venir"))
    email = EmailField(_l("Votre courriel"), [fields.address], [fields.one_line])

    def __init__(
        self, *args: Any, specialties: list[tuple[str, str]], slots: list[Slot], anonymous: bool, **values: Any
    ) -> None:
        super().__init__(*args, **values)
        self.specialties.choices = fields.options(specialties)
        self.unavailable.choices = fields.options([(str(slot.id), "") for slot in slots])
        self.language.choices = fields.options(fields.LANGUAGE_NAMES)
        if not anonymous:
            del self.email

    def wording(self) -> Wording:
        """The values that the domain takes."""
        return Wording(
            title=self.title.data or "", description=self.description.data or "", language=self.language.data,
            specialties=self.specialties.data or (), unavailable=[int(slot) for slot in self.unavailable.data or ()],
        )  # fmt: skip


class OrganizationForm(fields.PageForm):
    """Who is helped: asked once."""

    name = fields.line(
        _l("Nom de l’organisme, ou votre nom d’artiste"), 120, _l("Écrivez le nom sous lequel on vous connaît.")
    )
    person_name = fields.line(_l("Votre nom"), 120, _l("Écrivez votre nom : l’expert·e saura qui vient."))
    kind = fields.one_of(_l("Vous êtes"))
    discipline = fields.from_list(_l("Discipline"), _l("Choisissez une discipline dans la liste."))
    region = fields.from_list(_l("Région"), _l("Choisissez une région dans la liste."))
    website = StringField(_l("Site web"), [fields.most(200), fields.opens_in_a_browser], [fields.web_address])
    language = fields.one_of(_l("Langue des courriels"))
    shows_name = BooleanField(_l("Notre nom peut paraître sur le grand écran de la salle."))
    declares = BooleanField(_l("Nous sommes professionnels, et sans but lucratif (ou artiste, ou artisan·e)."))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        blank = ("", _l("Choisir…"))
        self.kind.choices = fields.options(KINDS)
        self.discipline.choices = fields.options((blank, *DISCIPLINES))
        self.region.choices = fields.options((blank, *((region, region) for region in REGIONS)))
        self.language.choices = fields.options(fields.LANGUAGE_NAMES)

    def validate_declares(self, field: BooleanField) -> None:
        """The programme's eligibility."""
        if not field.data:
            raise ValidationError(
                gettext("Cochez cette case : le programme s’adresse aux professionnels. Vous hésitez ? Écrivez-nous.")
            )

    def profile(self) -> Profile:
        """The values that the domain takes."""
        return Profile(**{key: value for key, value in self.data.items() if key != "csrf_token"})
