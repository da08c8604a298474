"""When an organization comes, and for which of its needs."""

from __future__ import annotations

from datetime import time
from typing import Any

from wtforms.validators import ValidationError

from brigade.domain.compact import MOST
from brigade.language import gettext, lazy_gettext
from brigade.web.forms import fields

_l = lazy_gettext


class ItineraryForm(fields.PageForm):
    """Needs, the earliest and the latest time of a day."""

    needs = fields.some_of(_l("Pour quels besoins"))
    earliest = fields.from_list(_l("Arriver au plus tôt à"), _l("Choisissez la première heure."))
    latest = fields.from_list(_l("Repartir au plus tard à"), _l("Choisissez la dernière heure."))

    def __init__(
        self, *args: Any, offered: list[tuple[str, str]], starts: list[tuple[str, str]], ends: list[tuple[str, str]],
        **values: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **values)
        self.needs.choices = fields.options(offered)
        self.earliest.choices, self.latest.choices = fields.options(starts), fields.options(ends)

    def validate_needs(self, field: Any) -> None:
        """One at least, and no more than can be tried."""
        if not field.data:
            raise ValidationError(gettext("Cochez au moins un besoin."))
        if len(field.data) > MOST:
            raise ValidationError(gettext("Cochez %(most)s besoins au plus à la fois.", most=MOST))

    def validate_latest(self, field: Any) -> None:
        """After the earliest; both are written as hours of one length."""
        if field.data and self.earliest.data and field.data <= self.earliest.data:
            raise ValidationError(gettext("Le départ doit venir après l’arrivée."))

    def hours(self) -> tuple[time, time]:
        """As the domain takes them."""
        return time.fromisoformat(self.earliest.data), time.fromisoformat(self.latest.data)
