"""What runs before anything is installed, and the locks it installs from."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from brigade import __main__ as start

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {path.stem: path.read_text() for path in ROOT.glob("*.lock")}


def pins(lock: str) -> dict[str, set[str]]:
    """Name → the versions pinned (a package may have one for each range of Pythons)."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_the_start_needs_nothing_but_python() -> None:
    nodes = list(ast.walk(ast.parse((ROOT / "brigade" / "__main__.py").read_text())))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


@pytest.mark.parametrize("lock", ["base", "postgres", "test"])
def test_every_package_of_a_lock_has_hashes_and_no_address(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9-]+==)", LOCKS[lock].split("\n", 2)[2])
    assert len(entries) > 20
    assert all(entry.count("--hash=sha256:") for entry in entries)
    assert not re.search(r"https?:|index-url|find-links", LOCKS[lock])


@pytest.mark.parametrize(("smaller", "larger"), [("base", "postgres"), ("postgres", "test")])
def test_locks_agree(smaller: str, larger: str) -> None:
    small, large = pins(LOCKS[smaller]), pins(LOCKS[larger])
    assert small == {name: large.get(name) for name in small}


def test_the_locks_hold_what_the_project_says_it_needs() -> None:
    wanted = re.findall(r'^    "([a-z0-9-]+)', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert {name for name in wanted if name != "brigade"} <= set(pins(LOCKS["test"]))


@pytest.mark.parametrize(
    ("arguments", "database", "lock"),
    [
        ([], "", "base"),
        (["serve", "--port", "8080"], "sqlite:////srv/brigade.sqlite", "base"),
        (["check"], "postgres://host/brigade", "postgres"),
        (["test", "-x"], "", "test"),
        (["test"], "postgresql://host/brigade", "test"),
    ],
)
def test_a_command_installs_what_it_needs(
    arguments: list[str], database: str, lock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    assert start.lock_for(arguments).stem == lock


def test_a_lock_is_installed_once_and_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, done = tmp_path / "base.txt", []
    lock.write_text("flask==3.1.3\n")
    monkeypatch.setattr(start, "VENV", tmp_path / "venv")
    monkeypatch.setattr(start, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(start, "run_pip", lambda lock: done.append(lock.read_text()))
    start.install(lock)
    start.install(lock)
    assert done == ["flask==3.1.3\n"]
    lock.write_text("flask==3.1.4\n")
    start.install(lock)
    assert done == ["flask==3.1.3\n", "flask==3.1.4\n"]


def test_what_failed_to_install_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "base.txt"
    lock.write_text("there-is-no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(start, "VENV", tmp_path / "venv")
    monkeypatch.setattr(start, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for _ in range(2):
        with pytest.raises(SystemExit) as ended:
            start.install(lock)
        assert ended.value.code == 1
