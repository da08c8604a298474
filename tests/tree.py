"""The tree as the house's guards read it: every file of the product parsed once, and what it imports or says.

Reading the source was preferred to importing it: a guard must also see the file that fails to import.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "templates"
VERSIONS = ROOT / "brigade" / "migrations" / "versions"  # generated, then frozen


@cache
def files() -> tuple[Path, ...]:
    """Every Python file of the product, generated migrations left out."""
    return tuple(sorted(path for path in (ROOT / "brigade").rglob("*.py") if VERSIONS not in path.parents))


@cache
def templates() -> tuple[Path, ...]:
    """Every template: pages, pieces and letters."""
    return tuple(sorted(path for path in TEMPLATES.rglob("*") if path.is_file()))


@cache
def parsed(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, line: int) -> str:
    """brigade/web/public.py:12"""
    return f"{path.relative_to(ROOT)}:{line}"


def module(path: Path) -> str:
    """The dotted name of a file: brigade.web.public; a package's own file is named like its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything the file imports, wherever it does: `from a import b` is a.b."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def within(name: str, packages: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of these or lies in one of them."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    """Every call of a function or method of one of these names."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and called(node) in names:
            yield node


def called(node: ast.Call) -> str:
    """The last name of what is called: `db.session.commit()` is commit."""
    return getattr(node.func, "id", None) or getattr(node.func, "attr", "")


def pattern(node: ast.expr | None) -> str:
    """A string literal as it is; an f-string with * for each of its values; "" for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(pattern(part) if isinstance(part, ast.Constant) else "*" for part in node.values)
    return ""
