"""The checklist before opening: what is missing, in words, with the page that mends it; and what the last mail test said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from brigade.database import db
from brigade.domain.setup import readiness
from brigade.language import lazy_gettext as _l
from brigade.language import ngettext
from brigade.mail import preflight
from brigade.mail.reasons import WORDS as REASONS
from brigade.models import Edition, Entry

# code → (sentence, page, what to press there)
WORDS: dict[str, tuple[Any, str, Any]] = {
    "no-slots": (_l("Aucune plage n’existe encore : personne ne peut donner ses heures."), "/coordination/grid", _l("Faire la grille")),
    "no-tables": (_l("La salle n’a aucune table : aucune rencontre ne trouve de place."), "/coordination/tables", _l("Ajouter des tables")),
    "no-specialties": (_l("Aucune spécialité n’existe : rien ne relie un besoin à une personne."), "/coordination/specialties", _l("Ajouter des spécialités")),
    "no-experts": (_l("La brigade est vide."), "/coordination/import", _l("Inviter la brigade")),
    "closed-already": (_l("La fin des réservations est déjà passée."), "/coordination/edition", _l("Changer la date")),
    "grid-in-the-past": (_l("Toutes les plages sont passées."), "/coordination/grid", _l("Refaire la grille")),
    "opens-too-late": (_l("Les réservations ouvrent quand les rencontres ont déjà commencé."), "/coordination/edition", _l("Changer la date")),
    "closes-after-the-end": (_l("Les réservations ferment après la dernière rencontre."), "/coordination/edition", _l("Changer la date")),
    "no-map": (_l("Aucun lien ne mène à un plan du lieu."), "/coordination/edition", _l("Ajouter le lien")),
}  # fmt: skip
CHECKS: Mapping[str, Any] = {
    "sender": _l("L’adresse d’envoi"), "smtp": _l("Le serveur de courriel"), "inbox": _l("La boîte de réception"),
}  # fmt: skip
SAID: Mapping[tuple[str, str], Any] = {
    ("sender", "ok"): _l("Les invitations partent de %(detail)s, et leurs réponses y reviennent."),
    ("sender", "example"): _l("Les invitations partiraient de %(detail)s, une adresse d’exemple : donnez la vôtre (BRIGADE_ORGANIZER)."),
    ("smtp", "ok"): _l("Il répond, et accepte cette adresse d’envoi."),
    ("smtp", "files"): _l("Aucun n’est nommé : les courriels deviennent des fichiers (BRIGADE_MAIL_SERVER)."),
    ("smtp", "sender"): _l("Il répond, mais refuse cette adresse d’envoi (%(detail)s)."),
    ("inbox", "ok"): _l("Elle se laisse lire : les réponses des agendas sont notées."),
    ("inbox", "none"): _l("Aucune n’est nommée : les réponses des agendas ne sont pas lues (BRIGADE_INBOX_IMAP_HOST ou BRIGADE_INBOX_MAILDIR)."),
    ("inbox", "unreadable"): _l("Elle ne se laisse pas lire (%(detail)s)."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to mend."""

    sentence: str
    href: str
    label: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Tested:
    """One check of the mail: what it is about, how it went, in words."""

    what: str
    good: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class MailTest:
    """The last try; None at `at` when there was none."""

    at: datetime | None
    lines: list[Tested]


def lines(edition: Edition, now: datetime) -> list[Line]:
    """What is missing, what blocks first."""
    return [_line(problem) for problem in readiness.problems(edition, now)]


def mail_test(edition: Edition) -> MailTest:
    """What the newest try of this edition's coordinators said."""
    mine = Entry.edition_id == edition.id, Entry.act == "test-mail"
    entry = db.session.scalar(select(Entry).where(*mine).order_by(Entry.id.desc()).limit(1))
    if entry is None:
        return MailTest(None, [])
    checks = [preflight.Check(*each) for each in entry.facts["checks"]]
    return MailTest(entry.at, [Tested(str(CHECKS[check.what]), check.code == "ok", _said(check)) for check in checks])


def _line(problem: readiness.Problem) -> Line:
    if problem.code in WORDS:
        sentence, href, label = WORDS[problem.code]
        return Line(str(sentence), href, str(label), problem.blocks)
    sentence, href, label = _counted(problem.code, problem.number)
    return Line(sentence, href, str(label), problem.blocks)


def _counted(code: str, number: int) -> tuple[str, str, Any]:
    """Those that count something."""
    if code == "few-tables":
        text = ngettext(
            "Il manque %(num)s table pour que toute la brigade puisse recevoir à la fois.",
            "Il manque %(num)s tables pour que toute la brigade puisse recevoir à la fois.", number,
        )  # fmt: skip
        return text, "/coordination/tables", _l("Ajouter des tables")
    if code == "phases-missing":
        text = ngettext("%(num)s phase du programme n’est pas décrite.", "%(num)s phases du programme ne sont pas décrites.", number)
        return text, "/coordination/phases", _l("Décrire les phases")
    if code == "experts-closed":
        text = ngettext(
            "%(num)s personne de la brigade n’a ouvert aucune plage.",
            "%(num)s personnes de la brigade n’ont ouvert aucune plage.", number,
        )  # fmt: skip
        return text, "/coordination/silent", _l("Voir qui, et leur écrire")
    text = ngettext(
        "%(num)s personne de la brigade n’a aucune spécialité principale.",
        "%(num)s personnes de la brigade n’ont aucune spécialité principale.", number,
    )  # fmt: skip
    return text, "/coordination/people", _l("Voir la brigade")


def _said(check: preflight.Check) -> str:
    words = SAID.get((check.what, check.code))
    if words is None:
        return f"{REASONS[check.code]} ({check.detail})" if check.detail else str(REASONS[check.code])
    return str(words) % {"detail": check.detail}
