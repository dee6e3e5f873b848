"""The lists and filters among parsed documents, for rules used as a library; the bot has its rulebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from engine.diagnostics import Problem
from engine.matching.filters import Filter, applies, compile_filter, named_rules
from engine.matching.lists import ListValue, placeholders_in

BAD_LIST: Final = "TOC312"
NO_LIST: Final = "TOC325"
_WITHOUT: Final = {
    "detection": "this rule does not run",
    "filter": "this filter does nothing, and the rules go on without it",
}
_SIGMA: Final = ("correlation", "filter", "detection")


def kind_of(document: Mapping[str, Any]) -> str:
    """What kind of document it is: a Sigma one by its section, any other by its `kind`."""
    return next((key for key in _SIGMA if key in document), str(document.get("kind", "")))


class Beside:
    """What stands beside the rules and is part of what they mean. Filled first, asked then."""

    def __init__(self) -> None:
        self._lists: dict[str, Sequence[ListValue]] = {}
        self._filters: list[Mapping[str, Any]] = []

    def add(self, document: Mapping[str, Any]) -> list[Problem]:
        """Take in a list or a filter; anything else is none of its business."""
        kind = kind_of(document)
        if kind == "filter":
            self._filters.append(document)
            return compile_filter(document)[1]
        return self._add_list(document) if kind == "list" else []

    def values_of(self, name: str) -> Sequence[ListValue] | None:
        """The values of the list that is called so, by name or id."""
        return self._lists.get(name)

    def filters_on(self, rule: Mapping[str, Any]) -> list[Filter]:
        """The filters put on a rule, in order."""
        return [ready for body, ready in self._ready if _is_on(body, rule)]

    def missing(self, document: Any) -> list[Problem]:
        """The lists that a detection or filter names in vain."""
        kind = kind_of(document) if isinstance(document, Mapping) else ""
        if kind not in _WITHOUT:
            return []
        return [
            Problem(NO_LIST, where, f"there is no list `{name}`: {_WITHOUT[kind]}")
            for name, where in placeholders_in(document[kind], (kind,)).items()
            if name not in self._lists
        ]

    @cached_property
    def _ready(self) -> list[tuple[Mapping[str, Any], Filter]]:
        compiled = ((body, compile_filter(body, self.values_of)[0]) for body in self._filters)
        return [(body, ready) for body, ready in compiled if ready is not None]

    def _add_list(self, document: Mapping[str, Any]) -> list[Problem]:
        values = document.get("values")
        if not isinstance(values, list) or not all(map(_is_list_value, values)):
            message = "the `values` of a list are texts and numbers"
            return [
                Problem(BAD_LIST, ("values",), message, help="write such as `values: [81384788765712384]`")
            ]
        for key in ("id", "name"):
            if document.get(key) is not None:
                self._lists.setdefault(str(document[key]), values)
        return []


def _is_list_value(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _is_on(filter_: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    names = named_rules(filter_)
    called = {str(rule[key]) for key in ("id", "name") if rule.get(key) is not None}
    return applies(filter_, rule) and (names is None or not called.isdisjoint(names.values()))
