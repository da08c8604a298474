"""What is kept as a code, in the reader's language: how a run ended, why a need has no place, why a line is stale."""

from __future__ import annotations

from collections import defaultdict

from brigade.domain.refusal import WORDS as REFUSALS
from brigade.language import lazy_gettext as _l
from brigade.models import Run

MODES = {
    "gaps": _l("Combler les trous"), "again": _l("Améliorer l’horaire"), "scratch": _l("Repartir de zéro"),
    "day": _l("Un seul jour"), "absence": _l("Absence"), "opening": _l("Première ronde"),
}  # fmt: skip
STAGES = {
    "": _l("Il commence."), "pairs": _l("Qui rencontre qui"), "times": _l("À quelle heure"),
    "breaks": _l("Moins d’attente entre les rencontres"), "value": _l("Ce qui aiderait le plus"),
}  # fmt: skip
ENDS = {
    "died": _l("Le calcul s’est arrêté d’un coup : il manquait peut-être de mémoire. Rien n’a changé ; relancez-le."),
    "lost": _l("Le calcul ne donne plus signe de vie : son processus a été arrêté. Rien n’a changé ; relancez-le."),
    "late": _l("Le calcul n’a rien trouvé dans le temps prévu. Donnez-lui plus de temps."),
    "stopped": _l("Arrêté avant d’avoir trouvé un horaire. Rien n’a changé."),
    "interrupted": _l("Le serveur s’est arrêté pendant le calcul. Rien n’a changé ; relancez-le."),
    "broken": _l("Le calcul a échoué pour une raison imprévue. Rien n’a changé ; prévenez l’équipe technique."),
    "impossible": _l("La demande se contredit. Déverrouillez une rencontre ou rouvrez une plage, puis relancez."),
}
UNPLACED = {
    "no-fit": _l("Personne dans la brigade ne correspond à ce besoin."),
    "no-time": _l("Aucune heure ne convient à la fois à l’organisme et à qui peut l’aider."),
    "cap": _l("L’organisme a déjà toutes ses rencontres."),
    "no-room": _l("Toutes les places des personnes qui conviennent sont prises."),
    "absent": _l("La personne est absente, et personne d’autre n’est libre."),
}
STALE = {
    "changed-meanwhile": _l("La rencontre a été changée à la main entre-temps."),
    "locked-meanwhile": _l("La rencontre a été verrouillée entre-temps."),
    "already-begun": _l("L’heure est déjà passée."),
    "not-live": _l("La rencontre a été annulée entre-temps."),
    "need-withdrawn": _l("Le besoin a été retiré entre-temps."),
    "need-booked": _l("Le besoin a reçu une rencontre entre-temps."),
    "taken": _l("La place a été prise entre-temps."),
    "own-time": _l("L’organisme a maintenant une autre rencontre à cette heure."),
}


def ended(run: Run) -> str:
    """How a run without a proposal ended, with what the machine said of it."""
    code, _, detail = (run.reason or "stopped").partition(": ")
    words = str(ENDS[code])
    return f"{words} ({detail})" if detail else words


def unplaced(code: str) -> str:
    """Why this need has no place in the proposal."""
    return str(UNPLACED.get(code, UNPLACED["no-room"]))


def stale(code: str) -> str:
    """Why this line was not applied, or not taken back: a sentence of its own, else the refusal's."""
    return str(STALE.get(code) or str(REFUSALS[code]) % defaultdict(str))
