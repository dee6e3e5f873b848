"""What libyaml says of broken syntax, in words that say what to do. Knows nothing of documents."""

from __future__ import annotations

from typing import Final

import yaml

from engine.documents.reading.characters import Finding, place_of
from engine.documents.reading.tabs import HELP, TAB

SYNTAX: Final = "TOC108"
TOO_DEEP: Final = "TOC114"

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "mapping values are not allowed in this context": (
        "a `:` where no key can be",
        "quote text that holds `: `, and check the indentation",
    ),
    "found character that cannot start any token": (
        "a value cannot begin with this sign",
        "quote the value",
    ),
    "did not find expected key": (
        "a key should stand here",
        "check the indentation, and that every quote and bracket is closed",
    ),
    "did not find expected '-' indicator": (
        "a list item (`- `) should stand here",
        "check the indentation",
    ),
    "did not find expected ',' or ']'": ("a list is not closed", "add `,` or `]`"),
    "did not find expected ',' or '}'": ("a mapping is not closed", "add `,` or `}`"),
    "did not find expected node content": (
        "a value should stand here",
        "check what stands before it; `#` begins a comment, unless it is in quotes",
    ),
    "found unexpected end of stream": ("the file ends inside a quoted text", "close the quote"),
    "could not find expected ':'": (
        "a key without `: `",
        "write `key: value`; text that goes on is indented",
    ),
    "found unknown escape character": (
        "an unknown escape",
        "double a backslash in double quotes, or take single quotes",
    ),
    "did not find expected <document start>": (
        "text after the end of the document",
        "begin another one with `---`, and check the indentation",
    ),
}


def syntax_finding(error: yaml.YAMLError, text: str) -> Finding:
    """The one finding that a syntax error is, at the place where the parser stopped."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Finding(SYNTAX, (1, 1), "the file cannot be read as YAML")
    mark = error.problem_mark or error.context_mark
    place = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
    end = place_of(text, None)
    place = min(place, end)
    problem = error.problem or "it cannot be read as YAML"
    if mark is not None and text[mark.index : mark.index + 1] == "\t":
        return Finding(TAB, place, "a tab between keys and values", HELP)
    if "nesting depth" in problem:
        return Finding(TOO_DEEP, place, "lists and mappings nest too deep", "write it flatter")
    message, advice = _WORDS.get(problem, (problem, None))
    if error.context_mark is not None and error.context_mark.line + 1 < place[0]:
        message = f"{message} (what began on line {error.context_mark.line + 1})"
    return Finding(SYNTAX, place, message, advice)
