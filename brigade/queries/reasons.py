"""A match's reasons, both ways, in the reader's words: the same for organization, expert and coordinator."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from brigade.language import gettext as _
from brigade.language import lazy_gettext as _l
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
    return REASONS[reason.code](name, _quoted(reason.words))


REASONS: dict[str, Callable[[str, str], str]] = {
    "main": lambda name, _words: _("Spécialité principale : %(name)s", name=name),
    "secondary": lambda name, _words: _("Spécialité secondaire : %(name)s", name=name),
    "main-suggested": lambda name, words: _(
        "Spécialité principale : %(name)s (le texte parle de %(words)s)", name=name, words=words
    ),
    "secondary-suggested": lambda name, words: _(
        "Spécialité secondaire : %(name)s (le texte parle de %(words)s)", name=name, words=words
    ),
    "main-meant": lambda name, _words: _(
        "Spécialité principale : %(name)s (d’après le sens du texte)", name=name
    ),
    "secondary-meant": lambda name, _words: _(
        "Spécialité secondaire : %(name)s (d’après le sens du texte)", name=name
    ),
    "words": lambda _name, words: _("Son profil parle aussi de %(words)s", words=words),
    "topics": lambda _name, words: _("A déjà donné des rencontres sur %(words)s", words=words),
    "language": lambda _name, _words: _("Parle la langue de votre rencontre"),
    "load": lambda _name, _words: "",
}


def _obstacle(obstacle: Obstacle) -> str:
    if obstacle.code == "language":
        return (
            _("Ne donne pas de rencontres en anglais") if obstacle.detail == "en"
            else _("Ne donne pas de rencontres en français")
        )  # fmt: skip
    return str(OBSTACLES[obstacle.code])


OBSTACLES = {
    "conflict": _l("Cette rencontre n’est pas possible"),
    "unrelated": _l("Ses spécialités sont loin de ce besoin"),
    "full": _l("Toutes ses heures sont prises"),
    "no-common-time": _l("Aucune heure en commun"),
    "outranked": _l("Peut aider aussi, mais d’autres correspondent mieux à ce besoin"),
}


def _quoted(words: tuple[str, ...]) -> str:
    """« billetterie », « infolettre » · “ticketing”, “newsletter”."""
    return ", ".join(_("« %(word)s »", word=word) for word in words[:3])


def free_times(count: int) -> str:
    """How many places remain."""
    return ngettext("%(num)s heure libre", "%(num)s heures libres", count)
