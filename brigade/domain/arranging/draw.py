"""The published draw: from a printed seed and a printed list, anybody gets the same order."""

from __future__ import annotations

import hashlib
from collections.abc import Collection


def order(seed: str, organizations: Collection[str]) -> list[str]:
    """The ids in the order of SHA-256 over "seed:id", smallest first."""
    return sorted(set(organizations), key=lambda uid: digest(seed, uid))


def digest(seed: str, organization: str) -> str:
    """What is compared; printed beside each organization, so that it can be computed again with any tool."""
    return hashlib.sha256(f"{seed}:{organization}".encode()).hexdigest()


def lots(seed: str, organizations: Collection[str]) -> dict[str, float]:
    """For each id its lot in (0, 1]: the first in the order has 1."""
    found = order(seed, organizations)
    return {uid: 1 - place / len(found) for place, uid in enumerate(found)}
