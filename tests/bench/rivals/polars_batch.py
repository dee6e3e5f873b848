"""polars, an engine in Rust for tables: a column of truth a rule, for a batch of signals at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import polars as pl

from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.text import Wildcard
from tests.bench.rivals import Answers

_TYPES = {str: pl.String, int: pl.Int64}


class PolarsBatch:
    """An expression for each condition."""

    def __init__(self, conditions: Sequence[Condition], fields: dict[str, type]) -> None:
        self._schema = {name: _TYPES[each] for name, each in fields.items()}
        self._expressions = [_expression(each).alias(str(n)) for n, each in enumerate(conditions)]

    def answer(self, signals: Sequence[dict[str, Any]]) -> Answers:
        found: Answers = [[] for _ in signals]
        table = pl.DataFrame(signals, schema=self._schema).lazy().select(self._expressions).collect()
        for n, column in enumerate(table.iter_columns()):
            for row in column.arg_true():
                found[row].append(n)
        return found


def _expression(condition: Condition) -> pl.Expr:
    match condition:
        case Leaf():
            return _leaf(condition)
        case Not(child):
            return ~_expression(child)
        case And(children):
            return reduce(and_, map(_expression, children))
        case Or(children):
            return reduce(or_, map(_expression, children))


def _leaf(leaf: Leaf) -> pl.Expr:
    column, values = pl.col(leaf.field), list(leaf.values)
    match leaf.operator.name:
        case "equals":
            return column == values[0] if len(values) == 1 else column.is_in(values)
        case "contains":
            return column.str.contains_any(values)
        case "startswith":
            return reduce(or_, (column.str.starts_with(each) for each in values))
        case "gte":
            return column >= values[0]
        case "lt":
            return column < values[0]
        case "wildcard":
            return reduce(or_, (column.str.contains(_pattern(each.parts)) for each in values))
    raise NotImplementedError(leaf)


def _pattern(parts: Sequence[Any]) -> str:
    ways = {Wildcard.ANY: ".*", Wildcard.ONE: "."}
    return f"(?s)^{''.join(re.escape(part) if isinstance(part, str) else ways[part] for part in parts)}$"
