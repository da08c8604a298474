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
    # arranging by hand
    "changed-meanwhile": _l("Quelqu’un a changé cette rencontre entre-temps. Rien n’a bougé ; regardez où elle est, puis recommencez."),
    "locked": _l("Cette rencontre est verrouillée. Déverrouillez-la d’abord, ou laissez-la où elle est."),
    "same-place": _l("La rencontre est déjà là. Choisissez une autre case."),
    "already-left": _l("Des courriels de ce geste sont déjà partis : les personnes le savent. Faites le geste contraire, elles l’apprendront."),
    # the day itself
    "not-today": _l("Cette rencontre n’est pas aujourd’hui (%(when)s). Vérifiez le jour, ou ouvrez la journée voulue."),
    "not-begun": _l("Cette rencontre n’a pas commencé. Attendez son heure ; si l’organisme ne vient pas, annulez-la."),
    "slot-over": _l("Cette heure est passée. Choisissez-en une qui n’est pas terminée."),
    "nobody-waits": _l("Personne de la liste d’attente ne peut prendre cette place. Donnez-la à quelqu’un sans rendez-vous."),
    "no-day-today": _l("La brigade ne se réunit pas aujourd’hui. Un retard se dit le jour même."),
    "bad-delay": _l("Ce retard n’est pas possible. Choisissez entre 0 et %(most)s minutes."),
    # writing to many
    "announcement-sent": _l("Ce message est déjà parti : il ne change plus. Écrivez-en un nouveau."),
    "nobody-to-write-to": _l("Personne ne recevrait ce message. Choisissez d’autres destinataires."),
    "audience-changed": _l("Les destinataires ont changé entre-temps : ils sont maintenant %(number)s. Relisez la liste, puis envoyez."),
    "no-such-key": _l("Cette clé n’existe plus : quelqu’un l’a déjà révoquée. Il n’y a rien à faire de plus."),
    # before the event
    "needs-not-open": _l("Les besoins seront reçus à partir du %(when)s. Revenez ce jour-là : deux minutes suffisent."),
    "needs-closed": _l("La coordination arrange les rencontres des besoins déjà reçus. Revenez le %(when)s : les places qui restent seront libres."),
    "organization-refused": _l("Votre organisme n’a pas été admis au programme. Vous voyez une erreur ? Écrivez à %(contact)s."),
    "organization-pending": _l("La coordination n’a pas encore admis votre organisme. Votre besoin est gardé ; un courriel vous dira quand réserver."),
    "already-preparing": _l("Une édition est déjà en préparation. Ouvrez-la, ou abandonnez-la avant d’en commencer une autre."),
    "edition-not-ready": _l("Il manque encore l’essentiel (%(number)s à régler) : suivez la liste, puis ouvrez."),
    "already-open": _l("Cette édition est déjà ouverte à tout le monde. Il n’y a rien à faire de plus."),
    "edition-is-open": _l("Cette édition est ouverte : elle ne s’abandonne plus. Ses données restent, et vous pouvez la copier."),
    "edition-in-use": _l("Des organismes ou des besoins font déjà partie de cette édition : elle ne s’abandonne plus. Ouvrez-la plutôt."),
    "zone-is-booked": _l("Des rencontres sont déjà réservées : leur heure changerait. Gardez ce fuseau, ou annulez-les d’abord."),
    "no-brigade-phase": _l("La phase de la brigade n’est pas encore décrite. Décrivez-la d’abord, à la page « Phases »."),
    "empty-grid": _l("Aucune rencontre n’entre dans ces heures. Allongez la journée, ou raccourcissez les rencontres."),
    "grid-too-big": _l("Cette grille aurait %(number)s plages, plus que les %(most)s possibles. Vérifiez la durée et le nombre de jours."),
    "grid-changed": _l("Quelqu’un a réservé ou ouvert des heures entre-temps. Relisez ce que la grille changerait, puis confirmez."),
    "table-in-use": _l("Une rencontre a lieu, ou a eu lieu, à « %(table)s » : elle reste. Vous pouvez la renommer."),
    "table-name-taken": _l("Une autre table s’appelle déjà « %(table)s ». Choisissez un autre nom."),
    "no-such-table": _l("Aucune table ne s’appelle « %(table)s ». Choisissez dans la liste, ou ajoutez-la d’abord."),
    "expert-has-table": _l("%(expert)s a des rencontres à sa table actuelle. Déplacez-les d’abord au tableau."),
    "specialty-in-use": _l("Un besoin ou une personne nomme « %(specialty)s » : elle reste. Vous pouvez la renommer."),
    "file-unreadable": _l("Ce fichier ne se laisse pas lire. Enregistrez-le en .xlsx ou en « CSV UTF-8 », puis réessayez."),
    "file-too-big": _l("Ce fichier est trop lourd : %(most)s Mo au plus. Enlevez les colonnes inutiles, ou coupez-le en deux."),
    "file-too-many-rows": _l("Ce fichier a plus de %(most)s lignes. Coupez-le en deux, et apportez une partie après l’autre."),
    "file-empty": _l("Ce fichier n’a aucune ligne sous ses titres. Vérifiez que c’est le bon."),
    "file-no-headings": _l("Il faut une colonne « Courriel » et une colonne « Nom » ; la première ligne dit : %(found)s. Corrigez les titres, ou partez du modèle."),
    "roster-gathered": _l("Cette liste a déjà été confirmée : rien n’est à refaire. Pour en apporter une autre, recommencez."),
    "already-organization": _l("Cette adresse est déjà celle d’un organisme de l’édition. Cherchez-le dans la liste."),
    "already-accepted": _l("Cet organisme est déjà admis. Il n’y a rien à faire de plus."),
    "already-refused": _l("Cet organisme est déjà refusé pour cette raison. Il n’y a rien à faire de plus."),
    "reason-missing": _l("Écrivez pourquoi : l’organisme lira cette raison dans son courriel."),
    "merge-same": _l("C’est la même fiche. Choisissez-en deux différentes."),
    "merge-yourself": _l("Cette fiche est la vôtre : gardez-la, et fusionnez l’autre."),
    "merge-experts": _l("Ces deux personnes sont de la même brigade, chacune avec ses heures. Fermez d’abord les heures de l’une, au tableau."),
    "merge-clash": _l("Les deux ont une rencontre à la même heure, ou un lien que l’on ne peut pas joindre. Déplacez d’abord une des deux."),
    "merge-unknown": _l("Une des deux fiches n’existe pas, ou n’existe plus. Cherchez-la de nouveau dans la liste."),
    "nobody-to-ask": _l("Personne ne nomme ce sujet parmi ses spécialités secondaires. Invitez quelqu’un, ou écrivez à toute la brigade."),
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
