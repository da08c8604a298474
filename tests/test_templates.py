"""Templates, read without rendering them: each parses, is used, gets what it asks for, and leads somewhere.

A page that only one role in one state sees may not be rendered by any test; these guards read it all the same.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from brigade import create_app
from tests import tree
from tests.test_house import none_of

MAIL = ("_layouts/mail.html", "_macros/mail.html", "mail/")
NAMES = {"Brigade", "Outlook"}  # the same in every language
READ_OUT = ("alt", "title", "placeholder", "aria-label")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as it is, without a database behind it."""
    return create_app({"TESTING": True}, tmp_path_factory.mktemp("instance"))


def name(path: Path) -> str:
    """As `render_template` calls it."""
    return path.relative_to(tree.TEMPLATES).as_posix()


@cache
def source(template: str) -> str:
    return (tree.TEMPLATES / template).read_text(encoding="utf-8")


@cache
def parsed(app: Flask, template: str) -> nodes.Template:
    return app.jinja_env.parse(source(template), template)


def test_every_template_parses_and_an_unknown_value_is_an_error(app: Flask) -> None:
    for path in tree.templates():
        app.jinja_env.get_template(name(path))
    assert app.jinja_env.undefined.__name__ == "StrictUndefined", "an unknown value must be an error, not a blank"


def test_no_template_is_unused(app: Flask) -> None:
    wanted = {reference for path in tree.templates() for reference in references(app, name(path))} | set(rendered())
    none_of(
        f"templates/{name(path)} is never rendered, extended, included or imported: delete it, or use it."
        for path in tree.templates()
        if not any(fnmatchcase(name(path), each) for each in wanted)
    )


def references(app: Flask, template: str) -> Iterator[str]:
    """What a template extends, includes or imports."""
    for kind in (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport):
        for node in parsed(app, template).find_all(kind):
            if isinstance(node.template, nodes.Const):  # type: ignore[attr-defined]
                yield node.template.value  # type: ignore[attr-defined]


def rendered() -> Iterator[str]:
    """What the code renders: pages by name, letters (`compose`) by the name of their two files."""
    for path in tree.files():
        for call in tree.calls(path, "render_template", "compose"):
            found = tree.pattern(call.args[0]) if call.args else ""
            yield from (f"mail/{found}.txt", f"mail/{found}.html") if tree.called(call) == "compose" else (found,)


def test_pages_get_what_they_ask_for_and_nothing_else(app: Flask) -> None:
    none_of(
        problem
        for path in tree.files() if tree.within(tree.module(path), ("brigade.web",))
        for call in tree.calls(path, "render_template") if (page := tree.pattern(call.args[0]))
        for problem in mismatches(app, page, call, tree.place(path, call.lineno))
    )  # fmt: skip


def mismatches(app: Flask, page: str, call: ast.Call, where: str) -> Iterator[str]:
    given = {keyword.arg for keyword in call.keywords}
    wanted = asked(app, page)
    usual = layout_values() | set(app.jinja_env.globals) | {"g", "request", "session", "self", "super", "caller"}
    yield from (f"{where} does not give {each!r} to {page}." for each in wanted - given - usual)
    yield from (f"{where} gives {each!r} to {page}, which never reads it: drop it." for each in given - wanted if each)


def asked(app: Flask, page: str) -> set[str]:
    """The names that a page and its layouts read and nobody in that chain sets."""
    found = meta.find_undeclared_variables(parsed(app, page)) - imported(app, page) - assigned(app, page)
    for parent in parsed(app, page).find_all(nodes.Extends):
        layout = parent.template.value  # type: ignore[attr-defined]
        found = (found - imported(app, layout)) | asked(app, layout)
    return found


def imported(app: Flask, template: str) -> set[str]:
    """The names of its macro files; blocks, also those of its pages, may use them."""
    return {each.target for each in parsed(app, template).find_all(nodes.Import)}


def assigned(app: Flask, template: str) -> set[str]:
    """The names that {% set %} makes: Jinja's own search misses some of them that are read within {% call %}."""
    targets = (each.target for each in parsed(app, template).find_all(nodes.Assign))
    return {target.name for target in targets if isinstance(target, nodes.Name)}


def layout_values() -> set[str]:
    """The keys of the one dictionary that every page gets."""
    page = tree.ROOT / "brigade" / "web" / "page.py"
    function = next(f for f in tree.parsed(page).body if isinstance(f, ast.FunctionDef) and f.name == "_layout")
    return {tree.pattern(key) for node in ast.walk(function) if isinstance(node, ast.Dict) for key in node.keys}


def test_macros_are_called_with_what_they_take(app: Flask) -> None:
    """A page that few people see would fail only for them."""
    none_of(
        f"templates/{name(path)} {problem}"
        for path in tree.templates()
        for alias, file in imported_from(app, name(path)).items()
        for problem in wrong_calls(app, name(path), alias, file)
    )


def imported_from(app: Flask, template: str) -> dict[str, str]:
    """Alias → file of its macros, its layouts' included."""
    own = {each.target: each.template.value for each in parsed(app, template).find_all(nodes.Import)}  # type: ignore[attr-defined]
    for parent in parsed(app, template).find_all(nodes.Extends):
        own = imported_from(app, parent.template.value) | own  # type: ignore[attr-defined]
    return own


def wrong_calls(app: Flask, template: str, alias: str, file: str) -> Iterator[str]:
    """What is wrong with each `alias.macro(...)` of the template."""
    macros = {macro.name: [arg.name for arg in macro.args] for macro in parsed(app, file).find_all(nodes.Macro)}
    for call in parsed(app, template).find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr) and getattr(call.node.node, "name", "") == alias:
            takes = macros.get(call.node.attr)
            if takes is None:
                yield f"calls {alias}.{call.node.attr}, which {file} does not have."
            elif len(call.args) > len(takes) or {kwarg.key for kwarg in call.kwargs} - set(takes):
                yield f"calls {alias}.{call.node.attr} with more than {takes}."


