"""What is kept of meanings is what was read, whatever has become of the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from brigade.matching import kept

VECTORS = {text: np.random.default_rng(n).random(8).astype("<f4") for n, text in enumerate(["billet", "é\n", ""])}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "deep" / "meaning.npy"
    monkeypatch.setattr(kept, "_file", lambda: place)
    return place


def test_what_was_read_is_found_and_nothing_else(file: Path) -> None:
    assert kept.find(VECTORS) == {}
    kept.keep(VECTORS)
    found = kept.find([*VECTORS, "infolettre"])
    assert found.keys() == VECTORS.keys()
    assert all((found[text] == VECTORS[text]).all() for text in VECTORS)


def test_two_who_keep_add_to_each_other(file: Path) -> None:
    kept.keep({"billet": VECTORS["billet"]})
    kept.keep({"": VECTORS[""]})
    assert kept.find(VECTORS).keys() == {"billet", ""}


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", b"nonsense", b"PK\x03\x04", np.arange(3).tobytes()])
def test_a_broken_file_is_none_and_is_written_anew(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    assert kept.find(VECTORS) == {}
    kept.keep(VECTORS)
    assert kept.find(VECTORS).keys() == VECTORS.keys()
    assert [each.name for each in file.parent.iterdir()] == [file.name], "nothing half-written stays"


def test_beyond_its_measure_old_rows_go(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    kept.keep({"old": VECTORS[""]})
    kept.keep({"billet": VECTORS["billet"], "é\n": VECTORS["é\n"]})
    assert kept.find(["old", "billet", "é\n"]).keys() == {"billet", "é\n"}


def test_where_nothing_can_be_written_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    monkeypatch.setattr(kept, "_file", lambda: tmp_path / "taken" / "meaning.npy")
    kept.keep(VECTORS)
    assert kept.find(VECTORS) == {}
