"""The administrator's way to let matching learn: re-fit its weights, read before and after, and apply them or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import click
from sqlalchemy import func, select

from brigade import clock, matching
from brigade.cli import Unable, desk, labelled
from brigade.database import db
from brigade.domain import fit, judging
from brigade.language import gettext as _
from brigade.matching import fitting
from brigade.models import Booking, Edition, Expert, Feedback, Need, Verdict
from brigade.queries import editions

GOOD = 3  # a session this useful speaks for its match, a less useful one against it


@desk.command()
@click.option("--apply", is_flag=True, help="Use the new weights from now on.")
@click.option("--reset", is_flag=True, help="Go back to the weights that matching came with.")
def weights(apply: bool, reset: bool) -> None:
    """Fit the weights of matching to the labelled needs, the coordinators' verdicts and the feedback after sessions.

    Prints each weight and the quality before and after, and changes nothing without --apply.
    """
    edition = editions.current()
    if edition is None:
        raise Unable(_("Aucune édition n’existe encore."))
    if reset:
        judging.weigh(edition, None, by=None, now=clock.now())
        db.session.commit()
        click.echo(_("Le jumelage utilise de nouveau ses poids d’origine."))
        return
    before, learned = fit.weights(edition), list(_labelled())
    heard = list(told(edition))
    after = fitting.fit(learned + heard, before, _show)
    _print(before, after, learned, heard)
    if apply and after != before:
        judging.weigh(edition, fitting.as_table(after), by=None, now=clock.now())
        db.session.commit()
        click.echo(_("Ces poids servent à partir de maintenant."))
    elif after != before:
        click.echo(_("Rien n’a changé. Avec --apply, ces poids serviront."))


def _labelled() -> Iterator[fitting.Case]:
    """The half of the labelled needs that may be learned from."""
    needs = [need for need in labelled.needs("tune") if need.grades]
    index = matching.build(labelled.specialties(), labelled.experts()) if needs else None
    yield from (fitting.Case(index, need.need, need.grades) for need in needs if index)


def told(edition: Edition) -> Iterator[fitting.Case]:
    """What people said in this edition: need by need, the experts who were right for it and those who were not.

    Feedback counts by its mean; where a coordinator judged the match, that verdict counts alone.
    """
    verdicts = (
        select(Need, Expert.slug, Verdict.is_good).join(Verdict, Verdict.need_id == Need.id)
        .join(Expert, Expert.id == Verdict.expert_id).where(Need.edition_id == edition.id)
    )  # fmt: skip
    feedback = (
        select(Need, Expert.slug, func.avg(Feedback.score) >= GOOD).join(Booking, Booking.need_id == Need.id)
        .join(Feedback, Feedback.booking_id == Booking.id).join(Expert, Expert.id == Booking.expert_id)
        .where(Need.edition_id == edition.id).group_by(Need.id, Expert.id)
    )  # fmt: skip
    words: defaultdict[Need, dict[str, bool]] = defaultdict(dict)
    for need, slug, is_good in [*db.session.execute(feedback), *db.session.execute(verdicts)]:
        words[need][slug] = bool(is_good)
    index = fit.index(edition)
    for need, said in words.items():
        good, bad = (frozenset(slug for slug, is_good in said.items() if is_good is each) for each in (True, False))
        yield fitting.Case(index, fit.as_value(need), good=good, bad=bad)


def _show(name: str, value: float) -> None:
    click.echo(f"  {name:14} {value:.4f}", err=True)


def _print(
    before: matching.Weights, after: matching.Weights, learned: list[fitting.Case], told: list[fitting.Case]
) -> None:
    old, new = fitting.as_table(before), fitting.as_table(after)
    click.echo(f"{'':16}{_('avant'):>10}{_('après'):>10}")
    for name in fitting.names():
        click.echo(f"{name:16}{old[name]:>10.4f}{new[name]:>10.4f}")
    for label, cases in ((_("besoins étiquetés"), learned), (_("avis reçus"), told)):
        if cases:
            line = (fitting.quality(cases, each) for each in (before, after))
            click.echo(f"{label + f' ({len(cases)})':26}" + "".join(f"{value:>10.4f}" for value in line))
