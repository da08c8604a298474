"""The self-audit, for a terminal or a nightly job: silent unless something is wrong."""

from __future__ import annotations

import click

from brigade.cli import Unable, desk
from brigade.clock import now
from brigade.database import reading
from brigade.language import gettext as _
from brigade.queries import audit


@desk.command(migrates=False)
def check() -> None:
    """Audit the live data; exit 1 with a sentence for each thing that is wrong."""
    with reading():
        problems = audit.problems(now())
    if problems:
        raise Unable("\n".join(problems))
    click.echo(_("Tout est en ordre."))
