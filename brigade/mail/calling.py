"""The letters that bring people in: the invitation, and the reminder to whom nothing was heard from.

Each is a reference, written when it leaves, so that five thousand of them are five thousand short rows; its key says
which (`calls`). Nothing in them differs from one reader to the next but the greeting and the language.
"""

from __future__ import annotations

from dataclasses import dataclass

from brigade.calendars.text import one_line
from brigade.language import gettext as _
from brigade.language import local, own
from brigade.mail import letters
from brigade.mail.letters import Letter, compose
from brigade.mail.notices import Notice
from brigade.models import Edition

KINDS = ("invited", "nudged")


@dataclass(frozen=True, slots=True)
class Call:
    """`kind`: invited or nudged; `group`: experts or organizations."""

    kind: str
    group: str
    edition: Edition

    def key(self, person: int, again: str = "") -> str:
        """What makes it the one message of that kind to this person; `again`: one more, e.g. of another day."""
        return f"{self.kind}:{self.group}:{self.edition.id}:{person}{again and ':' + again}"


def read_key(key: str) -> tuple[str, int, int]:
    """(group, edition, person) of the call with that key."""
    _kind, group, edition, person = key.split(":")[:4]
    return group, int(edition), int(person)


def called(call: Call, language: str, name: str) -> Letter:
    """The words of that call."""
    if (call.kind, call.group) == ("invited", "experts"):
        return letters.welcome("expert", language, call.edition)
    with own(language):
        notice = NOTICES[call.kind, call.group](one_line(local(call.edition, "name")))
    return compose("notice", language, call.edition, notice=notice, name=one_line(name))


def _organization(edition: str) -> Notice:
    return Notice(
        subject=_("Des expert·e·s du numérique, pour vous : dites ce qu’il vous faut"),
        title=_("La brigade s’assoit avec vous"),
        lead=_(
            "Le programme « %(edition)s » vous offre des rencontres gratuites, en tête-à-tête, avec des expert·e·s "
            "du numérique.", edition=edition,
        ),
        lines=[
            _("Dites en une phrase ou deux ce qui coince : vous verrez tout de suite qui peut vous aider, et quand."),
            _("Pas de mot de passe : entrez votre adresse de courriel, et un lien vous est envoyé."),
        ],
        label=_("Dire ce qu’il me faut"), path="/needs/new",
    )  # fmt: skip


def _silent_expert(edition: str) -> Notice:
    return Notice(
        subject=_("Vos heures manquent encore à la brigade"), title=_("Quand pouvez-vous recevoir ?"),
        lead=_(
            "Vous faites partie de la brigade de « %(edition)s », et aucune de vos plages n’est encore ouverte : "
            "personne ne peut réserver avec vous.", edition=edition,
        ),
        lines=[_("Deux minutes suffisent : touchez les heures où vous êtes là, puis enregistrez.")],
        label=_("Donner mes disponibilités"), path="/expert/availability",
    )  # fmt: skip


def _silent_organization(edition: str) -> Notice:
    return Notice(
        subject=_("Vos rencontres gratuites vous attendent"), title=_("Que vous faut-il ?"),
        lead=_(
            "Vous êtes parmi les organismes de « %(edition)s », et n’avez encore décrit aucun besoin.", edition=edition
        ),
        lines=[_("Une phrase ou deux suffisent : vous verrez tout de suite qui peut vous aider, et quand.")],
        label=_("Dire ce qu’il me faut"), path="/needs/new",
    )  # fmt: skip


NOTICES = {
    ("invited", "organizations"): _organization, ("nudged", "experts"): _silent_expert,
    ("nudged", "organizations"): _silent_organization,
}  # fmt: skip
