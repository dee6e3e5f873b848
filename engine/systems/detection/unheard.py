"""Detections about signals that nobody sends: a misspelt log source would leave a rule silent for ever.

Knows which types there are, as they are given. A product that no type begins with is one of an
alert from outside, of which anything may come.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from engine.diagnostics import Problem
from engine.diagnostics.nearest import did_you_mean
from engine.matching.candidates import concerns
from engine.matching.patterns import is_wildcard

UNHEARD: Final = "TOC324"
_LOG_SOURCES_KEPT: Final = 4096
_FINEST_FIRST: Final = ("category", "service", "product")


def check_heard(body: Mapping[str, Any], patterns: tuple[str, ...], types: frozenset[str]) -> list[Problem]:
    """A warning when no type fits the patterns of a document's log source, and some begin as it does."""
    if "logsource" not in body:
        return []
    unheard = _unheard(patterns, types)
    if unheard is None:
        return []
    key = next(key for key in _FINEST_FIRST if body["logsource"].get(key))
    message = f"no signal is of the type `{unheard}`"
    return [Problem(UNHEARD, ("logsource", key), message, help=did_you_mean(unheard, sorted(types)))]


@lru_cache(maxsize=_LOG_SOURCES_KEPT)
def _unheard(patterns: tuple[str, ...], types: frozenset[str]) -> str | None:
    """The type that is meant when no type fits; None when one does, or anything may come."""
    exact = [pattern for pattern in patterns if not is_wildcard(pattern)]
    families = {each.partition(".")[0] for each in types}
    if not exact or exact[0].partition(".")[0] not in families:
        return None
    is_heard = any(concerns(pattern, each) for pattern in patterns for each in types)
    return None if is_heard else exact[0]
