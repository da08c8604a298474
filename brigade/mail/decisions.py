"""What a coordinator decided or asks, told to the person whom it concerns."""

from __future__ import annotations

from brigade.calendars.text import one_line
from brigade.language import gettext as _
from brigade.language import local, own
from brigade.mail.letters import Letter, compose
from brigade.mail.notices import Fact, Notice
from brigade.models import Edition, Organization, Specialty


def decided(organization: Organization, edition: Edition, language: str, name: str) -> Letter:
    """Whether the programme is for this organization, with the reason where it is not."""
    with own(language):
        notice = (_refused if organization.eligibility == "refused" else _accepted)(organization, edition)
    return compose("notice", language, edition, notice=notice, name=one_line(name))


def more_time(edition: Edition, specialty: Specialty, hours: str, best: str, language: str, name: str) -> Letter:
    """To an expert: more is asked of this specialty than the brigade offers; a few hours more would help.

    `best`: when most, or "".
    """
    with own(language):
        subject = one_line(local(specialty, "name"))
        notice = Notice(
            subject=_("Auriez-vous un peu plus de temps ? (%(specialty)s)", specialty=subject),
            title=_("Auriez-vous un peu plus de temps ?"),
            lead=_(
                "Pour « %(specialty)s », il manque %(hours)s h de rencontres à ce que les organismes demandent.",
                specialty=subject, hours=hours,
            ),
            lines=[
                _("Vous nommez ce sujet parmi vos spécialités secondaires."),
                *([_("Le plus utile serait : %(when)s.", when=best)] if best else []),
                _("Une heure de plus aide déjà deux organismes. Si vous ne pouvez pas, il n’y a rien à faire."),
            ],
            label=_("Ouvrir des plages"), path="/expert/availability",
        )  # fmt: skip
    return compose("notice", language, edition, notice=notice, name=one_line(name))


def _accepted(organization: Organization, _edition: Edition) -> Notice:
    return Notice(
        subject=_("%(name)s est admis au programme", name=one_line(organization.name)),
        title=_("Bienvenue dans le programme"),
        lead=_("%(name)s est admis : vous pouvez réserver vos rencontres.", name=one_line(organization.name)),
        label=_("Voir mes besoins"), path="/needs",
    )  # fmt: skip


def _refused(organization: Organization, edition: Edition) -> Notice:
    return Notice(
        subject=_("Votre demande au programme : %(name)s", name=one_line(organization.name)),
        title=_("Le programme ne s’adresse pas à vous cette fois"),
        lead=_("Nous n’avons pas pu admettre %(name)s.", name=one_line(organization.name)),
        facts=[Fact(_("Pourquoi"), one_line(organization.eligibility_reason))],
        lines=[
            _("Vous voyez une erreur ? Écrivez-nous : %(email)s.", email=edition.contact_email),
        ],
    )  # fmt: skip
