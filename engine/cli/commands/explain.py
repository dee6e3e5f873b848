"""`tocsin explain`: why a rule fired on an event or did not, and what a diagnostic means."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from itertools import islice
from typing import Annotated, Any, Final

import typer

from engine.cli.json_lines import BOM, LONGEST_LINE, open_file, parse_object, raw_lines
from engine.cli.options import DEFAULT_RULES, Rules
from engine.cli.output import say
from engine.cli.rulebooks import LoadedRules, load_rules
from engine.diagnostics.manual import page, pages
from engine.diagnostics.nearest import did_you_mean
from engine.diagnostics.screen import safe
from engine.documents.document import Document
from engine.errors import UsageError
from engine.matching.event import Event
from engine.matching.explanation import as_lines
from engine.matching.interpreter import explain as conditions_of
from engine.matching.logsource import ANY_TYPE
from engine.systems import KINDS
from engine.systems.compiling import compile_all
from engine.systems.kind import Compiled

_CODE: Final = re.compile(r"[Tt][Oo][Cc][0-9]{3,4}")
_HOLDS: Final = {True: "yes", False: "no "}
_EVENT: Final = "A JSON object, or one a line; - is the standard input."
_LINE: Final = "Which line of the file, from 0, as `match` counts them."


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE|CODE", help="A rule's id, name or title; TOC101.")],
    event: Annotated[str | None, typer.Option("--event", metavar="FILE", help=_EVENT)] = None,
    line: Annotated[int, typer.Option(metavar="N", min=0, help=_LINE)] = 0,
    rules: Rules = DEFAULT_RULES,
) -> int:
    """Why a rule fired on an event or not; what a diagnostic means.

    Shows each condition of the rule with the value it saw in the event, or the page of the code.
    """
    if event is None:
        return _explain_code(rule)
    loaded = load_rules(rules)
    document = _find(loaded, rule)
    fields = _event(event, line)
    ready = compile_all(loaded.rulebook, KINDS)
    for place, each in enumerate(_detections(loaded, document)):
        if place:
            say("")
        _explain_detection(ready[each.identity], safe(each.title), fields)
    return 0


def _explain_code(code: str) -> int:
    wanted = code.upper()
    if _CODE.fullmatch(code) is None:
        raise UsageError(f"to explain the rule `{code}`, name an event: --event FILE")
    text = page(wanted)
    if text is None:
        raise UsageError(f"there is no diagnostic {wanted}" + _advice(did_you_mean(wanted, pages())))
    say(text.rstrip())
    return 0


def _find(loaded: LoadedRules, named: str) -> Document:
    found = loaded.rulebook.find(named)
    if found is None:
        loaded.name_errors()
        names = [name for document in loaded.rulebook.documents for name in document.names]
        raise UsageError(f"there is no rule `{named}`" + _advice(did_you_mean(named, names)))
    return found


def _advice(suggestion: str | None) -> str:
    return "" if suggestion is None else f": {suggestion}"


def _event(path: str, number: int) -> dict[str, Any]:
    """One line of a file of events, or a file that is one object over many lines. Holds no more of it."""
    with open_file(path) as file:
        lines = raw_lines(file)
        before = sum(1 for _ in islice(lines, min(number, sys.maxsize)))
        line = next(lines, None)
        if line is None:
            said = f"has no line {number}; the last one is {before - 1}" if before else "is empty"
            raise UsageError(f"{path}: {said}")
        if number:
            return _parsed(path, number, line)
        line = line.removeprefix(BOM)
        with suppress(ValueError):
            return parse_object(line)
        body = line + file.read(max(LONGEST_LINE + 1 - len(line), 0))
    if not body.strip():
        raise UsageError(f"{path}: is empty")
    return _parsed(path, number, body)


def _parsed(path: str, number: int, text: bytes) -> dict[str, Any]:
    try:
        return parse_object(text)
    except ValueError as error:
        raise UsageError(f"{path}: event {number} {error}") from error


def _detections(loaded: LoadedRules, document: Document) -> list[Document]:
    """The rule itself; of a correlation those that it counts, and those below them."""
    if "detection" in document.body:
        return [document]
    title = safe(document.title)
    say(f"{title} counts over time: `match` shows when it fires. Its rules on this one event:\n")
    found: list[Document] = []
    for reference in KINDS[document.kind].references(document):
        below = loaded.rulebook.resolve(document, reference)
        if below is not None:
            found += [below] if "detection" in below.body else _detections(loaded, below)
    return found


def _explain_detection(compiled: Compiled, title: str, fields: dict[str, Any]) -> None:
    assert compiled.condition is not None, compiled.identity
    explanation = conditions_of(compiled.condition, Event(fields))
    verdict = "fires" if explanation["result"] else "does not fire"
    say(f"{title}: {verdict}{_asked_of(compiled.types)}")
    for each in as_lines(explanation):
        saw = "" if each.value is None else f"  saw {each.value}"
        say(f"  {_HOLDS[each.result]}  {'  ' * each.depth}{each.text}{saw}")


def _asked_of(types: tuple[str, ...]) -> str:
    """The log source is not held against the event, whose type need not be in it: people are told."""
    return "" if types == ANY_TYPE else f", asked of {safe(types[0])}"
