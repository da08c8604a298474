"""Web servers read needs in several threads at once; each must read what it would have read alone."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from brigade.matching import text

WORDS = [f"{stem}{end}" for stem in ("programm", "organis", "communic", "nation", "relation") for end in
         ("ation", "ations", "al", "alement", "er", "ing", "ization", "iseur", "euse", "ement")]  # fmt: skip


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns a thousand times more often than usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_threads_do_not_disturb_each_others_words(hurried: None) -> None:
    alone = [text.term.__wrapped__(word) for word in WORDS]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(text.term.__wrapped__, WORDS * 20))
    assert together == alone * 20
