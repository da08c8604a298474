"""Readable ids for addresses: amelie-gagnon, amelie-gagnon-2 …"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection


def stem(name: str, otherwise: str, longest: int = 70) -> str:
    """The name in plain letters and hyphens; `otherwise` where nothing is left of it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-") or otherwise


def free(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or the first with a number that nobody has."""
    return next(slug for n in range(1, len(taken) + 2) if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken)
