"""Selections: mappings of `field|modifier` to values, and lists of them, read into conditions.

Knows nothing of `condition:`, and stops at nothing: a reader gathers every problem.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean
from engine.matching.conditions import And, Condition, Or
from engine.matching.items import Item
from engine.matching.operators import MODIFIERS, UNSUPPORTED
from engine.matching.operators.operator import Comparison, Expansion, Modifier, Reference, Value, kind_of
from engine.matching.text import Text, parse_text

SELECTION_SHAPE: Final = "TOC306"
UNKNOWN_MODIFIER: Final = "TOC307"
NOT_SUPPORTED: Final = "TOC308"
WRONG_VALUE: Final = "TOC309"
MODIFIERS_CLASH: Final = "TOC310"
EMPTY_TEXT: Final = "TOC311"
NOT_A_VALUE: Final = "TOC312"
KEYWORD: Final = "TOC313"
EMPTY_LIST: Final = "TOC314"
TOO_LARGE: Final = "TOC323"

_DEEPEST: Final = 32
MOST_GROWTH: Final = 200_000
"""How many characters modifiers may add to the values of a document: `wide` doubles a text each time."""
_KINDS: Final = {"text": "text", "number": "a number", "boolean": "true or false", "null": "null"}


class SelectionReader:
    """Reads selections; what it returns is of use only if no problem is an error."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._told: set[Problem] = set()
        self._room = MOST_GROWTH

    def read(self, definition: Any, where: Where, label: str = "", depth: int = 0) -> Condition:
        """A mapping is an *and* of its items, a list an *or* of its members."""
        match definition:
            case Mapping() | list() if not definition:
                self._report(SELECTION_SHAPE, where, "the selection is empty", "give it at least one field")
            case list() if depth == _DEEPEST:
                self._report(SELECTION_SHAPE, where, "the selection nests too deep", "write it flatter")
            case Mapping():
                items = (self._item(key, value, (*where, key)) for key, value in definition.items())
                return And(tuple(item for item in items if item is not None), label)
            case list():
                members = enumerate(definition)
                return Or(tuple(self.read(one, (*where, n), "", depth + 1) for n, one in members), label)
            case _:
                self._keyword(where)
        return And((), label)

    def _item(self, key: Any, raw: Any, where: Where) -> Condition | None:
        item = self._key(key, where)
        if item is None:
            return None
        if raw == []:  # whatever its modifiers
            self._report(EMPTY_LIST, where, "an empty list means null, as in Sigma", "write `null`")
            return item.condition([None])
        self._order(item)
        if not isinstance(raw, list):
            return item.condition([self._value(item, raw, where)])
        return item.condition([self._value(item, one, (*where, n)) for n, one in enumerate(raw)])

    def _key(self, key: Any, where: Where) -> Item | None:
        if not isinstance(key, str):
            self._report(SELECTION_SHAPE, where, f"the field name {key!r} is not text", "quote it", "key")
            return None
        field, *names = key.split("|")
        if not field:
            self._keyword(where, "key")
            return None
        modifiers = tuple(known for name in names if (known := self._modifier(name, where)) is not None)
        return Item(field, modifiers, where) if len(modifiers) == len(names) else None

    def _order(self, item: Item) -> None:
        for modifier in item.modifiers[1:]:
            if modifier.alone:
                message = f"`{modifier.name}` must stand first, right after the field"
                self._report_modifier(MODIFIERS_CLASH, item.where, modifier.name, message)

    def _modifier(self, name: str, where: Where) -> Modifier | None:
        if name in MODIFIERS:
            return MODIFIERS[name]
        if name in UNSUPPORTED:
            message = f"the modifier `{name}` is not supported yet"
            self._report_modifier(NOT_SUPPORTED, where, name, message)
        else:
            advice = did_you_mean(name, MODIFIERS)
            self._report_modifier(UNKNOWN_MODIFIER, where, name, f"there is no modifier `{name}`", advice)
        return None

    def _value(self, item: Item, raw: Any, where: Where) -> Value:
        if not _is_value(raw):
            advice = "compare with text, a number, true, false or null"
            self._report(NOT_A_VALUE, where, f"{_described(raw)} is not a value of a field", advice)
            return None
        value: Value = parse_text(raw) if isinstance(raw, str) else raw
        for modifier in item.modifiers:
            if modifier.apply is None:
                continue
            if self._room < 0:  # told already
                return None
            if not all(self._fits(modifier, one, item, where) for one in _each(value)):
                return None
            changed = _applied(modifier.apply, value)
            self._room -= max(0, _size(changed) - _size(value)) + len(_each(changed)) - 1
            if self._room < 0:
                message = f"modifiers make the values longer by more than {MOST_GROWTH:,} characters"
                self._report(TOO_LARGE, item.where, message, "take a modifier away, or split the rule", "key")
                return None
            value = changed
        return value

    def _fits(self, modifier: Modifier, value: Value, item: Item, where: Where) -> bool:
        if isinstance(value, Comparison | Reference) and kind_of(value) not in modifier.takes:
            earlier = value.operator.name if isinstance(value, Comparison) else "fieldref"
            message = f"`{modifier.name}` cannot follow `{earlier}`"
            advice = "keep one of the two"
            self._report_modifier(MODIFIERS_CLASH, item.where, modifier.name, message, advice)
        elif kind_of(value) not in modifier.takes:
            wanted = " or ".join(_KINDS[taken] for taken in sorted(modifier.takes & _KINDS.keys()))
            message = f"`{modifier.name}` needs {wanted}, not {_KINDS[kind_of(value)]}"
            self._report(WRONG_VALUE, where, message, _quoting(modifier, value))
        elif modifier.refuses_empty and isinstance(value, Text) and value.is_empty:
            message = f"`{modifier.name}` with an empty text is met by everything or by nothing"
            self._report(EMPTY_TEXT, where, message, "say what to look for, or write `|exists: true`")
        elif modifier.refusal is not None and (needed := modifier.refusal(value)) is not None:
            self._report(WRONG_VALUE, where, f"`{modifier.name}` needs {needed}", None)
        else:
            return True
        return False

    def _keyword(self, where: Where, on: Literal["key", "value"] = "value") -> None:
        message = "keywords (values without a field) are not supported yet"
        self._report(KEYWORD, where, message, "name the field: `content|contains: ...`", on)

    def _report_modifier(
        self, code: str, where: Where, name: str, message: str, advice: str | None = None
    ) -> None:
        """At the modifier in the key, where a second one of that name is as wrong as the first."""
        offset = str(where[-1]).find(f"|{name}") + 1
        self._tell(Problem(code, where, message, on="key", offset=offset, help=advice))

    def _report(
        self, code: str, where: Where, message: str, advice: str | None, on: Literal["key", "value"] = "value"
    ) -> None:
        self._tell(Problem(code, where, message, on=on, help=advice))

    def _tell(self, problem: Problem) -> None:
        if problem not in self._told:  # a list of values meets the same clash once a value
            self._told.add(problem)
            self.problems.append(problem)


def _is_value(raw: Any) -> bool:
    return raw is None or isinstance(raw, str | int) or (isinstance(raw, float) and math.isfinite(raw))


def _each(value: Value) -> tuple[Value, ...]:
    return value.values if isinstance(value, Expansion) else (value,)


def _applied(apply: Callable[[Any], Value], value: Value) -> Value:
    if not isinstance(value, Expansion):
        return apply(value)
    changed = dict.fromkeys(one for old in value.values for one in _each(apply(old)))
    return Expansion(tuple(changed))


def _size(value: Value) -> int:
    return sum(one.length for one in _each(value) if isinstance(one, Text))


def _described(raw: Any) -> str:
    match raw:
        case Mapping():
            return "a mapping"
        case list():
            return "a list inside a list"
        case float():
            return f"`{raw}`"
        case _:
            return f"a {type(raw).__name__}"


def _quoting(modifier: Modifier, value: Value) -> str | None:
    if isinstance(value, Text):
        return "take the quotes away"
    return "put it in quotes" if "text" in modifier.takes and value is not None else None
