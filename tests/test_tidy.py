"""Lines, imports and names as the rules in pyproject.toml want them; types are for `mypy`, which takes longer."""

from __future__ import annotations

import subprocess
import sys

from tests.tree import ROOT


def test_ruff_finds_nothing() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format=concise", "."], cwd=ROOT,
        capture_output=True, text=True,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout
