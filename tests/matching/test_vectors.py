"""Vectors are kept for the next process, and what was kept is never trusted further than it can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from brigade.matching import vectors

TEXTS = [f"Besoin {n}" for n in range(vectors.MANY)]


class Reader:
    """Reads texts as numbers, and counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, texts: list[str]) -> Any:
        self.times += 1
        return np.array([[float(len(text)), float(hash(text) % 97)] for text in texts], dtype=np.float32)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def files() -> list[Path]:
    return sorted(vectors.folder().glob("*"))


def test_the_next_process_reads_the_same_numbers_from_the_file() -> None:
    first, second = Reader(), Reader()
    assert np.array_equal(vectors.kept(TEXTS, first), vectors.kept(TEXTS, second))
    assert (first.times, second.times, len(files())) == (1, 0, 1)


def test_other_texts_and_another_encoder_are_read_and_only_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, changed = Reader(), [*TEXTS[:-1], "Autre chose"]
    vectors.kept(TEXTS, reader)
    assert np.array_equal(vectors.kept(changed, reader), Reader()(changed))
    monkeypatch.setattr(vectors, "version", lambda _name: "99")
    vectors.kept(changed, reader)
    assert (reader.times, len(files())) == (3, 1)


@pytest.mark.parametrize("length", [0, 5, 200, 4000])
def test_a_file_that_was_cut_short_is_made_again(length: int) -> None:
    wanted = vectors.kept(TEXTS, Reader())
    [path] = files()
    path.write_bytes(path.read_bytes()[:length])
    reader = Reader()
    assert np.array_equal(vectors.kept(TEXTS, reader), wanted) and reader.times == 1
    assert np.array_equal(vectors.kept(TEXTS, reader), wanted) and reader.times == 1


def test_few_texts_leave_no_file() -> None:
    vectors.kept(TEXTS[:-1], Reader())
    assert files() == []


def test_without_a_place_to_keep_them_they_are_read(home: Path) -> None:
    (home / "brigade").write_text("a file where the folder should be")
    reader = Reader()
    assert np.array_equal(vectors.kept(TEXTS, reader), Reader()(TEXTS)) and reader.times == 1


def test_without_a_home_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    reader = Reader()
    assert np.array_equal(vectors.kept(TEXTS, reader), Reader()(TEXTS)) and reader.times == 1
