"""The day in one file: it carries its own style, and opens on any phone without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import render_template

from brigade.calendars.text import one_line
from brigade.language import day as day_name
from brigade.language import gettext as _
from brigade.language import hour, ngettext, opening, own, short_day, zone_name
from brigade.mail.letters import Letter, compose
from brigade.mail.mime import Attachment
from brigade.mail.notices import Fact, Notice

STYLE = Path(__file__).resolve().parents[2] / "static" / "paper.css"


def file(pack: Any, language: str) -> Attachment:
    """The file, in that language; `pack` as `queries.offline` finds it."""
    with own(language):
        page = render_template("mail/pack.html", pack=pack, style=STYLE.read_text(encoding="utf-8"), locale=language)
    return Attachment(f"brigade-{pack.day}.html", "html", page.encode())


def letter(pack: Any, language: str, name: str) -> Letter:
    """The letter that brings it."""
    edition = pack.edition
    with own(language):
        count = ngettext("%(num)s rencontre", "%(num)s rencontres", pack.number)
        first = _("la première à %(when)s", when=hour(pack.first, edition.zone)) if pack.first else ""
        notice = Notice(
            subject=_("La journée en un fichier : %(day)s", day=short_day(pack.day)),
            title=_("La journée, même sans réseau"),
            lead=_("Gardez le fichier joint sur votre téléphone : il s’ouvre sans réseau, et s’imprime."),
            facts=[
                Fact(opening(day_name(pack.day)), count, first),
                Fact(_("Où"), one_line(edition.venue), zone_name(edition.zone)),
            ],
            lines=[
                _("Il dit ce qui était vrai à l’envoi. "
                  "Le code sur chaque feuille dit combien de changements ont suivi.")
            ],
            label=_("Ouvrir la journée"), path="/coordination/day",
        )  # fmt: skip
    return compose("notice", language, edition, notice=notice, name=one_line(name))
