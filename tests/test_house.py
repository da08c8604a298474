"""The house's rules, read off the tree: who may import whom, who may write, how long things may get.

Each failure is a sentence that says what to do. The rules stand in DESIGN.md §3 and §4. Beyond it, `queries` may ask
`domain` (a page shows a free time by the very rule that the guard obeys), and everything may import `language`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tests import tree
from tests.tree import place

BASE = ("brigade.clock", "brigade.database", "brigade.language", "brigade.qr")
PURE = ("brigade.matching", "brigade.solver", "brigade.calendars")
MAIL = ("brigade.mail",)  # composing and posting; sending is the postman's, whom only the command line may start
POSTMAN = ("brigade.mail.postman",)
STATE = (*BASE, "brigade.models")

# What each layer may import of ours. The longest name that fits a file is its layer.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "brigade": ("brigade.config", "brigade.database", "brigade.migrations", "brigade.web", "brigade.cli"),
    "brigade.__main__": (),
    "brigade.clock": (),
    "brigade.database": (),
    "brigade.language": (),
    "brigade.qr": (),
    "brigade.config": ("brigade.database",),
    "brigade.models": STATE,
    "brigade.matching": ("brigade.matching",),
    "brigade.solver": ("brigade.solver",),
    "brigade.calendars": ("brigade.calendars",),
    "brigade.mail": (*STATE, *PURE, *MAIL),
    "brigade.mail.postman": (*STATE, *PURE, *MAIL, "brigade.domain", "brigade.queries", "brigade.config"),
    "brigade.domain": (*STATE, *PURE, *MAIL, "brigade.domain"),
    "brigade.queries": (*STATE, *PURE, *MAIL, "brigade.queries", "brigade.domain", "brigade.migrations"),
    "brigade.web": (*STATE, *PURE, *MAIL, "brigade.web", "brigade.domain", "brigade.queries", "brigade.config"),
    "brigade.cli": ("brigade",),
    "brigade.migrations": (*STATE, "brigade.migrations"),
}
FRAMEWORKS = (
    "flask", "flask_sqlalchemy", "flask_wtf", "flask_mail", "flask_babel", "flask_migrate", "sqlalchemy", "alembic",
    "wtforms", "werkzeug", "jinja2",
)  # fmt: skip
OF_THE_CALL = ("flask.request", "flask.session", "flask.g", "flask.current_app")
OUTERMOST = ("brigade.web", "brigade.cli", *POSTMAN, "brigade.migrations.env")
LONGEST_FILE, LONGEST_FUNCTION = 400, 30


def none_of(problems: Iterable[str]) -> None:
    """Fail with every problem on a line of its own."""
    found = sorted(problems)
    assert not found, "\n" + "\n".join(found)


def layer(name: str) -> str:
    """The longest key of MAY_IMPORT in which the module lies; "brigade" is only the package's own file."""
    fitting = [key for key in MAY_IMPORT if key != "brigade" and tree.within(name, (key,))]
    return max(fitting, key=len, default="brigade" if name == "brigade" else "")


def test_every_file_lies_in_a_layer() -> None:
    none_of(
        f"{place(path, 1)} lies in no layer: put it in one of DESIGN.md §3, or name its layer in MAY_IMPORT."
        for path in tree.files() if not layer(tree.module(path))
    )  # fmt: skip


def test_imports_run_one_way() -> None:
    none_of(
        f"{place(path, line)} imports {name}, but {own} may only import {', '.join(MAY_IMPORT[own]) or 'nothing'}: "
        "move what it needs to a lower layer, or do it in the caller."
        for path in tree.files()
        if (own := layer(tree.module(path)))
        for line, name in tree.imports(path)
        if tree.within(name, ("brigade",)) and not may(own, name)
    )


def may(own: str, name: str) -> bool:
    """Whether this layer may import that name."""
    if tree.within(name, POSTMAN):
        return own in (*POSTMAN, "brigade.cli")
    return tree.within(name, MAY_IMPORT[own])


