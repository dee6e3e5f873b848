"""What is missing and what is too much in each mapping of a document, put together.

A missing key and an unknown one like it are one mistake, told once, at the key that stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean, meaning, nearest
from engine.documents.schema.refusal import Refusal
from engine.documents.wording import called, one_of, shown

UNKNOWN_KEY: Final = "TOC205"
UNKNOWN_SIGMA_KEY: Final = "TOC206"
MISSING_KEY: Final = "TOC207"

_MOST_ADVISED: Final = 20
"""Unknown keys of one document for which it is looked what was meant; among thousands nothing was."""

KEYWORDS: Final = frozenset({"required", "additionalProperties"})


def missing_key(where: Where, names: str, advice: str | None = None) -> Problem:
    """A problem at the key of the mapping that lacks something."""
    return Problem(MISSING_KEY, where, f"{called(where)} has no {names}", on="key", help=advice)


class Keys:
    """Gathers refusals of keys, then says them."""

    def __init__(self) -> None:
        self._missing: dict[Where, list[str]] = {}
        self._unknown: dict[Where, list[str]] = {}
        self._known: dict[Where, list[str]] = {}
        self._open: set[Where] = set()

    def add(self, refusal: Refusal) -> None:
        """A refusal by one of `KEYWORDS`."""
        where, known = refusal.where, refusal.schema.get("properties", {})
        if refusal.keyword == "required":
            self._missing[where] = [key for key in refusal.asks if key not in refusal.value]
            self._known.setdefault(where, list(known))
        else:
            self._unknown[where] = [key for key in refusal.value if key not in known]
            self._known[where] = list(known)

    def add_open(self, body: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        """A document whose top may have keys that its schema does not know: each is a warning."""
        self._unknown[()] = [key for key in body if key not in known]
        self._known[()] = list(known)
        self._open.add(())

    def problems(self) -> Iterator[Problem]:
        """One for each unknown key, and for each missing one that no unknown key was meant to be."""
        advised = 0
        for where, unknown in self._unknown.items():
            missing = self._missing.get(where, [])
            for key in unknown:
                advised += 1
                may_ask = advised <= _MOST_ADVISED
                meant = nearest(key, missing) if may_ask else None
                if meant is not None:
                    missing.remove(meant)
                yield self._unknown_key(where, key, meant, may_ask=may_ask)
        for where, missing in self._missing.items():
            for key in missing:
                yield missing_key(where, f"`{key}`", f"add `{key}:`")

    def _unknown_key(self, where: Where, key: str, meant: str | None, *, may_ask: bool) -> Problem:
        code = UNKNOWN_SIGMA_KEY if where in self._open and meant is None else UNKNOWN_KEY
        advice = meaning(meant)
        if advice is None and may_ask:
            advice = did_you_mean(key, self._known[where])
        if advice is None:
            advice = one_of(self._known[where]) if code == UNKNOWN_KEY else "it changes nothing: take it away"
        return Problem(code, (*where, key), f"unknown key {shown(key)}", on="key", help=advice)
