"""Which kind a YAML document is of, and what names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.diagnostics import Problem
from engine.diagnostics.nearest import did_you_mean, meaning, nearest
from engine.documents.checker import Checker
from engine.documents.reading.reader import Parsed
from engine.documents.schema.conform import schema_of
from engine.documents.wording import described, one_of, shown

NOT_A_MAPPING: Final = "TOC201"
NO_KIND: Final = "TOC202"
UNKNOWN_KIND: Final = "TOC203"
UNSUPPORTED_KIND: Final = "TOC204"

SIGMA: Final = ("correlation", "filter", "detection")
"""A document with one of these keys is a Sigma document of that kind; the first one counts, as in pySigma."""
PLANNED: Final = ("playbook",)
"""Kinds that the language has and this version cannot load."""


def kind_of(body: Any, kinds: Mapping[str, Checker]) -> tuple[str, Problem | None]:
    """The kind's name as far as it can be told, and what is wrong when it cannot be loaded."""
    if not isinstance(body, dict):
        message = f"a document is a mapping, and this one is {described(body)}"
        return "", Problem(NOT_A_MAPPING, (), message, help="begin with `title:` or `kind:`")
    section = next((key for key in SIGMA if key in body), None)
    if section is not None:
        return section, None if section in kinds else _unsupported(section, (section,))
    if "kind" not in body:
        return "", _no_kind(body, kinds)
    kind = body["kind"]
    return (kind, _trouble(kind, kinds)) if isinstance(kind, str) else ("", _unknown(kind, kinds))


def identity_of(parsed: Parsed, file: str) -> str:
    """What names a document in its pack: `id`, else `name`, else its file and position in it."""
    body = parsed.value if isinstance(parsed.value, dict) else {}
    for key in ("id", "name"):
        value = body.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
            return parsed.spellings.get((key,), str(value))
    return f"{file}#{parsed.position}"


def _unsupported(kind: str, where: tuple[str, ...]) -> Problem:
    message = f"documents of the kind `{kind}` are not supported yet"
    return Problem(UNSUPPORTED_KIND, where, message, on="key" if where == (kind,) else "value")


def _trouble(kind: str, kinds: Mapping[str, Checker]) -> Problem | None:
    if kind in SIGMA:
        message = f"a {kind} is told by its key `{kind}`"
        return Problem(NO_KIND, ("kind",), message, help=f"write the key `{kind}:`, without `kind:`")
    if kind in kinds:
        return None
    return _unsupported(kind, ("kind",)) if kind in PLANNED else _unknown(kind, kinds)


def _unknown(kind: Any, kinds: Mapping[str, Checker]) -> Problem:
    own = sorted(set(kinds) - set(SIGMA))
    advice = did_you_mean(kind, kinds) if isinstance(kind, str) else None
    message = f"there is no kind {shown(kind)}" if isinstance(kind, str) else f"{described(kind)} is no kind"
    return Problem(UNKNOWN_KIND, ("kind",), message, help=advice or one_of(own))


def _no_kind(body: dict[str, Any], kinds: Mapping[str, Checker]) -> Problem:
    known = (*SIGMA, "kind")
    usual = {key for checker in kinds.values() for key in schema_of(checker).get("properties", {})}
    for key in body:
        meant = None if key in usual else nearest(key, known)
        if meant is not None:
            message = f"the document has no kind: unknown key {shown(key)}"
            return Problem(NO_KIND, (key,), message, on="key", help=meaning(meant))
    own = one_of(sorted(set(kinds) - set(SIGMA)))
    advice = "a rule needs `detection:` or `correlation:`; every other document needs `kind:`"
    return Problem(NO_KIND, (), "the document has no kind", help=f"{advice} ({own})" if own else advice)
