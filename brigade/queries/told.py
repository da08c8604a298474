"""A journal entry as a sentence in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from brigade.language import lazy_gettext as _l
from brigade.models import Entry

SENTENCES = {
    "book": _l("a réservé une rencontre avec %(expert)s"),
    "move": _l("a déplacé une rencontre, avec %(expert)s désormais"),
    "cancel": _l("a annulé la rencontre avec %(expert)s (%(reason)s)"),
    "swap": _l("a échangé deux rencontres, avec %(expert)s désormais"),
    "lock": _l("a verrouillé la rencontre avec %(expert)s"),
    "unlock": _l("a déverrouillé la rencontre avec %(expert)s"),
    "take-back": _l("a repris son geste (rencontre avec %(expert)s)"),
    "override": _l("a placé la rencontre avec %(expert)s malgré une règle"),
    "confirm-override": _l("a confirmé la rencontre hors règle avec %(expert)s"),
    "does-not-suit": _l("dit que la nouvelle place ne convient pas (%(expert)s)"),
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
    "lapse-offer": _l("a mis fin à l’offre d’une place avec %(expert)s"),
    "say-conflicts": _l("a dit avec qui ne pas se rencontrer"),
    "open-need": _l("a décrit un besoin : %(title)s"),
    "edit-need": _l("a modifié un besoin : %(title)s"),
    "withdraw-need": _l("a retiré un besoin : %(title)s"),
    "present-organization": _l("a présenté %(name)s"),
    "set-availability": _l("a ouvert %(opened)s plages et en a fermé %(closed)s (%(expert)s)"),
    "describe-expert": _l("a mis à jour un profil : %(expert)s"),
    "add-expert": _l("a invité %(expert)s dans la brigade"),
    "add-coordinator": _l("a invité %(email)s à la coordination"),
    "give-feed": _l("a créé l’adresse d’un agenda à suivre"),
    "renew-feed": _l("a renouvelé l’adresse d’un agenda à suivre"),
    "revoke-feed": _l("a révoqué l’adresse d’un agenda à suivre"),
    "judge-good": _l("trouve bon le jumelage avec %(expert)s : %(title)s"),
    "judge-bad": _l("trouve mauvais le jumelage avec %(expert)s : %(title)s"),
    "judge-not": _l("ne dit plus rien du jumelage avec %(expert)s : %(title)s"),
    "tell-feedback": _l("a donné son avis sur la rencontre avec %(expert)s"),
    "weigh": _l("a changé les poids du jumelage"),
    "draft-announcement": _l("a préparé un message : %(subject)s"),
    "edit-announcement": _l("a modifié un message : %(subject)s"),
    "discard-announcement": _l("a jeté un message : %(subject)s"),
    "send-announcement": _l("a écrit à %(number)s personnes : %(subject)s"),
    "sign-in": _l("s’est connecté·e"),
    "sign-out-everywhere": _l("a déconnecté tous ses appareils"),
    "give-data-key": _l("a donné une clé à un outil : %(name)s"),
    "revoke-data-key": _l("a révoqué la clé d’un outil : %(name)s"),
    "begin-edition": _l("a commencé l’édition %(name)s"),
    "copy-edition": _l("a commencé l’édition %(name)s, copiée de %(old)s"),
    "describe-edition": _l("a modifié l’édition"),
    "describe-phase": _l("a modifié une phase : %(name)s"),
    "open-edition": _l("a ouvert l’édition à tout le monde"),
    "discard-edition": _l("a abandonné l’édition en préparation %(name)s"),
    "make-grid": _l("a refait la grille : %(made)s plages nouvelles, %(kept)s gardées, %(dropped)s retirées"),
    "add-tables": _l("a ajouté %(number)s tables"),
    "rename-table": _l("a renommé une table : %(table)s"),
    "remove-table": _l("a retiré une table : %(table)s"),
    "seat-experts": _l("a placé %(number)s personnes de la brigade à une autre table"),
    "describe-specialty": _l("a modifié une spécialité : %(specialty)s"),
    "remove-specialty": _l("a retiré une spécialité : %(specialty)s"),
    "test-mail": _l("a mis le courriel à l’essai"),
    "gather-experts": _l("a invité %(number)s personnes dans la brigade, d’un fichier (%(file)s)"),
    "gather-organizations": _l("a invité %(number)s organismes, d’un fichier (%(file)s)"),
    "invite-organization": _l("a invité un organisme : %(name)s"),
    "remind-experts": _l("a rappelé leurs disponibilités à %(number)s personnes"),
    "remind-organizations": _l("a rappelé leur besoin à %(number)s personnes"),
    "ask-for-time": _l("a demandé plus de temps à %(number)s personnes : %(specialty)s"),
    "accept-organization": _l("a admis %(name)s"),
    "refuse-organization": _l("a refusé %(name)s : %(reason)s"),
    "merge-organizations": _l("a fusionné %(gone)s avec %(name)s"),
    "merge-people": _l("a fusionné %(gone)s avec %(email)s"),
    "check-in": _l("a noté l’arrivée pour la rencontre avec %(expert)s"),
    "say-late": _l("a noté un retard pour la rencontre avec %(expert)s"),
    "unsay-arrival": _l("a effacé ce qui était noté de la rencontre avec %(expert)s"),
    "no-show": _l("a noté une absence à la rencontre avec %(expert)s"),
    "walk-in": _l("a placé quelqu’un sans rendez-vous avec %(expert)s"),
    "receive": _l("a accueilli %(name)s sans rendez-vous"),
    "run-late": _l("a dit un retard de %(minutes)s minutes (%(expert)s)"),
    "on-time": _l("a remis %(expert)s à l’heure"),
    "give-screen": _l("a créé l’adresse du grand écran"),
    "renew-screen": _l("a renouvelé l’adresse du grand écran"),
    "revoke-screen": _l("a révoqué l’adresse du grand écran"),
    "send-packs": _l("a envoyé la journée en un fichier à %(number)s personnes"),
    "load-demo": _l("a chargé la démo"),
    "offer-clinic": _l("a offert un petit groupe avec %(expert)s : %(title)s"),
    "join-clinic": _l("vient au petit groupe avec %(expert)s"),
    "pass-clinic": _l("ne vient pas au petit groupe avec %(expert)s"),
    "cancel-clinic": _l("a annulé le petit groupe avec %(expert)s"),
    "ask-proposal": _l("a demandé une proposition d’horaire"),
    "stop-proposal": _l("a arrêté le calcul d’un horaire"),
    "propose-schedule": _l("a reçu une proposition de %(number)s rencontres"),
    "review-proposal": _l("a décidé de %(number)s lignes d’une proposition"),
    "drop-proposal": _l("a écarté une proposition"),
    "apply-proposal": _l("a appliqué une proposition : %(number)s changements, %(left)s laissés de côté"),
    "publish-proposal": _l("a publié une proposition : %(number)s rencontres annoncées"),
    "undo-proposal": _l("a repris une proposition : %(number)s changements annulés, %(left)s laissés"),
}

ONE = {  # the same, of a single one
    "send-test-invites": _l("a envoyé l’invitation d’essai à une personne"),
    "send-announcement": _l("a écrit à une personne : %(subject)s"),
    "add-tables": _l("a ajouté une table"),
    "seat-experts": _l("a placé une personne de la brigade à une autre table"),
    "gather-experts": _l("a invité une personne dans la brigade, d’un fichier (%(file)s)"),
    "gather-organizations": _l("a invité un organisme, d’un fichier (%(file)s)"),
    "remind-experts": _l("a rappelé ses disponibilités à une personne"),
    "remind-organizations": _l("a rappelé son besoin à une personne"),
    "ask-for-time": _l("a demandé plus de temps à une personne : %(specialty)s"),
    "send-packs": _l("a envoyé la journée en un fichier à une personne"),
    "propose-schedule": _l("a reçu une proposition d’une rencontre"),
    "review-proposal": _l("a décidé d’une ligne d’une proposition"),
    "publish-proposal": _l("a publié une proposition : une rencontre annoncée"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Acts that are looked for together."""

    label: Any
    acts: tuple[str, ...]


