"""Diagnostics as SARIF 2.1.0, which code scanning of GitHub and many editors read.

Each code is a rule whose help is its page. Columns are code points, and say so. Paths that are
relative stay so, below `%SRCROOT%`, the root of the checkout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote

import orjson

from engine import __version__
from engine.diagnostics.codes import CODES
from engine.diagnostics.diagnostic import Diagnostic
from engine.diagnostics.lines import line_at, lines_told
from engine.diagnostics.manual import pages
from engine.diagnostics.reach import end_of
from engine.diagnostics.screen import safe

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_FINGERPRINT: Final = "primaryLocationLineHash"
"""The name that GitHub knows: it matches results of two runs by it."""
_WHAT: Final = re.compile(r"^## What\n\n(.*?)\n\n", re.MULTILINE | re.DOTALL)


def report_sarif(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str]) -> str:
    """One run, with the rules of the codes that were told."""
    lines = lines_told(diagnostics, texts)
    codes = sorted({each.code for each in diagnostics})
    run = {
        "tool": {"driver": {"name": "Tocsin", "version": __version__, "rules": _rules(codes)}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the checkout."}}},
        "results": list(_results(diagnostics, codes, lines)),
    }
    return orjson.dumps(
        {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, option=orjson.OPT_INDENT_2
    ).decode()


def _rules(codes: Sequence[str]) -> list[dict[str, Any]]:
    known = pages() if codes else {}
    return [_rule(code, known[code]) for code in codes]


def _rule(code: str, page: str) -> dict[str, Any]:
    said = _WHAT.search(page)
    return {
        "id": code,
        "shortDescription": {"text": CODES[code].title},
        "fullDescription": {"text": " ".join(said[1].split()) if said else CODES[code].title},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": CODES[code].level},
    }


def _results(
    diagnostics: Sequence[Diagnostic], codes: Sequence[str], lines: Mapping[str, list[str]]
) -> Iterator[dict[str, Any]]:
    places = {code: place for place, code in enumerate(codes)}
    seen: Counter[str] = Counter()
    for each in diagnostics:
        line = line_at(each, lines) or ""
        print_ = _fingerprint(each, line)
        seen[print_] += 1
        yield {
            "ruleId": each.code,
            "ruleIndex": places[each.code],
            "level": each.severity,
            "message": {"text": _plain(f"{each.message}; {each.help}" if each.help else each.message)},
            "locations": [
                {"physicalLocation": {"artifactLocation": _file(each.path), "region": _region(each, line)}}
            ],
            "partialFingerprints": {_FINGERPRINT: f"{print_}:{seen[print_]}"},
        }


def _plain(text: str) -> str:
    """A text without what SARIF would take for a link: `[words](1)`."""
    return safe(text).replace("](", "] (")


def _region(diagnostic: Diagnostic, line: str) -> dict[str, int]:
    return {
        "startLine": diagnostic.line,
        "startColumn": diagnostic.column,
        "endLine": diagnostic.line,
        "endColumn": end_of(line, diagnostic.column),
    }


def _file(path: str) -> dict[str, str]:
    """The place of a file as a URI: below the root if it is relative."""
    if path.startswith("/"):
        return {"uri": f"file://{quote(path)}"}
    return {"uri": quote(PurePosixPath(path).as_posix()), "uriBaseId": _ROOT}


def _fingerprint(diagnostic: Diagnostic, line: str) -> str:
    """The same as long as the line says the same, wherever it stands."""
    said = f"{diagnostic.path}\0{diagnostic.code}\0{line.strip()}"
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
