"""Letters about a small group: to an organization that is asked, to the expert, and to both when it is called off."""

from __future__ import annotations

from brigade.calendars.text import one_line
from brigade.language import gettext as _
from brigade.language import hour, local, moment, own, short_day, zone_name
from brigade.mail.letters import Letter, compose
from brigade.mail.notices import Fact, Notice
from brigade.models import Clinic, Need


def invited(clinic: Clinic, need: Need, language: str, name: str) -> Letter:
    """The organization comes if it wants to; nothing is lost if it does not."""
    with own(language):
        notice = Notice(
            subject=_("Une rencontre en petit groupe ? %(when)s", when=_short(clinic)),
            title=_("Une rencontre en petit groupe"),
            lead=_("Aucune heure n’est libre pour vous seul, mais d’autres organismes posent la même question. Venez "
                   "ensemble ?"),
            facts=[*_facts(clinic), Fact(_("Votre besoin"), one_line(need.title))],
            lines=[_("Rien ne change si vous ne venez pas : votre besoin attend toujours sa rencontre.")],
            label=_("Venir ou passer"), path=f"/clinics/{clinic.uid}",
        )  # fmt: skip
    return compose("notice", language, clinic.slot.edition, notice=notice, name=one_line(name))


def for_expert(clinic: Clinic, language: str, name: str) -> Letter:
    """The hour is kept for a group."""
    with own(language):
        notice = Notice(
            subject=_("Un petit groupe pour vous : %(when)s", when=_short(clinic)),
            title=_("Un petit groupe vous est proposé"),
            lead=_("Plusieurs organismes posent la même question. Cette heure leur est gardée ; chacun dit s’il "
                   "vient."),
            facts=_facts(clinic), label=_("Voir mon agenda"), path="/expert/agenda",
        )  # fmt: skip
    return compose("notice", language, clinic.slot.edition, notice=notice, name=one_line(name))


def called_off(clinic: Clinic, language: str, name: str) -> Letter:
    """It does not take place."""
    with own(language):
        notice = Notice(
            subject=_("Petit groupe annulé : %(when)s", when=_short(clinic)),
            title=_("Le petit groupe n’a pas lieu"),
            lead=_("La coordination l’a annulé."), facts=_facts(clinic),
        )
    return compose("notice", language, clinic.slot.edition, notice=notice, name=one_line(name))


def _facts(clinic: Clinic) -> list[Fact]:
    slot, edition = clinic.slot, clinic.slot.edition
    when = f"{moment(slot.starts_at, edition.zone)} – {hour(slot.ends_at, edition.zone)}"
    return [
        Fact(_("Sujet"), local(clinic.specialty, "name")), Fact(_("Avec"), one_line(clinic.expert.name)),
        Fact(_("Quand"), when, zone_name(edition.zone)),
        Fact(_("Où"), one_line(clinic.place), f"{one_line(edition.venue)}, {one_line(edition.address)}"),
    ]  # fmt: skip


def _short(clinic: Clinic) -> str:
    return f"{short_day(clinic.slot.day)}, {hour(clinic.slot.starts_at, clinic.slot.edition.zone)}"