KINDS = {
    "sessions": Kind(
        _l("Rencontres"),
        ("book", "move", "cancel", "cannot-come", "does-not-suit", "propose-move", "keep-time", "send-again",
         "tell-feedback", "swap", "lock", "unlock", "take-back", "override", "confirm-override"),
    ),
    "calendars": Kind(
        _l("Réponses des agendas"),
        ("accept-invite", "maybe-invite", "decline-invite", "counter-invite", "answer-test-invite", "bounce"),
    ),
    "waitlist": Kind(
        _l("Liste d’attente"), ("join-waitlist", "leave-waitlist", "offer", "accept-offer", "pass-offer", "lapse-offer")
    ),
    "day": Kind(
        _l("Le jour même"),
        ("check-in", "say-late", "unsay-arrival", "no-show", "walk-in", "receive", "run-late", "on-time",
         "send-packs"),
    ),
    "proposals": Kind(
        _l("Propositions"),
        ("ask-proposal", "stop-proposal", "propose-schedule", "review-proposal", "drop-proposal", "apply-proposal",
         "publish-proposal", "undo-proposal", "offer-clinic", "join-clinic", "pass-clinic", "cancel-clinic"),
    ),
    "needs": Kind(
        _l("Besoins"), ("open-need", "edit-need", "withdraw-need", "judge-good", "judge-bad", "judge-not", "weigh")
    ),
    "people": Kind(
        _l("Personnes"),
        ("present-organization", "describe-expert", "set-availability", "add-expert", "add-coordinator",
         "say-conflicts", "gather-experts", "gather-organizations", "invite-organization", "accept-organization",
         "refuse-organization", "merge-organizations", "merge-people"),
    ),
    "setup": Kind(
        _l("Édition"),
        ("begin-edition", "copy-edition", "describe-edition", "describe-phase", "open-edition", "discard-edition",
         "make-grid", "add-tables", "rename-table", "remove-table", "seat-experts", "describe-specialty",
         "remove-specialty", "test-mail"),
    ),
    "mail": Kind(
        _l("Courriels"),
        ("send-message-again", "send-test-invites", "ask-test-invite", "draft-announcement", "edit-announcement",
         "discard-announcement", "send-announcement", "remind-experts", "remind-organizations", "ask-for-time"),
    ),
    "access": Kind(
        _l("Accès"),
        ("sign-in", "sign-out-everywhere", "give-feed", "renew-feed", "revoke-feed", "give-data-key",
         "revoke-data-key", "give-screen", "renew-screen", "revoke-screen", "load-demo"),
    ),
}  # fmt: skip
SOURCES = {
    "page": _l("page"), "command": _l("ligne de commande"), "mail": _l("agenda"), "system": _l("tout seul"),
}  # fmt: skip


def sentence(entry: Entry) -> str:
    """What happened, without the name of who did it."""
    words = ONE if entry.facts.get("number") == 1 and entry.act in ONE else SENTENCES
    return str(words[entry.act]) % defaultdict(str, entry.facts)
