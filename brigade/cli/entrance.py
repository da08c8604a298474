"""What `serve` prints: where the pages are, and in the demo one way in for each kind of person."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app
from sqlalchemy import exists, select

from brigade.clock import now
from brigade.database import db
from brigade.domain import sign_in
from brigade.language import gettext as _
from brigade.models import Edition, Expert, Need, Person, Seat
from brigade.queries import editions


def entrance() -> str:
    """The lines. In the demo they hold new sign-in links, mailed to nobody; their rows are in this transaction."""
    lines = [_("Brigade est prête : %(url)s", url=current_app.config["PUBLIC_URL"])]
    lines.append(_("Les données sont dans %(path)s", path=current_app.instance_path))
    edition = editions.current()
    if edition is not None and edition.is_demo:
        lines += _ways_in(edition)
    elif db.session.scalar(select(Person.id).where(Person.is_coordinator).limit(1)) is None:
        lines.append(_("Personne ne coordonne encore. Dans un autre terminal : python3 -m brigade coordinator ADRESSE"))
    return "\n".join([*lines, _("Ctrl-C arrête tout.")])


def _ways_in(edition: Edition) -> Iterator[str]:
    yield _("Démo : entrez comme… (chaque lien sert une fois, pendant 20 minutes)")
    for role, person, back in (
        (_("organisme"), _author(edition), "/needs"),
        (_("expert·e"), _expert(edition), "/expert/agenda"),
        (_("coordination"), _coordinator(), "/coordination/board"),
    ):
        if person is not None:
            yield f"  {role:<13}{person.name:<22}{_link(person, back)}"
    if not current_app.config["MAIL_SERVER"]:
        yield _("Tous les courriels : %(url)s", url=current_app.config["PUBLIC_URL"] + "/mailbox")


def _link(person: Person, back: str) -> str:
    secret = current_app.config["SECRET_KEY"]
    _token, raw = sign_in.mint_link(person.email, person.language, secret=secret, now=now(), back=back)
    return f"{current_app.config['PUBLIC_URL']}/sign-in/{raw}"


def _author(edition: Edition) -> Person | None:
    """Somebody whose need still waits for a place."""
    waits = ~exists().where(Seat.need_id == Need.id)
    return db.session.scalar(
        select(Person).join(Need, Need.author_id == Person.id)
        .where(Need.edition_id == edition.id, Need.state == "open", waits).order_by(Need.id).limit(1)
    )  # fmt: skip


def _expert(edition: Edition) -> Person | None:
    """Somebody who has a session already."""
    return db.session.scalar(
        select(Person).join(Expert, Expert.person_id == Person.id).join(Seat, Seat.expert_id == Expert.id)
        .where(Expert.edition_id == edition.id).order_by(Expert.id).limit(1)
    )  # fmt: skip


def _coordinator() -> Person | None:
    return db.session.scalar(select(Person).where(Person.is_coordinator).order_by(Person.id).limit(1))
