"""A "no" with its reason, in the person's language.

Each reason is a sentence that says why and the next step; `Refusal.sentence()` is shown as it is. One dictionary, so
that a reason without words cannot be raised. Discarded: one exception class per reason (thirty classes, no behaviour).
"""

from __future__ import annotations

from typing import Any

from brigade.language import lazy_gettext as _l

WORDS = {
    # signing in
    "link-unknown": _l("Ce lien n’est pas valable. Demandez-en un nouveau : il arrive en quelques secondes."),
    "link-expired": _l("Ce lien a expiré : il servait pendant 20 minutes. Demandez-en un nouveau, rien n’est perdu."),
    "link-used": _l("Ce lien a déjà servi. Si vous n’êtes pas en ligne, demandez-en un nouveau."),
    "too-many-links": _l("Trop de liens ont été demandés. Réessayez dans un quart d’heure, ou ouvrez le dernier courriel reçu."),
    # needs
    "need-withdrawn": _l("Ce besoin a été retiré. Vous pouvez en décrire un nouveau."),
    "need-booked": _l("Ce besoin a déjà sa rencontre. Ouvrez-la pour voir le lieu et l’heure."),
    "need-unverified": _l("Confirmez d’abord votre adresse : ouvrez le lien que nous vous avons envoyé."),
    "profile-missing": _l("Présentez d’abord votre organisme : il reste cette étape avant de réserver."),
    "not-eligible": _l("Le programme s’adresse aux organismes professionnels sans but lucratif, artistes et artisans. Écrivez-nous si vous hésitez."),
    # booking
    "taken": _l("Cette plage vient d’être prise. Voici les heures libres les plus proches."),
    "own-time": _l("Vous avez déjà une rencontre à cette heure. Choisissez une autre plage."),
    "table-taken": _l("Toutes les tables sont prises à cette heure. Choisissez une autre plage."),
    "not-open": _l("Cette personne n’est pas disponible à cette heure. Choisissez une de ses plages libres."),
    "absent": _l("Vous avez dit ne pas pouvoir venir à cette heure. Modifiez vos indisponibilités, ou choisissez une autre plage."),
    "language": _l("Cette personne ne donne pas de rencontres dans la langue de votre besoin. Choisissez-en une autre."),
    # in the words of "not-open", because the other side is never told who would rather not meet them
    "conflict": _l("Cette personne n’est pas disponible à cette heure. Choisissez une de ses plages libres."),
    "organization-cap": _l("Votre organisme a atteint son nombre de rencontres (%(cap)s). Annulez-en une pour en prendre une autre."),
    "expert-cap": _l("Cette personne a toutes ses rencontres de la journée (%(cap)s). Choisissez un autre jour ou une autre personne."),
    "too-late": _l("Il est trop tard pour réserver cette plage : il faut %(hours)s h de préavis. Choisissez une plage plus tard."),
    "window-closed": _l("Les réservations sont fermées. Écrivez à %(contact)s : une place se trouve souvent."),
    "window-not-open": _l("Les réservations ne sont pas encore ouvertes. Votre besoin est gardé ; revenez à l’ouverture."),
    # the life of a session
    "not-live": _l("Cette rencontre n’a plus lieu. Ouvrez votre besoin pour réserver une autre heure."),
    "too-late-to-change": _l("À moins de %(hours)s h de la rencontre, dites « Je ne peux pas venir » : la coordination s’en occupe."),
    "proposal-stale": _l("Cette proposition n’est plus d’actualité. Ouvrez la rencontre pour voir son heure."),
    "offer-over": _l("Cette offre n’est plus ouverte : son temps est écoulé, ou elle a déjà reçu sa réponse. Vous gardez votre tour."),
    "no-score": _l("Il manque votre réponse. Choisissez à quel point la rencontre vous a été utile, puis envoyez votre avis."),
    "not-over": _l("Cette rencontre n’a pas encore eu lieu. Revenez après, votre avis compte."),
    # availability and people
    "slot-has-meeting": _l("Une rencontre est réservée à cette heure (%(when)s). Écrivez à la coordination (%(contact)s) avant de fermer la plage."),
    "already-expert": _l("Cette adresse est déjà celle d’un membre de la brigade. Vérifiez-la, ou cherchez la personne dans la liste."),
    "already-coordinator": _l("Cette adresse est déjà celle d’une personne de la coordination. Il n’y a rien à faire de plus."),
    "not-failed": _l("Ce message n’a pas échoué : il est parti, ou il attend son tour. Rien n’est à refaire."),
    # several sessions in one go
    "no-itinerary": _l("Personne n’est libre pour ces besoins entre ces heures. Élargissez les heures, ou réservez chaque besoin depuis sa page."),
    "itinerary-over": _l("Ces places ne vous sont plus gardées : les deux minutes sont passées. Demandez un nouveau parcours."),
    "clinic-taken": _l("Cette heure n’est plus libre, ou ces organismes ont changé. Choisissez parmi ce qui reste."),
    "clinic-over": _l("Ce petit groupe n’attend plus de réponse : il est annulé, ou son heure est passée."),
    # arranging a whole event
    "not-moved": _l("Cette rencontre n’a pas été déplacée par la coordination. Vous pouvez la changer ou l’annuler ici."),
    "run-under-way": _l("Un calcul est déjà en cours, le vôtre ou celui de quelqu’un d’autre. Attendez sa fin, ou arrêtez-le."),
    "no-solver": _l("Le moteur de calcul n’est pas installé. La page des propositions dit comment l’ajouter."),
    "proposal-settled": _l("Quelqu’un a déjà décidé de cette proposition. Rechargez la page pour voir ce qu’elle est devenue."),
    # writing to many
    "announcement-sent": _l("Ce message est déjà parti : il ne change plus. Écrivez-en un nouveau."),
    "nobody-to-write-to": _l("Personne ne recevrait ce message. Choisissez d’autres destinataires."),
    "audience-changed": _l("Les destinataires ont changé entre-temps : ils sont maintenant %(number)s. Relisez la liste, puis envoyez."),
    "no-such-key": _l("Cette clé n’existe plus : quelqu’un l’a déjà révoquée. Il n’y a rien à faire de plus."),
    # the administrator's desk
    "real-data": _l("Cette base contient de vraies données : la démo n’y touche pas. Utilisez une autre instance (--instance)."),
    "no-edition": _l("Aucune édition n’existe encore. Chargez la démo (« demo ») ou créez-en une."),
    "bad-address": _l("« %(email)s » n’est pas une adresse de courriel complète. Exemple : nom@exemple.org."),
    "accented-address": _l("« %(email)s » a un accent avant le @ : beaucoup de services ne l’acheminent pas. Donnez une adresse sans accent."),
}  # fmt: skip


class Refusal(Exception):
    """Raised by the domain, worded once, handled in one place by the web and in one by the command line."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values
        WORDS[code]

    def sentence(self) -> str:
        """Why not, and the next step, in the reader's language."""
        return str(WORDS[self.code]) % self.values