def test_no_inline_script_or_style_in_pages() -> None:
    """The content security policy would stop them silently; letters need inline styles and have no policy."""
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    none_of(
        f"templates/{name(path)}:{number} has {found[0].strip()!r}: put it into static/brigade.css or brigade.js."
        for path in tree.templates() if not name(path).startswith(MAIL)
        for number, line in enumerate(uncommented(name(path)).splitlines(), 1)
        for found in inline.finditer(line)
    )  # fmt: skip


def uncommented(template: str) -> str:
    """Without comments; as many lines as before."""
    return re.sub(r"\{#.*?#\}", lambda found: "\n" * found[0].count("\n"), source(template), flags=re.DOTALL)


def test_no_words_outside_the_catalogues(app: Flask) -> None:
    """Whatever a person reads goes through _(); what screen readers read out, too."""
    none_of(
        f"templates/{name(path)} shows {word!r} as it is: wrap it in _()."
        for path in tree.templates()
        for word in set(bare_words(app, name(path))) - NAMES
    )


def bare_words(app: Flask, template: str) -> Iterator[str]:
    """Words of two letters and more that stand in the template's own text or in attributes that are read out."""
    classes = {id(data) for block in parsed(app, template).find_all(nodes.Block) if block.name == "main_class"
               for data in block.find_all(nodes.TemplateData)}  # fmt: skip
    texts = [each.data for each in parsed(app, template).find_all(nodes.TemplateData) if id(each) not in classes]
    reader = _Reader()
    reader.feed("".join(texts) if template.endswith(".html") else re.sub(r"/[\w/-]+", "", "".join(texts)))
    reader.close()
    for text in reader.read_out:
        yield from re.findall(r"[^\W\d_]{2,}", text)


class _Reader(HTMLParser):
    """Collects what is read out of a page: text, and the attributes that stand for text."""

    def __init__(self) -> None:
        super().__init__()
        self.read_out: list[str] = []
        self.within = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.within = tag
        self.read_out += [value or "" for key, value in attributes if key in READ_OUT]

    def handle_data(self, data: str) -> None:
        if self.within not in ("style", "script"):
            self.read_out.append(data)


def test_every_address_leads_somewhere(app: Flask) -> None:
    """Paths are written out in templates and code; here each is looked up in the map of routes."""
    none_of(
        f"{where} leads to {path}, which no route answers."
        for where, path in (*paths_in_templates(app), *paths_in_code())
        if not answers(app, path)
    )


def answers(app: Flask, path: str) -> bool:
    adapter = app.url_map.bind("localhost")
    try:
        adapter.match(path.split("?")[0].split("#")[0], method="GET")
    except (MethodNotAllowed, RequestRedirect):
        return True
    except HTTPException:
        return False
    return True


def paths_in_templates(app: Flask) -> Iterator[tuple[str, str]]:
    """Every attribute and every joined string that begins with a slash, its values replaced by x."""
    for path in tree.templates():
        for text in filled_in(uncommented(name(path))):
            for found in re.findall(r'\b(?:href|action|src)="(?:x(?=/))?(/[^"%{]*)"', text):
                yield f"templates/{name(path)}", found
        parts = {id(part) for node in parsed(app, name(path)).find_all(nodes.Concat) for part in node.nodes}
        for node in parsed(app, name(path)).find_all((nodes.Concat, nodes.Const)):
            if id(node) not in parts and re.fullmatch(r"/[a-z].*", found := joined(node)):
                yield f"templates/{name(path)}", found


def filled_in(text: str) -> Iterator[str]:
    """The text with each value as x, and each choice between two words as the first, then as the second."""
    choice = re.compile(r'\{\{\s*"([\w-]+)" if [^}]*? else "([\w-]+)"\s*\}\}')
    for pick in (r"\1", r"\2"):
        yield re.sub(r"\{\{.*?\}\}", "x", choice.sub(pick, text), flags=re.DOTALL)


def joined(node: nodes.Node) -> str:
    """A literal, or literals and values joined by ~, each value as x."""
    if isinstance(node, nodes.Concat):
        return "".join(str(part.value) if isinstance(part, nodes.Const) else "x" for part in node.nodes)
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else ""


def paths_in_code() -> Iterator[tuple[str, str]]:
    """Every literal of web, queries and mail that reads like a path of this site; the routes' own rules are not."""
    for path in tree.files():
        if tree.within(tree.module(path), ("brigade.web", "brigade.queries", "brigade.mail")):
            apart = {id(part) for node in ast.walk(tree.parsed(path)) for part in beneath(node)}
            for node in ast.walk(tree.parsed(path)):
                found = tree.pattern(node) if isinstance(node, ast.Constant | ast.JoinedStr) else ""
                if id(node) not in apart and re.fullmatch(r"/[a-z][\w/*.?=-]*", found):
                    yield tree.place(path, node.lineno), found.replace("*", "x")


def beneath(node: ast.AST) -> Iterator[ast.AST]:
    """What is no path by itself: the pieces of an f-string, decorators' rules, blueprints' prefixes."""
    if isinstance(node, ast.JoinedStr):
        yield from node.values
    if isinstance(node, ast.FunctionDef):
        yield from (argument for each in node.decorator_list if isinstance(each, ast.Call) for argument in each.args)
    if isinstance(node, ast.keyword) and node.arg == "url_prefix":
        yield node.value
