"""Which engines the solver needs; asked without importing them, because they weigh hundreds of megabytes."""

from __future__ import annotations

from importlib.util import find_spec

NEEDED: tuple[str, ...] = ("ortools", "pysat")


def missing() -> list[str]:
    """Modules that are not installed: the `solver` extra brings them."""
    return [name for name in NEEDED if find_spec(name) is None]
