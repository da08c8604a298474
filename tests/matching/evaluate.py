"""How well matching understands the labelled needs: `python -m tests.matching.evaluate [tune|kept] [--misses]`.

For each need: is a right specialty among the first three suggestions; is the first expert acceptable; how good are the
first five (NDCG with gains 3 for best and 1 for acceptable); is an off-topic need answered by no expert at all. Beside
matching stand two baselines, which get the same needs:

- checkboxes: a specialty is ticked when its name or a synonym of it stands in the text, and experts are ordered by how
  many of the ticked ones they have, ties by slug;
- tf-idf: words as they are, without stems, between the need and the texts of specialties and of experts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sklearn.feature_extraction.text import TfidfVectorizer

from brigade import matching
from brigade.cli import labelled
from brigade.cli.labelled import Labelled
from brigade.matching.fitting import ndcg
from brigade.matching.subjects import texts
from brigade.matching.text import fold

FIRST = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine says to one need: specialties and allowed experts, best first."""

    specialties: Sequence[str]
    experts: Sequence[str]


Engine = Callable[[Labelled], Answer]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares in [0, 1]; `misses` are the ids of needs without a right specialty, and with a wrong first expert."""

    understood: float
    acceptable: float
    ndcg: float
    honest: float
    misses: tuple[tuple[str, ...], tuple[str, ...]]


def figures(engine: Engine, needs: Iterable[Labelled]) -> Figures:
    """The engine over these needs; those for which no expert is acceptable count for specialties alone."""
    answers = [(need, engine(need)) for need in needs]
    told = [(need, answer) for need, answer in answers if not need.off_topic]
    helped = [(need, answer) for need, answer in told if need.grades]
    off = [answer for need, answer in answers if need.off_topic]
    lost = [need.id for need, answer in told if need.specialties.isdisjoint(answer.specialties[:FIRST])]
    wrong = [need.id for need, answer in helped if not set(answer.experts[:1]) & need.grades.keys()]
    return Figures(
        understood=1 - len(lost) / len(told), acceptable=1 - len(wrong) / len(helped),
        ndcg=sum(ndcg(answer.experts, need.grades) for need, answer in helped) / len(helped),
        honest=sum(not answer.experts for answer in off) / len(off), misses=(tuple(lost), tuple(wrong)),
    )  # fmt: skip


def ours() -> Engine:
    """Matching, as the pages use it."""
    index = matching.build(labelled.specialties(), labelled.experts())

    def answer(need: Labelled) -> Answer:
        ranked = matching.rank(index, need.need)
        allowed = [match.expert for match in ranked if not match.obstacles]
        return Answer([found.specialty for found in matching.suggest(index, need.need.text)], allowed)

    return answer


def checkboxes() -> Engine:
    """See above."""
    known = {s.slug: {fold(text) for text in texts(s)} for s in labelled.specialties()}
    experts = {e.slug: e for e in labelled.experts()}

    def answer(need: Labelled) -> Answer:
        said = fold(need.need.text)
        ticked = [slug for slug, names in known.items() if any(name in said for name in names)]
        overlap = {
            slug: len((e.main | e.secondary) & set(ticked)) for slug, e in experts.items()
            if need.need.language in e.languages
        }  # fmt: skip
        return Answer(ticked, _ordered(overlap))

    return answer


def tf_idf() -> Engine:
    """See above."""
    specialties, experts = labelled.specialties(), labelled.experts()
    names = {s.slug: " ".join(texts(s)) for s in specialties}
    told = {e.slug: " ".join([e.words, *(names[s] for s in sorted(e.main | e.secondary))]) for e in experts}
    like_specialty, like_expert = _likeness(names), _likeness(told)
    speaks = {e.slug: e.languages for e in experts}

    def answer(need: Labelled) -> Answer:
        found = like_expert(need.need.text)
        spoken = {slug: weight for slug, weight in found.items() if need.need.language in speaks[slug]}
        return Answer(_ordered(like_specialty(need.need.text)), _ordered(spoken))

    return answer


def _likeness(texts: dict[str, str]) -> Callable[[str], dict[str, float]]:
    vectorizer = TfidfVectorizer()
    rows = vectorizer.fit_transform(texts.values())
    return lambda said: dict(zip(texts, (rows @ vectorizer.transform([said]).T).toarray()[:, 0], strict=True))


def _ordered(weights: dict[str, float] | dict[str, int]) -> list[str]:
    return sorted((slug for slug, weight in weights.items() if weight), key=lambda slug: (-weights[slug], slug))


def main(halves: Sequence[str], show_misses: bool) -> None:
    """Print a line for each engine and half."""
    print(f"{'':22} {'right specialty in 3':>21} {'first expert fits':>18} {'NDCG@5':>7} {'off-topic honest':>17}")
    for half in halves:
        needs = labelled.needs(half)
        for name, engine in (("matching", ours()), ("checkboxes", checkboxes()), ("tf-idf", tf_idf())):
            found = figures(engine, needs)
            print(
                f"{half + ', ' + name:22} {found.understood:>21.1%} {found.acceptable:>18.1%} {found.ndcg:>7.3f} "
                f"{found.honest:>17.0%}"
            )
            if show_misses and name == "matching":
                print("  not understood:", *found.misses[0], "\n  wrong first expert:", *found.misses[1])


if __name__ == "__main__":
    asked = [word for word in sys.argv[1:] if not word.startswith("-")]
    main(asked or ["tune", "kept"], "--misses" in sys.argv)