def test_frameworks_stay_in_their_rooms() -> None:
    none_of(
        f"{place(path, line)} imports {name}: {why}"
        for path in tree.files()
        for line, name in tree.imports(path)
        for names, rooms, why in (
            (OF_THE_CALL, OUTERMOST, "below web/ nobody knows who asks; pass it as an argument."),
            (("flask_mail",), POSTMAN, "only the postman sends; post to the outbox instead."),
        )
        if tree.within(name, names) and not tree.within(tree.module(path), rooms)
    )


def test_pure_packages_know_no_framework() -> None:
    none_of(
        f"{place(path, line)} imports {name}: this package is pure; hand it plain values instead."
        for path in tree.files() if tree.within(tree.module(path), PURE)
        for line, name in tree.imports(path) if tree.within(name, FRAMEWORKS)
    )  # fmt: skip


def test_only_the_outermost_layer_commits() -> None:
    none_of(
        f"{place(path, call.lineno)} calls commit(): leave it to the view, the command or the postman."
        for path in tree.files() if not tree.within(tree.module(path), OUTERMOST)
        for call in tree.calls(path, "commit")
    )  # fmt: skip


def test_a_view_commits_on_its_last_line() -> None:
    """After the commit comes the answer, and nothing that could fail; the cookie of whoever signed in is part of it."""
    none_of(
        f"{place(path, after.lineno)} comes after commit(): do it before, so that it is taken back with the rest."
        for path in tree.files() if tree.within(tree.module(path), ("brigade.web",))
        for node in ast.walk(tree.parsed(path)) if isinstance(node, ast.FunctionDef | ast.If)
        for line, after in zip(node.body, node.body[1:], strict=False)
        if says(line, "commit") and not isinstance(after, ast.Return) and not says(after, "sign_in")
    )  # fmt: skip


def says(node: ast.stmt, name: str) -> bool:
    """Whether the statement is nothing but a call of that name."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and tree.called(node.value) == name


def test_no_room_for_odds_and_ends() -> None:
    odd = re.compile(r"\b(utils?|common|helpers?|misc)\b")
    none_of(
        f"{place(path, 1)}: name it by the one concept it holds, and move the rest to where it is used."
        for path in tree.files() if odd.search(tree.module(path))
    )  # fmt: skip


def test_files_hold_one_concept() -> None:
    none_of(
        f"{place(path, 1)} has {lines} lines, over {LONGEST_FILE}: it holds two concepts; give each its file."
        for path in (*tree.files(), *tree.templates(), *sorted((tree.ROOT / "tests").rglob("*.py")))
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    )


def test_functions_do_one_thing() -> None:
    none_of(
        f"{place(path, node.lineno)} {node.name} has {lines} lines, over {LONGEST_FUNCTION}: it does two things."
        for path in tree.files()
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    )


def test_session_and_request_are_never_ours() -> None:
    """They already mean two things each (Flask's and the database's); a third would be read wrong."""
    none_of(
        f"{place(path, line)} names something of ours {name!r}: say booking, need, call or what else it is."
        for path in tree.files()
        for line, name in bound(tree.parsed(path))
        if name in ("session", "request", "sessions", "requests")
    )


def bound(module: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, name) of everything the file gives a name to; what it imports keeps the name it has."""
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.value.lineno, node.arg


def test_every_room_says_what_it_is_for() -> None:
    """Reading the docstrings of a file must be enough to use it."""
    none_of(
        f"{place(path, getattr(node, 'lineno', 1))} {getattr(node, 'name', 'the file')} has no docstring: say what for."
        for path in tree.files()
        for node in public(tree.parsed(path))
        if not ast.get_docstring(node)
    )


def public(module: ast.Module) -> Iterator[ast.Module | ast.FunctionDef | ast.ClassDef]:
    """The file itself and what it offers to others."""
    yield module
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    none_of(
        f"{place(path, number)}: do it now, or say it in an issue."
        for path in (*tree.files(), *tree.templates())
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if later.search(line)
    )
