"""Ranking 500 experts for one need, as a multiple of a scikit-learn TF-IDF cosine over the same texts.

    python -m tests.bench.bench_matching [--experts 500] [--rounds 7]

The demo's experts, each with the profiles of three others shuffled in until there are 500 different ones, and the
labelled needs that matching may be tuned on. Both rank every need; they take turns because the machine is shared, and
a figure is the median of the rounds. The encoder remembers what it has read, so each need gets a blank more each time:
that is the first look at a need; "again" is every further one, and "words alone" does without the encoder.

The cosine is what a morning's work would give: one matrix of profiles, one product. It knows no spelling, no second
language, no specialty and no reason. Memory is measured in a fresh process for each line, because what one index makes
the next one shares.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from multiprocessing import get_context
from statistics import median

from sklearn.feature_extraction.text import TfidfVectorizer

from brigade import matching
from brigade.cli import labelled
from brigade.matching import Expert, Index, Need

Ranker = Callable[[Need], object]


def main() -> None:
    """Print one line for each figure."""
    options = _options()
    for title, build in (("TF-IDF", _cosine), ("words alone", _words_alone), ("words and meaning", _everything)):
        with get_context("spawn").Pool(1) as fresh:
            first, again, megabytes = fresh.apply(_cost, (build, options.experts))
        print(f"{title}: index in {first:.2f} s, a new revision in {again:.2f} s, {megabytes:.0f} MB")
    _compare(crowd(options.experts), options.rounds)


def crowd(number: int) -> list[Expert]:
    """As many different experts: sentences, languages and specialties of the demo's, dealt anew with a fixed seed."""
    known, deal = labelled.experts(), random.Random(6)
    sentences = [sentence for expert in known for sentence in expert.words.split(". ")]
    return [
        replace(
            like, slug=f"{like.slug}-{nth}", words=". ".join(deal.sample(sentences, 12)),
            main=deal.choice(known).main, secondary=deal.choice(known).secondary,
        )
        for nth, like in ((nth, known[nth % len(known)]) for nth in range(number))
    ]  # fmt: skip


def _compare(experts: Sequence[Expert], rounds: int) -> None:
    needs = [each.need for each in labelled.needs("tune")]
    rankers = {
        "TF-IDF": _cosine(experts), "words alone": _words_alone(experts), "words and meaning": _everything(experts),
        "words and meaning, again": _remembered(experts),
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in rankers}
    for ranker in rankers.values():
        _time(ranker, needs)
    for _ in range(rounds):
        for name, ranker in rankers.items():
            times[name].append(_time(ranker, needs))
    base = median(times["TF-IDF"])
    for name, found in times.items():
        print(f"{name}: {1000 * median(found):.2f} ms a need, {median(found) / base:.1f} times the cosine")


def _time(ranker: Ranker, needs: Sequence[Need]) -> float:
    began = time.perf_counter()
    for need in needs:
        ranker(need)
    return (time.perf_counter() - began) / len(needs)


def _cosine(experts: Sequence[Expert]) -> Ranker:
    vectorizer = TfidfVectorizer()
    rows = vectorizer.fit_transform([expert.words for expert in experts])
    slugs = [expert.slug for expert in experts]

    def ranked(need: Need) -> object:
        scores = (rows @ vectorizer.transform([need.text]).T).toarray()[:, 0]
        return [(slugs[nth], scores[nth]) for nth in (-scores).argsort(kind="stable")]

    return ranked


def _words_alone(experts: Sequence[Expert]) -> Ranker:
    index = replace(matching.build(labelled.specialties(), experts), meaning=None)
    return lambda need: matching.rank(index, need)


def _remembered(experts: Sequence[Expert]) -> Ranker:
    index = _index(experts)
    return lambda need: matching.rank(index, need)


def _everything(experts: Sequence[Expert]) -> Ranker:
    index, blanks = _index(experts), count(1)
    return lambda need: matching.rank(index, replace(need, title=need.title + " " * next(blanks)))


def _index(experts: Sequence[Expert]) -> Index:
    """With every example read, as a web process has it after its start."""
    index = matching.build(labelled.specialties(), experts)
    matching.suggest(index, "Vendre nos billets en ligne")
    return index


def _cost(build: Callable[[Sequence[Expert]], Ranker], number: int) -> tuple[float, float, float]:
    """Seconds of the first index of a process, seconds of the next, and megabytes that the first one added."""
    experts = crowd(number)
    before, began = _megabytes(), time.perf_counter()
    build(experts)
    first, added = time.perf_counter() - began, _megabytes() - before
    began = time.perf_counter()
    build(experts)
    return first, time.perf_counter() - began, added


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--experts", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    main()
