"""Why a message has not left: kept in its row as `code: detail`, read as a sentence in the coordinator's language."""

from __future__ import annotations

from brigade.calendars.text import one_line
from brigade.language import lazy_gettext as _l

LONGEST = 300
WORDS = {
    # the mail server: every message waits, and none has failed
    "unreachable": _l("Le serveur de courriel ne répond pas. Rien n’est perdu : l’envoi reprend dès qu’il répond."),
    "certificate": _l("Le certificat du serveur de courriel n’est pas valable. Rien ne part tant qu’il ne l’est pas."),
    "login": _l("Le serveur de courriel refuse notre nom ou notre mot de passe. Vérifiez la configuration."),
    "unfit": _l("Le serveur de courriel n’offre pas ce que la configuration demande. Vérifiez-la."),
    # this message: it is tried again
    "sender": _l("Le serveur de courriel refuse notre adresse d’envoi ; nouvel essai prévu."),
    "recipient": _l("La boîte du destinataire ne reçoit pas pour le moment ; nouvel essai prévu."),
    "content": _l("Le message n’a pas été accepté pour le moment ; nouvel essai prévu."),
    "cut": _l("La connexion a été coupée pendant l’envoi ; nouvel essai prévu."),
    # this message: nobody gets it
    "no-such-recipient": _l("Cette adresse ne reçoit pas de courriel. Vérifiez-la auprès de la personne."),
    "refused": _l("Le serveur de courriel refuse ce message."),
    "gave-up": _l("Beaucoup d’essais, toujours sans succès. Vérifiez l’adresse, puis envoyez de nouveau."),
    "unwritable": _l("Ce message n’a pas pu être écrit. Vérifiez l’adresse, puis prévenez l’équipe technique."),
    # nobody needs it any more
    "told": _l("La personne sait déjà tout : un autre message l’a dit avant celui-ci."),
    "cancelled": _l("La rencontre a été annulée avant que la personne en entende parler."),
    "answered": _l("La personne a répondu entre-temps."),
    "over": _l("Ce que disait le message n’était plus vrai au moment de partir."),
    "expired": _l("Le lien avait expiré avant le départ du message."),
}


def reason(code: str, detail: str = "") -> str:
    """What the row keeps; `detail` is what the server or the machine said."""
    WORDS[code]
    return f"{code}: {one_line(detail)}"[:LONGEST] if detail else code


def sentence(kept: str) -> str:
    """The reason in plain words, then what the server said; "" for a message with none."""
    code, _, detail = kept.partition(": ")
    words = str(WORDS[code]) if code else ""
    return f"{words} ({detail})" if detail else words
