"""`tocsin explain`: why a rule fired on an event or did not, and what a diagnostic means."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Annotated, Any, Final

import typer

from engine.cli.lines import BOM, open_file, parse_object
from engine.cli.options import DEFAULT_RULES, Rules
from engine.cli.output import say, visible
from engine.cli.rulebooks import LoadedRules, load_rules
from engine.diagnostics.codes import CODES
from engine.diagnostics.nearest import did_you_mean
from engine.documents.document import Document
from engine.errors import UsageError
from engine.matching import compile_detection
from engine.matching.explanation import as_lines

_CODE: Final = re.compile(r"[Tt][Oo][Cc][0-9]{3,4}")
_NAMES: Final = ("id", "name", "title")
_HOLDS: Final = {True: "yes", False: "no "}
_EVENT: Final = "A JSON object, or one a line; - is the standard input."
_LINE: Final = "Which line of the file, from 0, as `match` counts them."


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE|CODE", help="A rule's id, name or title; TOC101.")],
    event: Annotated[str | None, typer.Option("--event", metavar="FILE", help=_EVENT)] = None,
    line: Annotated[int, typer.Option(metavar="N", min=0, help=_LINE)] = 0,
    rules: Rules = DEFAULT_RULES,
) -> int:
    """Show each condition of a rule with the value it saw in an event; or the page of a diagnostic."""
    if event is None:
        return _explain_code(rule)
    loaded = load_rules(rules)
    document = _find(loaded, rule)
    fields = _event(event, line)
    for each in _detections(loaded, document):
        _explain_detection(each, fields)
    return int(loaded.has_errors)


def _explain_code(code: str) -> int:
    wanted = code.upper()
    if _CODE.fullmatch(code) is None:
        raise UsageError(f"to explain the rule `{code}`, name an event: --event FILE")
    page = files("engine.diagnostics").joinpath("pages", f"{wanted}.md")
    if wanted not in CODES or not page.is_file():
        advice = did_you_mean(wanted, CODES) or "see docs/diagnostics.md"
        raise UsageError(f"there is no diagnostic {wanted}: {advice}")
    say(page.read_text(encoding="utf-8").rstrip())
    return 0


def _find(loaded: LoadedRules, named: str) -> Document:
    wanted = named.strip().casefold()
    known: dict[str, Document] = {}
    for document in loaded.rulebook.documents:
        for name in _names(document):
            known.setdefault(name.casefold(), document)
    if wanted not in known:
        names = [name for document in loaded.rulebook.documents for name in _names(document)]
        raise UsageError(f"there is no rule `{named}`" + _advice(did_you_mean(named, names)))
    return known[wanted]


def _names(document: Document) -> list[str]:
    found = (document.id, *(document.body.get(name) for name in _NAMES))
    return [str(name) for name in found if name]


def _advice(suggestion: str | None) -> str:
    return "" if suggestion is None else f": {suggestion}"


def _event(path: str, number: int) -> dict[str, Any]:
    """One line of a file of events, or a file that is one object over many lines."""
    with open_file(path) as file:
        body = file.read()
    lines = body.removeprefix(BOM).split(b"\n")
    if number >= len(lines) or not body.strip():
        raise UsageError(f"{path}: has no line {number}" if body.strip() else f"{path}: is empty")
    try:
        return parse_object(lines[number])
    except ValueError as error:
        if number == 0 and (whole := _whole(body)) is not None:
            return whole
        raise UsageError(f"{path}:{number + 1}: event {number} {error}") from error


def _whole(body: bytes) -> dict[str, Any] | None:
    try:
        return parse_object(body)
    except ValueError:
        return None


def _detections(loaded: LoadedRules, document: Document) -> list[Document]:
    """The rule itself; of a correlation those that it counts, and those below them."""
    if "detection" in document.body:
        return [document]
    say(f"{_title(document)} counts over time: `match` shows when it fires. Its rules on this one event:\n")
    found: list[Document] = []
    for reference in _counted(document):
        below = loaded.rulebook.resolve(document, reference)
        if below is not None:
            found += [below] if "detection" in below.body else _detections(loaded, below)
    return found


def _counted(document: Document) -> list[str]:
    correlation = document.body.get("correlation")
    rules = correlation.get("rules") if isinstance(correlation, dict) else None
    return [str(each) for each in (rules if isinstance(rules, list) else [rules]) if each]


def _explain_detection(document: Document, fields: dict[str, Any]) -> None:
    detection, problems = compile_detection(document.body)
    if detection is None:
        raise UsageError(f"{_title(document)}: {problems[0].message}")
    explanation = detection.explain(fields)
    say(f"{_title(document)}: {'fires' if explanation['result'] else 'does not fire'}")
    for each in as_lines(explanation):
        saw = "" if each.value is None else f"  saw {each.value}"
        say(f"  {_HOLDS[each.result]}  {'  ' * each.depth}{each.text}{saw}")
    say("")


def _title(document: Document) -> str:
    return visible(str(document.body.get("title") or document.body.get("name") or document.id))
