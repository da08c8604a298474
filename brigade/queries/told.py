"""A journal entry as a sentence in the reader's language."""

from __future__ import annotations

from collections import defaultdict

from brigade.language import lazy_gettext as _l
from brigade.models import Entry

SENTENCES = {
    "book": _l("a réservé une rencontre avec %(expert)s"),
    "move": _l("a déplacé une rencontre, avec %(expert)s désormais"),
    "cancel": _l("a annulé la rencontre avec %(expert)s (%(reason)s)"),
    "cannot-come": _l("ne peut pas venir : %(reason)s"),
    "propose-move": _l("a proposé une autre heure"),
    "keep-time": _l("a gardé son heure"),
    "send-again": _l("a renvoyé l’invitation à %(email)s"),
    "accept-invite": _l("a accepté dans son agenda la rencontre avec %(expert)s"),
    "maybe-invite": _l("a répondu « peut-être » dans son agenda (%(expert)s)"),
    "decline-invite": _l("a décliné dans son agenda la rencontre avec %(expert)s"),
    "counter-invite": _l("demande une autre heure dans son agenda (%(expert)s)"),
    "bounce": _l("n’a pas pu remettre un courriel à %(email)s"),
    "ask-test-invite": _l("a demandé une invitation d’essai"),
    "send-test-invites": _l("a envoyé l’invitation d’essai à %(number)s personnes"),
    "answer-test-invite": _l("a répondu à l’invitation d’essai"),
    "send-message-again": _l("a relancé un courriel vers %(email)s"),
    "join-waitlist": _l("attend une place : %(title)s"),
    "leave-waitlist": _l("n’attend plus : %(title)s"),
    "offer": _l("a offert une place avec %(expert)s : %(title)s"),
    "accept-offer": _l("a pris la place offerte avec %(expert)s"),
    "pass-offer": _l("a passé son tour avec %(expert)s"),
    "say-conflicts": _l("a dit avec qui ne pas se rencontrer"),
    "open-need": _l("a décrit un besoin : %(title)s"),
    "edit-need": _l("a modifié un besoin : %(title)s"),
    "withdraw-need": _l("a retiré un besoin : %(title)s"),
    "present-organization": _l("a présenté %(name)s"),
    "set-availability": _l("a ouvert %(opened)s plages et en a fermé %(closed)s (%(expert)s)"),
    "describe-expert": _l("a mis à jour le profil de %(expert)s"),
    "add-expert": _l("a invité %(expert)s dans la brigade"),
    "add-coordinator": _l("a invité %(email)s à la coordination"),
    "give-feed": _l("a créé l’adresse d’un agenda à suivre"),
    "renew-feed": _l("a renouvelé l’adresse d’un agenda à suivre"),
    "revoke-feed": _l("a révoqué l’adresse d’un agenda à suivre"),
    "sign-in": _l("s’est connecté·e"),
    "sign-out-everywhere": _l("a déconnecté tous ses appareils"),
    "load-demo": _l("a chargé la démo"),
}


def sentence(entry: Entry) -> str:
    """What happened, without the name of who did it."""
    return str(SENTENCES[entry.act]) % defaultdict(str, entry.facts)
