"""People who cannot be invited by anyone yet."""

from __future__ import annotations

import click

from brigade.cli import desk
from brigade.clock import now
from brigade.database import db
from brigade.domain import people
from brigade.queries import editions


@desk.command()
@click.argument("email")
def coordinator(email: str) -> None:
    """Make EMAIL a coordinator and send the welcome."""
    person = people.add_coordinator(editions.current(), email, by=None, now=now())
    db.session.commit()
    click.echo(person.email)
