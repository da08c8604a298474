"""What is asked of the solver."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.validators import ValidationError

from brigade.language import gettext, lazy_gettext
from brigade.models import Edition, Slot
from brigade.queries.editions import Day
from brigade.web.forms import fields

_l = lazy_gettext
MODES = (
    ("gaps", _l("Combler les trous")), ("again", _l("Améliorer l’horaire")), ("scratch", _l("Repartir de zéro")),
    ("day", _l("Un seul jour")),
)  # fmt: skip
SECONDS = (("15", _l("15 secondes")), ("60", _l("1 minute")), ("300", _l("5 minutes")))
STABILITY = (
    ("0.05", _l("Peu : une rencontre bouge dès qu’elle convient un peu mieux")),
    ("0.25", _l("Moyen : elle bouge si elle convient nettement mieux")),
    ("1", _l("Beaucoup : elle ne bouge que s’il le faut")),
)


class ProposalForm(fields.PageForm):
    """How much may change, on which day, and how long it may take."""

    mode = fields.one_of(_l("Que faut-il arranger"))
    day = SelectField(_l("Quel jour"), [fields.listed], validate_choice=False)
    stability = SelectField(_l("Tenir à ce qui est déjà annoncé"), [fields.listed], validate_choice=False)
    seconds = SelectField(_l("Temps de calcul au plus"), [fields.listed], validate_choice=False)

    def __init__(self, *args: Any, days: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.mode.choices = fields.options(MODES)
        self.day.choices = fields.options([("", "–"), *days])
        self.stability.choices, self.seconds.choices = fields.options(STABILITY), fields.options(SECONDS)

    def validate_day(self, field: SelectField) -> None:
        """Needed by that mode alone."""
        if self.mode.data == "day" and not field.data:
            raise ValidationError(gettext("Choisissez le jour."))

    def parameters(self) -> dict[str, Any]:
        """As the run keeps them."""
        day = {"day": self.day.data} if self.mode.data == "day" else {}
        stable = {"stability": float(self.stability.data)} if self.mode.data in ("again", "day") else {}
        return day | stable


class OpeningForm(fields.PageForm):
    """The seed of the draw."""

    seed = fields.line(_l("Graine du tirage"), 64, _l("Écrivez une graine : n’importe quels mots ou chiffres."))


class AbsenceForm(fields.PageForm):
    """Who or what is missing, on which day, from when to when."""

    what = fields.one_of(_l("Qui ou quoi manque"))
    expert = SelectField(_l("Quelle personne de la brigade"), [fields.listed], validate_choice=False)
    table = SelectField(_l("Quelle table"), [fields.listed], validate_choice=False)
    first = fields.from_list(_l("À partir de"), _l("Choisissez la première heure."))
    last = fields.from_list(_l("Jusqu’à la rencontre de"), _l("Choisissez la dernière heure."))

    def __init__(
        self, *args: Any, experts: list[tuple[str, str]], tables: list[tuple[str, str]], hours: list[tuple[str, str]],
        **values: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **values)
        self.what.choices = fields.options(
            [("expert", _l("Une personne de la brigade")), ("table", _l("Une table")),
             ("room", _l("Toute la salle, ou une ouverture tardive"))]
        )  # fmt: skip
        self.expert.choices = fields.options([("", "–"), *experts])
        self.table.choices = fields.options([("", "–"), *tables])
        self.first.choices = self.last.choices = fields.options([("", "–"), *hours])

    def validate_expert(self, field: SelectField) -> None:
        """Needed when it is a person."""
        if self.what.data == "expert" and not field.data:
            raise ValidationError(gettext("Choisissez la personne de la brigade."))

    def validate_table(self, field: SelectField) -> None:
        """Needed when it is a table."""
        if self.what.data == "table" and not field.data:
            raise ValidationError(gettext("Choisissez la table."))

    def validate_last(self, field: SelectField) -> None:
        """Not before the first."""
        order = [choice.value for choice in self.first.choices]
        if field.data and self.first.data in order and order.index(field.data) < order.index(self.first.data):
            raise ValidationError(gettext("La dernière heure vient avant la première. Inversez-les."))

    def slots(self) -> list[int]:
        """Ids of the slots, the first and the last included."""
        order = [choice.value for choice in self.first.choices]
        return [int(each) for each in order[order.index(self.first.data) : order.index(self.last.data) + 1]]


def day_choices(days: list[Day], name: Any) -> list[tuple[str, str]]:
    """(ISO date, day in words)."""
    return [(each.date.isoformat(), name(each.date)) for each in days]


def hour_choices(slots: list[Slot], edition: Edition, name: Any) -> list[tuple[str, str]]:
    """(slot's id, its moment in words)."""
    return [(str(slot.id), name(slot.starts_at, edition.zone)) for slot in slots]
