"""Detections about signals that nobody sends: a misspelt log source would leave a rule silent for ever.

Knows which types there are, as they are given. A product that no type begins with is one of an
alert from outside, of which anything may come.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from engine.diagnostics import Problem
from engine.diagnostics.nearest import meaning, nearest
from engine.documents.document import Document
from engine.matching.candidates import concerns
from engine.matching.patterns import is_wildcard
from engine.systems.review import review_as

UNHEARD: Final = "TOC324"
_LOG_SOURCES_KEPT: Final = 4096
_FINEST_FIRST: Final = ("category", "service", "product")


def check_heard(document: Document, patterns: tuple[str, ...], types: frozenset[str]) -> Iterator[Problem]:
    """A warning when no type fits the patterns of a document's log source, and some begin as it does.

    What its fields have wrong as those of the nearest type comes with it: else a misspelt category
    would hide a misspelt field until it is mended.
    """
    body = document.body
    unheard = _unheard(patterns, types) if "logsource" in body else None
    if unheard is None:
        return
    key = next(key for key in _FINEST_FIRST if body["logsource"].get(key))
    message = f"no signal is of the type `{unheard}`"
    meant = nearest(unheard, sorted(types))
    yield Problem(UNHEARD, ("logsource", key), message, help=meaning(meant))
    if meant is not None:
        for wrong in review_as(document, meant):
            message = f"if `{meant}` is meant: {wrong.message}"
            yield Problem(UNHEARD, wrong.where, message, on=wrong.on, offset=wrong.offset, help=wrong.help)


@lru_cache(maxsize=_LOG_SOURCES_KEPT)
def _unheard(patterns: tuple[str, ...], types: frozenset[str]) -> str | None:
    """The type that is meant when no type fits; None when one does, or anything may come."""
    exact = [pattern for pattern in patterns if not is_wildcard(pattern)]
    families = {each.partition(".")[0] for each in types}
    if not exact or exact[0].partition(".")[0] not in families:
        return None
    is_heard = any(concerns(pattern, each) for pattern in patterns for each in types)
    return None if is_heard else exact[0]
