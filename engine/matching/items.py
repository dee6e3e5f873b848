"""What one `field|modifiers: values` means, as leaves of the tree. Its input is checked."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from engine.diagnostics import Where
from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.event import ANYWHERE
from engine.matching.operators.contains import CONTAINS
from engine.matching.operators.endswith import ENDSWITH
from engine.matching.operators.equals import EQUALS
from engine.matching.operators.fieldref import FIELDREF
from engine.matching.operators.null import NULL
from engine.matching.operators.operator import (
    Comparison,
    Expansion,
    Modifier,
    Operator,
    Reference,
    TimePart,
    Value,
)
from engine.matching.operators.re import RE
from engine.matching.operators.startswith import STARTSWITH
from engine.matching.operators.time_part import TIME_PART
from engine.matching.operators.wildcard import WILDCARD
from engine.matching.regex import Regex
from engine.matching.text import FOLDED, Text, Wildcard, parse_text, text_of

_PLACES: Final = frozenset({"startswith", "endswith"})
_OPERATORS: Final[dict[type, Operator]] = {Reference: FIELDREF, Regex: RE, TimePart: TIME_PART}


class Item(msgspec.Struct, frozen=True):
    """The key of an item: the field and what its modifiers are; `where` is the key's path in the document."""

    field: str
    modifiers: tuple[Modifier, ...]
    where: Where

    def condition(self, values: list[Value]) -> Condition:
        """The item as a condition: one of the values, with `all` every one, with `neq` not that."""
        met = [self._leaves(value) for value in values]
        if any(modifier.links for modifier in self.modifiers):
            parts = tuple(map(_one_of, met))
            condition: Condition = parts[0] if len(parts) == 1 else And(parts)
        else:
            condition = _one_of([leaf for leaves in met for leaf in leaves])
        negated = any(modifier.negates for modifier in self.modifiers)
        return Not(condition) if negated else condition

    @property
    def is_keyword(self) -> bool:
        """Whether it has no field: it is looked for in every value of the event."""
        return self.field == ANYWHERE

    @property
    def is_raw(self) -> bool:
        """Whether its texts are taken as they are written: wildcards and escapes mean nothing."""
        return any(modifier.raw for modifier in self.modifiers)

    def _leaves(self, value: Value) -> list[Leaf]:
        each = value.values if isinstance(value, Expansion) else (value,)
        return [self._leaf(self._somewhere(one) if self.is_keyword else one) for one in each]

    def _somewhere(self, value: Value) -> Value:
        """A keyword stands somewhere in a value, unless a modifier says where."""
        if any(modifier.name in _PLACES for modifier in self.modifiers):
            return value
        if isinstance(value, int | float):
            value = parse_text(text_of(value) or "")
        return value.open_start().open_end() if isinstance(value, Text | Reference) else value

    def _leaf(self, value: Value) -> Leaf:
        form = value.form if isinstance(value, Text | Reference | Comparison) else FOLDED
        operator, operand = _operation(value)
        return Leaf(self.field, operator, (operand,), form)


def _one_of(leaves: list[Leaf]) -> Condition:
    """Leaves of one item that compare in one way become one leaf, which is the cheapest way to try them."""
    alike: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        alike.setdefault(leaf.operator.name, []).append(leaf)
    merged = [_merged(same) for same in alike.values()]
    return merged[0] if len(merged) == 1 else Or(tuple(merged))  # an empty list is met by nothing


def _merged(leaves: list[Leaf]) -> Leaf:
    first = leaves[0]
    values = tuple(value for leaf in leaves for value in leaf.values)
    return Leaf(first.field, first.operator, values, first.form)


def _operation(value: Value) -> tuple[Operator, Any]:
    """The operator that a value asks for, and what it compares with."""
    if isinstance(value, Text):
        return _text_operation(value)
    if isinstance(value, Comparison):
        return value.operator, value.operand
    if value is None:
        return NULL, None
    return _OPERATORS.get(type(value), EQUALS), value


def _text_operation(text: Text) -> tuple[Operator, Any]:
    """By where its one literal piece stands between wildcards, if it has no more than that."""
    parts = text.parts
    if not parts:
        return EQUALS, ""
    starts, ends = parts[0] is Wildcard.ANY, parts[-1] is Wildcard.ANY
    inner = parts[starts : len(parts) - ends]
    if len(inner) != 1 or not isinstance(inner[0], str):
        return WILDCARD, text
    return _BY_PLACE[starts, ends], inner[0]


_BY_PLACE: Final[dict[tuple[bool, bool], Operator]] = {
    (False, False): EQUALS,
    (True, True): CONTAINS,
    (False, True): STARTSWITH,
    (True, False): ENDSWITH,
}
