"""Where a need or its session may go, and for every other place why not, in the coordinator's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from brigade.domain import fit, places
from brigade.domain.by_hand.overriding import OWN_TIME
from brigade.language import lazy_gettext as _l
from brigade.models import Booking, Need, Slot

# Code of a rule → in a cell, and as a sentence. What the organization itself reads stands in `domain.refusal`.
WORDS: dict[str, tuple[Any, Any]] = {
    "need-withdrawn": (_l("besoin retiré"), _l("L’organisme a retiré ce besoin.")),
    "need-unverified": (_l("adresse à confirmer"), _l("L’adresse de qui a décrit ce besoin n’est pas confirmée.")),
    "need-booked": (_l("a sa rencontre"), _l("Ce besoin a déjà une place : choisissez sa rencontre pour la déplacer.")),
    "profile-missing": (_l("sans organisme"), _l("L’organisme ne s’est pas encore présenté.")),
    "window-closed": (_l("réservations fermées"), _l("Les réservations sont fermées.")),
    "organization-cap": (_l("plafond atteint"), _l("L’organisme a déjà toutes les rencontres auxquelles il a droit.")),
    "conflict": (_l("pas ensemble"), _l("L’une des deux parties a dit ne pas vouloir rencontrer l’autre.")),
    "language": (_l("autre langue"), _l("Cette personne ne donne pas de rencontres dans la langue du besoin.")),
    "too-late": (_l("heure passée"), _l("L’heure a déjà commencé.")),
    "absent": (_l("organisme absent"), _l("L’organisme a dit ne pas pouvoir venir à cette heure.")),
    "own-time": (_l("organisme pris"), _l("L’organisme a déjà une rencontre à cette heure.")),
    "taken": (_l("déjà prise"), _l("Une autre rencontre a lieu ici.")),
    "not-open": (_l("fermée"), _l("Cette personne n’a pas ouvert cette heure.")),
    "expert-cap": (_l("journée pleine"), _l("Cette personne a toutes les rencontres qu’elle donne en une journée.")),
    "table-taken": (_l("pas de table"), _l("Aucune table n’est libre à cette heure.")),
    "locked": (_l("verrouillée"), _l("Cette rencontre est verrouillée : déverrouillez-la d’abord.")),
}  # fmt: skip
CAN = _l("Placer")


@dataclass(frozen=True, slots=True)
class Verdict:
    """"can", "soft" (if rules are set aside) or "no", with the weightiest reason in few words, and every code."""

    reach: str
    short: str
    codes: tuple[str, ...]


def verdict(codes: Iterable[str]) -> Verdict:
    """What these broken rules come to; the ones that nobody can set aside come first."""
    found = tuple(sorted((code for code in codes if code not in OWN_TIME), key=lambda code: code in places.SOFT))
    if not found:
        return Verdict("can", str(CAN), ())
    return Verdict("soft" if found[0] in places.SOFT else "no", short(found[0]), found)


def short(code: str) -> str:
    """The reason in few words."""
    return str(WORDS[code][0])


def sentences(codes: Iterable[str]) -> list[str]:
    """The reasons, each as a sentence."""
    return [str(WORDS[code][1]) for code in codes]


class Reach:
    """What is picked: a need, or the session it has; one statement reads all that the guard wants to know."""

    def __init__(self, need: Need, booking: Booking | None, now: datetime) -> None:
        self.need, self.booking = need, booking
        self.uid = booking.uid if booking else ""
        self._judge = places.Judge(places.everything(need, now, booking, timedelta()))
        self._verdicts: dict[tuple[str, ...], Verdict] = {}
        self._fits = fit.scores(need)

    @property
    def query(self) -> str:
        """What names it in an address."""
        return f"booking={self.uid}&seen={self.booking.sequence}" if self.booking else f"need={self.need.uid}"

    def fit(self, slug: str) -> int:
        """How well this expert fits what is picked, in per cent."""
        return round(100 * self._fits.get(slug, 0.0))

    def verdict(self, expert: places.Giver, slot: Slot) -> Verdict:
        """Whether it may go there."""
        codes = tuple(self._judge.against(expert, slot))
        if codes not in self._verdicts:
            self._verdicts[codes] = verdict(codes)
        return self._verdicts[codes]

    def href(self, found: Verdict, slug: str, slot: int) -> str:
        """Where a press leads: to the act, or to why not."""
        place = f"{self.query}&expert={slug}&slot={slot}"
        swaps = self.booking is not None and found.codes[:1] == ("taken",)
        is_why = found.reach == "no" and not swaps
        return f"/coordination/why?{place}" if is_why else f"/coordination/board/place?{place}"
