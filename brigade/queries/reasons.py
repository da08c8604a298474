"""A match's reasons, both ways, in the reader's words: the same for organization, expert and coordinator."""

from __future__ import annotations

from collections.abc import Mapping

from brigade.language import gettext as _
from brigade.language import ngettext
from brigade.matching import Match, Obstacle, Reason

MOST_SHOWN = 4


def why(match: Match, specialties: Mapping[str, str]) -> list[str]:
    """Why this one, weightiest first; `specialties` gives a slug's name in the reader's language."""
    said = [_reason(reason, specialties) for reason in match.reasons]
    return [sentence for sentence in dict.fromkeys(said) if sentence][:MOST_SHOWN]


def why_not(match: Match, *, tells_conflicts: bool) -> list[str]:
    """Why not this one. Who is not told of conflicts of interest reads what follows from one: no hour is left."""
    return [_obstacle(obstacle) for obstacle in match.obstacles if tells_conflicts or obstacle.code != "conflict"]


def _reason(reason: Reason, specialties: Mapping[str, str]) -> str:
    name = specialties.get(reason.specialty or "", reason.specialty or "")
    words = _quoted(reason.words)
    sentences = {
        "main": _("Spécialité principale : %(name)s", name=name),
        "secondary": _("Spécialité secondaire : %(name)s", name=name),
        "main-suggested": _("Spécialité principale : %(name)s (vous parlez de %(words)s)", name=name, words=words),
        "secondary-suggested": _("Spécialité secondaire : %(name)s (vous parlez de %(words)s)", name=name, words=words),
        "main-meant": _("Spécialité principale : %(name)s (d’après le sens de votre texte)", name=name),
        "secondary-meant": _("Spécialité secondaire : %(name)s (d’après le sens de votre texte)", name=name),
        "words": _("Son profil parle aussi de %(words)s", words=words),
        "topics": _("A déjà donné des rencontres sur %(words)s", words=words),
        "language": _("Parle la langue de votre rencontre"),
        "load": "",
    }
    return sentences[reason.code]


def _obstacle(obstacle: Obstacle) -> str:
    in_english = obstacle.detail == "en"
    no_english, no_french = _("Ne donne pas de rencontres en anglais"), _("Ne donne pas de rencontres en français")
    sentences = {
        "language": no_english if in_english else no_french,
        "conflict": _("Cette rencontre n’est pas possible"),
        "unrelated": _("Ses spécialités sont loin de votre besoin"),
        "full": _("Toutes ses heures sont prises"),
        "no-common-time": _("Aucune heure en commun avec vous"),
        "outranked": _("Peut aider aussi, mais d’autres correspondent mieux à votre besoin"),
    }  # fmt: skip
    return sentences[obstacle.code]


def _quoted(words: tuple[str, ...]) -> str:
    """« billetterie », « infolettre » · “ticketing”, “newsletter”."""
    return ", ".join(_("« %(word)s »", word=word) for word in words[:3])


def free_times(count: int) -> str:
    """How many places remain."""
    return ngettext("%(num)s heure libre", "%(num)s heures libres", count)
