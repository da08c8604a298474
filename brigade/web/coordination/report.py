"""What the programme did, for whoever pays for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import render_template

from brigade import clock
from brigade.language import ngettext
from brigade.queries import judging
from brigade.queries import report as reports
from brigade.queries.organizations import DISCIPLINES
from brigade.web import access
from brigade.web.coordination.blueprint import bp
from brigade.web.forms.organization import KINDS


@bp.get("/report", endpoint="report")
@access.as_coordinator
def report_page() -> str:
    """Figures with their definitions, as pictures and tables; made to be printed."""
    now = clock.now()
    found = reports.report(access.current_edition(), now)
    return render_template(
        "coordination/report.html", report=found, now=now, wait=_span(found.wait) if found.wait is not None else "–",
        heard=judging.heard(access.current_edition()),
        kinds=_named(found.kinds, dict(KINDS)), disciplines=_named(found.disciplines, dict(DISCIPLINES)),
    )  # fmt: skip


def _named(bars: list[reports.Bar], words: dict[str, object]) -> list[reports.Bar]:
    return [replace(bar, label=str(words.get(bar.label, bar.label))) for bar in bars]


def _span(time: timedelta) -> str:
    """In the unit that says enough."""
    hours = round(time / timedelta(hours=1))
    if hours < 48:
        return ngettext("%(num)s heure", "%(num)s heures", hours)
    return ngettext("%(num)s jour", "%(num)s jours", round(hours / 24))
