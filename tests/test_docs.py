"""Everything public is documented: what can be written, typed, read or set stands where people look for it.

Keys have a description: `tests/systems/test_schemas.py`. Pages that are made are not stale: their own tests.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.bot.commands import COMMANDS as BOT_COMMANDS
from engine.catalogue import Catalogue
from engine.cli.commands import COMMANDS as CLI_COMMANDS
from engine.cli.commands import GROUPS as CLI_GROUPS
from engine.diagnostics.codes import CODES
from engine.diagnostics.manual import page as diagnostic_page
from engine.documents.cases.schema import with_tests
from engine.matching.operators import MODIFIERS, OPERATORS
from engine.signal import SignalType
from engine.systems import KINDS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = {"scoring": "threat-score"}
"""Kinds whose page is called after what they are about."""
PUBLIC = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def missing(names: Iterable[str], text: str) -> list[str]:
    """Those of the names that do not stand in the text as they are typed."""
    return [name for name in names if f"`{name}`" not in text]


def tabled(text: str) -> set[str]:
    """Everything that has a row of its own: what stands as code in the first cell of a table."""
    cells = re.findall(r"^\| (.*?) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@cache
def modules() -> Mapping[Path, ast.Module]:
    """The source of the whole package, and of the program that starts it."""
    found = [ROOT / "bot.py", *sorted((ROOT / "engine").rglob("*.py"))]
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in found}


# What people write


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_page_that_the_readme_leads_to(kind: str) -> None:
    called = PAGES.get(kind, f"{kind.removesuffix('s')}s")
    name = f"docs/{called}.md"

    assert f"]({name})" in page("README.md")
    assert page(name).startswith(f"# {called.capitalize().replace('-', ' ')}\n")


@pytest.mark.parametrize(
    ("kind", "block"),
    [
        ("settings", ""),
        ("settings", "alerts"),
        ("correlation", "tocsin"),
        ("filter", ""),
        ("list", ""),
        ("baseline", ""),
        ("scoring", ""),
    ],
)
def test_every_key_that_a_page_is_about_is_on_it(kind: str, block: str) -> None:
    schema: Mapping[str, Any] = KINDS[kind].schema()
    text = page(f"docs/{PAGES.get(kind, kind.removesuffix('s') + 's')}.md")
    prefix = f"{block}." if kind == "settings" and block else ""
    keys = (schema["properties"][block] if block else schema)["properties"]

    assert {prefix + key for key in keys} - tabled(text) == set()


def test_every_key_of_a_test_is_on_the_page_of_tests() -> None:
    case = with_tests({})["properties"]["tests"]["items"]
    signal, expected = (case["properties"][name]["items"] for name in ("signals", "expect"))
    core = {"channel", "actor", "target", "system", "severity", "confidence"}
    keys = {*case["properties"], *signal["properties"], *expected["properties"]}

    assert keys - core - tabled(page("docs/tests.md")) == set()


def test_every_operator_and_modifier_is_on_the_page_of_detections() -> None:
    text = page("docs/detections.md")

    assert MODIFIERS.keys() - tabled(text) == set()
    spelt = [each for each in OPERATORS if each.spelling]
    assert missing((each.spelling for each in spelt), text) == []
    assert [each.name for each in OPERATORS if each not in spelt and each.sentence not in text] == []


def test_every_type_of_correlation_is_on_its_page() -> None:
    correlation: Mapping[str, Any] = KINDS["correlation"].schema()["properties"]["correlation"]["properties"]
    text = page("docs/correlations.md")

    assert missing(correlation["type"]["enum"], text) == []
    assert missing((key for key in correlation["condition"]["properties"] if len(key) < 4), text) == []


# What people type


def test_every_command_of_the_bot_is_on_its_page() -> None:
    text = page("docs/commands.md")

    assert [each.name for each in BOT_COMMANDS if f"| `/{each.name}" not in text] == []


def test_every_command_line_command_is_on_its_page() -> None:
    text = page("docs/command-line.md")

    names = [each.__name__ for each in CLI_COMMANDS]
    names += [f"{group} {each.__name__}" for group, (_, inner) in CLI_GROUPS.items() for each in inner]
    assert [name for name in names if f"\n## {name}\n" not in text] == []


def test_every_make_target_is_explained() -> None:
    makefile = page("Makefile")
    elsewhere = page("README.md") + page("CONTRIBUTING.md")
    targets = re.findall(r"^([a-z]+):(.*)$", makefile, re.MULTILINE)

    assert targets
    assert [name for name, rest in targets if " ## " not in rest and f"make {name}" not in elsewhere] == []


# What people set


def environment() -> Iterator[str]:
    """Names of the variables that the program reads, from what it asks of anything called `environ`."""
    for tree in modules().values():
        constants = {
            each.target.id: each.value.value
            for each in tree.body
            if isinstance(each, ast.AnnAssign)
            and isinstance(each.target, ast.Name)
            and isinstance(each.value, ast.Constant)
        }
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name("environ") | ast.Attribute(attr="environ")),
                    args=[name, *_],
                ):
                    yield constants[name.id] if isinstance(name, ast.Name) else ast.literal_eval(name)
                case ast.Subscript(value=ast.Name("environ") | ast.Attribute(attr="environ"), slice=name):
                    yield constants[name.id] if isinstance(name, ast.Name) else ast.literal_eval(name)
                case ast.Attribute(attr="getenv") | ast.Name("getenv"):
                    yield "getenv"
                case _:
                    pass


def test_every_environment_variable_is_on_the_page_of_operations() -> None:
    found = {*environment()}

    assert "DISCORD_TOKEN" in found
    assert missing(sorted(found), page("docs/operations.md")) == []


# What people read


def test_every_diagnostic_has_a_page_and_is_in_the_list() -> None:
    listed = page("docs/diagnostics.md")

    assert [code for code in CODES if not (diagnostic_page(code) or "").startswith(f"# {code}: ")] == []
    assert [code for code in CODES if f"/{code}.md)" not in listed] == []


def test_every_type_of_signal_is_on_its_page() -> None:
    names = {*Catalogue.load().types, *(each.value for each in SignalType)}
    text = page("docs/signals.md")

    assert [name for name in sorted(names) if f"| `{name}` |" not in text] == []


def test_every_line_that_operations_explains_is_said_by_the_program() -> None:
    table = page("docs/operations.md").partition("| line |")[2].partition("\n\n")[0]
    phrases = [
        phrase.strip(" …") for row in table.splitlines()[2:] for phrase in row.split("|")[1].split(",")
    ]
    said = "\n".join(
        str(node.value)
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )

    assert phrases
    assert [phrase for phrase in phrases if phrase not in said] == []


@pytest.mark.parametrize("folder", ["docs", "docs/decisions"])
def test_every_page_is_in_a_list(folder: str) -> None:
    index = page("README.md" if folder == "docs" else f"{folder}/README.md")
    place = "docs/" if folder == "docs" else ""
    names = [each.name for each in (ROOT / folder).glob("*.md") if each.name != "README.md"]

    assert names
    assert [name for name in names if f"]({place}{name})" not in index] == []


# What people change


def test_every_path_that_a_page_names_is_there() -> None:
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *DOCS.rglob("*.md"),
        *ROOT.glob("engine/**/HOW-TO-ADD.md"),
    ]
    named = {
        (each.relative_to(ROOT).as_posix(), path)
        for each in pages
        for path in re.findall(r"`((?:engine|tests|docs|requirements)/[^`<]*)`", each.read_text("utf-8"))
    }

    assert named
    assert [(where, path) for where, path in sorted(named) if not [*ROOT.glob(path.rstrip("/"))]] == []


def families() -> Iterator[Path]:
    """Folders with a registry: a constant of things that were imported from that very folder."""
    for path, tree in modules().items():
        package = ".".join(path.parent.parts)
        own = {
            alias.asname or alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}.")
            for alias in node.names
        }
        for node in tree.body:
            if isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
                used = {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
                if node.target.id.isupper() and path.name in {"__init__.py", "registry.py"} and used & own:
                    yield path.parent


def test_every_family_says_how_to_add_to_it() -> None:
    found = {*families()}
    guides = {
        each.parent.relative_to(ROOT): page(str(each)) for each in (ROOT / "engine").rglob("HOW-TO-ADD.md")
    }

    assert len(found) >= 6
    assert [
        folder.as_posix()
        for folder in sorted(found)
        if folder not in guides and f"{folder.name}/" not in guides.get(folder.parent, "")
    ] == []


def undocumented(body: Iterable[ast.AST], prefix: str, ports: frozenset[str]) -> Iterator[str]:
    """Public classes and functions without a docstring; what a port or a base explains needs none again."""
    for node in body:
        if isinstance(node, PUBLIC) and not node.name.startswith("_"):
            is_explained = ast.get_docstring(node) or (prefix and node.name in ports)
            if not is_explained:
                yield prefix + node.name
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node.body, f"{prefix}{node.name}.", ports)


@cache
def ports() -> frozenset[str]:
    """Names of the methods that protocols explain."""
    return frozenset(
        method.name
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)
        for method in node.body
        if isinstance(method, PUBLIC) and ast.get_docstring(method)
    )


def test_every_module_says_what_it_is_for() -> None:
    assert [str(path) for path, tree in modules().items() if tree.body and not ast.get_docstring(tree)] == []


def test_everything_public_in_the_engine_says_what_it_does() -> None:
    assert [
        f"{path}: {name}" for path, tree in modules().items() for name in undocumented(tree.body, "", ports())
    ] == []
