"""A Sigma log source read into patterns of signal types. Knows no catalogue: any log source is a type.

The type is product, service if given, and category, joined by dots. What is absent: no
token for a service, any one first token for a product, any rest (also none) for a category.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean

EMPTY_LOGSOURCE: Final = "TOC316"
UNKNOWN_KEY: Final = "TOC322"
ANY_TYPE: Final = (">",)
_KEYS: Final = ("product", "service", "category")
_NOTE: Final = "definition"
_ODD: Final = re.compile(r"[^a-z0-9_.-]+")


def read_logsource(logsource: Any, where: Where = ("logsource",)) -> tuple[tuple[str, ...], list[Problem]]:
    """The patterns of the types it stands for; a document without a log source (None) is about all types."""
    if logsource is None:
        return ANY_TYPE, []
    if not isinstance(logsource, Mapping):
        advice = "write `{product: discord, category: member_ban}`"
        return (), [Problem(EMPTY_LOGSOURCE, where, "a log source is a mapping", help=advice)]
    problems = [
        Problem(EMPTY_LOGSOURCE, (*where, key), f"`{key}` of a log source is text")
        for key in (*_KEYS, _NOTE)
        if not isinstance(logsource.get(key), str | None)
    ]
    problems += _unknown_keys(logsource, where)
    wrong = any(problem.code == EMPTY_LOGSOURCE for problem in problems)
    tokens = {key: _token(logsource[key]) for key in _KEYS if isinstance(logsource.get(key), str)}
    if not any(tokens.values()) and not wrong:
        message = "the log source names neither product, service nor category"
        problems.append(Problem(EMPTY_LOGSOURCE, where, message, help="name one, or leave `logsource` out"))
        wrong = True
    return (() if wrong else type_patterns(**tokens)), problems


def _unknown_keys(logsource: Mapping[Any, Any], where: Where) -> list[Problem]:
    """A misspelt key would leave the rule about far more than it says."""
    return [
        Problem(
            UNKNOWN_KEY,
            (*where, key),
            f"`{key}` of a log source changes nothing",
            on="key",
            help=did_you_mean(str(key), _KEYS),
        )
        for key in logsource
        if key not in (*_KEYS, _NOTE)
    ]


def type_patterns(product: str = "", service: str = "", category: str = "") -> tuple[str, ...]:
    """Patterns as `engine.matching.candidates` reads them; an empty token is an absent one."""
    known = ".".join(token for token in (product or "*", service, category) if token)
    if category:
        return (known,)
    return (known, f"{known}.>")


def covers(wide: Any, narrow: Any) -> bool:
    """Whether every log source that `narrow` can mean is one of `wide`. Stands any shape."""
    if not isinstance(wide, Mapping):
        return wide is None
    inner = narrow if isinstance(narrow, Mapping) else {}
    return all(_compared(wide.get(key)) in ("", _compared(inner.get(key))) for key in _KEYS)


def _compared(value: Any) -> str:
    return _token(value).replace("_", ".") if isinstance(value, str) else ""


def _token(value: str) -> str:
    """A value as it stands in a type: types are lower case, without blanks or signs that mean something."""
    return _ODD.sub("_", value.strip().lower())
