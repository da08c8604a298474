"""The desk's table of contents: its sections, and the pages of each, in the order in which a coordinator needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brigade.language import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the navigation; `pages` are (endpoint, label), the first is where the entry leads."""

    label: Any
    pages: tuple[tuple[str, Any], ...]


SECTIONS = (
    Section(_l("Tableau"), (("coordination.board", _l("Tableau")),)),
    Section(
        _l("Jour J"),
        (("coordination.day", _l("La journée")), ("coordination.walk_in", _l("Sans rendez-vous")),
         ("coordination.screen", _l("Grand écran")), ("coordination.paper", _l("Sur papier"))),
    ),
    Section(
        _l("Besoins"),
        (
            ("coordination.needs", _l("Besoins")), ("coordination.waitlist", _l("Liste d’attente")),
            ("coordination.matching", _l("Jumelage")), ("coordination.gauge", _l("Jauge")),
        ),
    ),
    Section(
        _l("Propositions"),
        (("coordination.proposals", _l("Propositions")), ("coordination.absence", _l("Une absence")),
         ("coordination.opening", _l("Première ronde")), ("coordination.clinics", _l("Petits groupes"))),
    ),
    Section(
        _l("Personnes"),
        (
            ("coordination.people", _l("Brigade")), ("coordination.organizations", _l("Organismes")),
            ("coordination.rosters", _l("Importer")), ("coordination.silent", _l("Sans réponse")),
            ("coordination.duplicates", _l("Doublons")),
        ),
    ),
    Section(
        _l("Courriels"),
        (
            ("coordination.outbox", _l("Boîte d’envoi")), ("coordination.messages", _l("Messages à plusieurs")),
            ("coordination.answers", _l("Réponses")),
        ),
    ),
    Section(
        _l("Bilan"),
        (
            ("coordination.report", _l("Bilan")), ("coordination.exports", _l("Exporter")),
            ("coordination.tools", _l("Outils du conseil")),
        ),
    ),
    Section(
        _l("Édition"),
        (
            ("coordination.checklist", _l("À faire")), ("coordination.edition", _l("Édition")),
            ("coordination.phases", _l("Phases")), ("coordination.grid", _l("Grille")),
            ("coordination.tables", _l("Tables")), ("coordination.specialties", _l("Spécialités")),
            ("coordination.editions", _l("Toutes les éditions")),
        ),
    ),
    Section(_l("Journal"), (("coordination.journal", _l("Journal")),)),
)  # fmt: skip
