"""The published draw: from a printed seed and a printed list of codes, anybody gets the same order.

A code stands for an organization without naming it, and each can find its own.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection

from sqlalchemy import select

from brigade.database import db
from brigade.models import Edition, Need, Organization

CODE = 10  # characters: two of 5,000 organizations share a code once in 90,000 editions


def new_seed() -> str:
    """A seed that nobody could foresee; short enough to be read out and typed."""
    return secrets.token_hex(8)


def code(organization: Organization) -> str:
    """What the list prints for it."""
    return hashlib.sha256(organization.uid.encode()).hexdigest()[:CODE]


def entrants(edition: Edition) -> list[Organization]:
    """The organizations that take part: those with an open need."""
    needy = select(Need.organization_id).where(Need.edition_id == edition.id, Need.state == "open")
    return list(db.session.scalars(select(Organization).where(Organization.id.in_(needy)).order_by(Organization.id)))


def order(seed: str, codes: Collection[str]) -> list[str]:
    """The codes in the order of SHA-256 over "seed:code", smallest first."""
    return sorted(set(codes), key=lambda each: digest(seed, each))


def digest(seed: str, entrant: str) -> str:
    """What is compared; printed beside each code, so that it can be computed again with any tool."""
    return hashlib.sha256(f"{seed}:{entrant}".encode()).hexdigest()


def lots(seed: str, codes: Collection[str]) -> dict[str, float]:
    """For each code its lot in (0, 1]: the first in the order has 1."""
    found = order(seed, codes)
    return {each: 1 - place / len(found) for place, each in enumerate(found)}
