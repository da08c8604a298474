"""The edition: its names and limits, its phases, its grid, and a copy of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, EmailField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

from brigade.domain.setup.editions import Facts, PhaseFacts
from brigade.domain.setup.grid import Wanted
from brigade.language import day, gettext, lazy_gettext, zone_name
from brigade.models import Edition, Phase, Slot
from brigade.web.forms import fields

_l = lazy_gettext

ZONES = (
    "America/Toronto", "America/Halifax", "America/Moncton", "America/Blanc-Sablon", "America/St_Johns",
    "America/Winnipeg", "America/Regina", "America/Edmonton", "America/Vancouver", "Europe/Paris", "Europe/Brussels",
)  # fmt: skip
MOMENTS = ("needs_open_at", "needs_close_at", "booking_opens_at", "booking_closes_at")
MOST_DAYS = 10
_HOURS = re.compile(r"(\d{1,2})\s*[h:]\s*(\d{2})?\s*(?:-|–|—|à|to)\s*(\d{1,2})\s*[h:]\s*(\d{2})?", re.IGNORECASE)


class EditionForm(fields.PageForm):
    """Everything about an edition that is one value. Times are read and shown in the zone of the same form."""

    name_fr = fields.line(_l("Nom, en français"), 120, _l("Nommez l’édition, par exemple « Accélérateur 2027 »."))
    name_en = fields.line(_l("Nom, en anglais"), 120)
    zone = fields.from_list(_l("Fuseau horaire"), _l("Choisissez un fuseau horaire."))
    venue = fields.line(_l("Lieu"), 120, _l("Écrivez le nom du lieu : il est dans chaque invitation."))
    address = fields.line(_l("Adresse du lieu"), 200, _l("Écrivez l’adresse : les invitations y mènent."))
    map_url = StringField(_l("Lien vers un plan"), [fields.most(300), fields.opens_in_a_browser], [fields.web_address])
    contact_name = fields.line(_l("Personne à qui écrire"), 120, _l("Nommez la personne à qui écrire."))
    contact_email = EmailField(_l("Son courriel"), [fields.address], [fields.one_line])
    privacy_name = fields.line(
        _l("Responsable de la protection des renseignements personnels"), 120,
        _l("La loi 25 demande de nommer cette personne."),
    )  # fmt: skip
    privacy_email = EmailField(_l("Courriel du ou de la responsable"), [fields.address], [fields.one_line])
    organization_cap = fields.number(_l("Rencontres par organisme, au plus"), 1, 50)
    expert_day_cap = fields.number(_l("Rencontres par expert·e et par jour, au plus"), 1, 50)
    notice_hours = fields.number(_l("Préavis, en heures"), 0, 336)
    needs_open_at = fields.Moment(_l("Les besoins sont reçus dès le"))
    needs_close_at = fields.Moment(_l("Les besoins sont reçus jusqu’au"))
    booking_opens_at = fields.Moment(
        _l("Réservation libre, dès le"), [fields.given(_l("Dites quand on peut commencer à réserver."))]
    )
    booking_closes_at = fields.Moment(
        _l("Réservation libre, jusqu’au"), [fields.given(_l("Dites quand les réservations ferment."))]
    )
    accepts_first = BooleanField(_l("Un organisme ne réserve qu’une fois admis par la coordination"))

    def __init__(self, *args: Any, edition: Edition | None = None, **values: Any) -> None:
        super().__init__(*args, **fields.shown(values, obj=edition))
        known = dict.fromkeys((*ZONES, *([edition.zone] if edition else [])))
        self.zone.choices = fields.options((zone, f"{zone_name(zone)} ({zone})") for zone in known)
        if edition is not None and not self.is_submitted():
            for name in MOMENTS:
                at = getattr(edition, name)
                self[name].data = at.astimezone(ZoneInfo(edition.zone)).replace(second=0, tzinfo=None) if at else None

    def validate_needs_close_at(self, field: fields.Moment) -> None:
        """In the order in which they happen."""
        self._after(field, self.needs_open_at.data)

    def validate_booking_closes_at(self, field: fields.Moment) -> None:
        """In the order in which they happen."""
        self._after(field, self.booking_opens_at.data)

    def validate_booking_opens_at(self, field: fields.Moment) -> None:
        """In the order in which they happen."""
        self._after(field, self.needs_open_at.data)

    def _after(self, field: fields.Moment, before: datetime | None) -> None:
        if field.data and before and field.data <= before:
            raise ValidationError(gettext("Cette date doit venir après celle de l’ouverture."))

    def facts(self) -> Facts:
        """The values that the domain takes; an English name that is missing is the French one."""
        zone = ZoneInfo(self.zone.data)
        values = {key: value for key, value in self.data.items() if key != "csrf_token"}
        for name in MOMENTS:
            values[name] = values[name].replace(tzinfo=zone).astimezone(UTC) if values[name] else None
        return Facts(**values | {"name_en": values["name_en"] or values["name_fr"]})


class PhaseForm(fields.PageForm):
    """One of the three parts; the brigade's dates are those of its grid, once there is one."""

    name_fr = fields.line(_l("Nom, en français"), 120, _l("Nommez cette phase."))
    name_en = fields.line(_l("Nom, en anglais"), 120)
    summary_fr = fields.lines(_l("En une phrase, en français"), 400)
    summary_en = fields.lines(_l("En une phrase, en anglais"), 400)
    place = fields.line(_l("Ville ou lieu"), 120)
    starts_on = fields.Day(_l("Premier jour"), [fields.given(_l("Choisissez le premier jour."))])
    ends_on = fields.Day(_l("Dernier jour"), [fields.given(_l("Choisissez le dernier jour."))])

    def __init__(self, *args: Any, phase: Phase | None, has_grid: bool, **values: Any) -> None:
        super().__init__(*args, **fields.shown(values, obj=phase))
        if has_grid:
            del self.starts_on, self.ends_on

    def validate_ends_on(self, field: fields.Day) -> None:
        """Not before it begins."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("Le dernier jour vient après le premier."))

    def facts(self) -> PhaseFacts:
        """The values that the domain takes."""
        values = {key: value for key, value in self.data.items() if key != "csrf_token"}
        return PhaseFacts(**values | {"name_en": values["name_en"] or values["name_fr"]})


class GridForm(fields.PageForm):
    """Days × hours × length × breaks."""

    first_day = fields.Day(_l("Premier jour"), [fields.given(_l("Choisissez le premier jour."))])
    number = fields.number(_l("Nombre de jours"), 1, MOST_DAYS)
    skipped = fields.some_of(_l("Jours sans rencontres"))
    starts = fields.Clock(_l("Début de la journée"), [fields.given(_l("Dites à quelle heure on commence."))])
    ends = fields.Clock(_l("Fin de la journée"), [fields.given(_l("Dites à quelle heure on finit."))])
    minutes = fields.number(_l("Durée d’une rencontre, en minutes"), 5, 240)
    breaks = TextAreaField(_l("Pauses, une par ligne"), [], [fields.many_lines])

    def __init__(self, *args: Any, slots: list[Slot], zone: str, **values: Any) -> None:
        super().__init__(*args, **fields.shown(values, **_as_it_is(slots, zone)))
        self.skipped.choices = fields.options((str(n), _weekday(n)) for n in range(7))

    def validate_ends(self, field: fields.Clock) -> None:
        """A day has to have hours."""
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(gettext("La journée finit après avoir commencé."))

    def validate_breaks(self, field: TextAreaField) -> None:
        """Each line says from when to when."""
        for line in fields.text_lines(field.data):
            if _break(line) is None:
                sentence = gettext("« %(line)s » n’est pas une pause. Exemple : 12:00-13:30.", line=line[:40])
                raise ValidationError(sentence)

    def validate_skipped(self, field: SelectMultipleField) -> None:
        """Something has to be left."""
        if self.first_day.data and self.number.data and not self._days():
            raise ValidationError(gettext("Il ne reste aucun jour. Décochez un jour de la semaine."))

    def wanted(self) -> Wanted:
        """The values that the domain takes."""
        breaks = [found for line in fields.text_lines(self.breaks.data) if (found := _break(line))]
        assert self.starts.data and self.ends.data and self.minutes.data
        return Wanted(self._days(), self.starts.data, self.ends.data, self.minutes.data, breaks)

    def _days(self) -> list[date]:
        """The days in a row, but for the weekdays that are skipped: the number counts those that are left."""
        skipped, first = {int(weekday) for weekday in self.skipped.data or ()}, self.first_day.data
        assert first is not None
        row = (first + timedelta(days=n) for n in range(7 * MOST_DAYS))
        return [each for each in row if each.weekday() not in skipped][: self.number.data]


class CopyForm(fields.PageForm):
    """A new edition like a past one."""

    name_fr = fields.line(_l("Nom, en français"), 120, _l("Nommez l’édition, par exemple « Accélérateur 2027 »."))
    name_en = fields.line(_l("Nom, en anglais"), 120)
    first_day = fields.Day(
        _l("Premier jour de la brigade"), [fields.given(_l("Choisissez le premier jour de la brigade."))]
    )
    with_experts = BooleanField(_l("Reprendre les expert·e·s, sans leurs disponibilités"))


def _as_it_is(slots: list[Slot], zone: str) -> dict[str, Any]:
    """The grid that there is, as the form would say it; a usual one where there is none."""
    if not slots:
        return {"starts": time(9), "ends": time(16, 30), "minutes": 30, "number": 3, "breaks": "12:00-13:30",
                "skipped": ["5", "6"]}  # fmt: skip
    here = ZoneInfo(zone)
    spans = [(slot.starts_at.astimezone(here), slot.ends_at.astimezone(here)) for slot in slots]
    first = [span for span in spans if span[0].date() == spans[0][0].date()]
    breaks = [f"{a[1]:%H:%M}-{b[0]:%H:%M}" for a, b in zip(first, first[1:], strict=False) if b[0] > a[1]]
    days = sorted({slot.day for slot in slots})
    between = {days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days)} - set(days)
    return {
        "first_day": days[0], "number": len(days), "starts": first[0][0].time(), "ends": first[-1][1].time(),
        "minutes": int((first[0][1] - first[0][0]).total_seconds() // 60), "breaks": "\n".join(breaks),
        "skipped": sorted({str(each.weekday()) for each in between} - {str(each.weekday()) for each in days}),
    }  # fmt: skip


def _break(line: str) -> tuple[time, time] | None:
    found = _HOURS.fullmatch(line)
    try:
        first, last = (time(int(found[n]), int(found[n + 1] or 0)) for n in (1, 3)) if found else (time(), time())
    except ValueError:
        return None
    return (first, last) if first < last else None


def _weekday(number: int) -> str:
    """lundi · Monday."""
    return day(date(2024, 1, 1 + number)).replace(",", " ").split()[0]
