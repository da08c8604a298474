"""What was said of matches: a need's verdicts, and how much there is to learn from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from brigade.database import db
from brigade.models import Booking, Edition, Expert, Feedback, Need, Verdict


@dataclass(frozen=True, slots=True)
class Heard:
    """How many verdicts were good and bad; feedback by its score, 1 to 4."""

    good: int
    bad: int
    scores: dict[int, int]

    @property
    def feedback(self) -> int:
        """How many said how it was."""
        return sum(self.scores.values())

    @property
    def useful(self) -> float | None:
        """Share of those who found it useful or very useful."""
        return (self.scores[3] + self.scores[4]) / self.feedback if self.feedback else None


def verdicts(need: Need) -> dict[str, bool]:
    """Slug of an expert → whether a coordinator found the match good."""
    rows = select(Expert.slug, Verdict.is_good).join(Verdict, Verdict.expert_id == Expert.id)
    return dict(iter(db.session.execute(rows.where(Verdict.need_id == need.id))))


def heard(edition: Edition) -> Heard:
    """Over the whole edition: two queries."""
    said = select(Verdict.is_good, func.count()).join(Need, Need.id == Verdict.need_id)
    found = Counter(dict(iter(db.session.execute(said.where(Need.edition_id == edition.id).group_by(Verdict.is_good)))))
    told = select(Feedback.score, func.count()).join(Booking, Booking.id == Feedback.booking_id)
    scores = dict(iter(db.session.execute(told.where(Booking.edition_id == edition.id).group_by(Feedback.score))))
    return Heard(found[True], found[False], {score: scores.get(score, 0) for score in (1, 2, 3, 4)})
