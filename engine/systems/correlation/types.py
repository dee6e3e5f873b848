"""The types of correlations: what a condition of each may say, and what its windows measure. One registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, Literal

import msgspec

from engine.matching.windows.measures.chain import Chain
from engine.matching.windows.measures.items import Items
from engine.matching.windows.measures.members import Members
from engine.matching.windows.measures.named import Named, Way
from engine.matching.windows.measures.rank import Median, Percentile
from engine.matching.windows.measures.total import Total
from engine.matching.windows.thresholds import NOTHING, Comparisons, Edges, read_edges
from engine.matching.windows.window import Measure

Compares = Literal["always", "maybe", "never"]
_WHOLE: Final = 100


class Asked(msgspec.Struct, frozen=True):
    """What a correlation asks for: its comparisons, how many rules it reads, its window (milliseconds).

    `ways` are those of a condition over names, None without one.
    """

    wanted: Mapping[str, float]
    rules: int
    span: int
    percentile: float = 0
    ways: tuple[Way, ...] | None = None

    @property
    def bounds(self) -> Comparisons:
        """The comparisons in a fixed order."""
        return tuple(sorted(self.wanted.items()))


class Type(msgspec.Struct, frozen=True):
    """What the condition of a type may and must say.

    `of_rules`: it counts rules, may do without comparisons, and may be a text over their names.
    """

    measure: Callable[[Asked], Measure]
    compares: Compares = "always"
    has_field: bool = False
    of_numbers: bool = False
    has_percentile: bool = False
    of_rules: bool = False
    in_order: bool = False


def edges_of(type_: Type, asked: Asked) -> Edges:
    """Where the truth of a count changes; what counts rules, and compares with nothing, wants all of them."""
    if type_.compares == "never":
        return NOTHING
    if type_.of_rules and not asked.wanted:
        return read_edges({"gte": asked.rules})
    return read_edges(asked.wanted)


def _event_count(asked: Asked) -> Measure:
    return Items(read_edges(asked.wanted))


def _absence(asked: Asked) -> Measure:
    del asked
    return Items(NOTHING)


def _value_count(asked: Asked) -> Measure:
    return Members(read_edges(asked.wanted))


def _temporal(asked: Asked) -> Measure:
    if asked.ways is not None:
        return Named(asked.ways, asked.rules, asked.span)
    return Members(edges_of(TYPES["temporal"], asked), asked.rules)


def _temporal_ordered(asked: Asked) -> Measure:
    if asked.ways is not None:
        return Named(asked.ways, asked.rules, asked.span, in_order=True)
    return Chain(edges_of(TYPES["temporal_ordered"], asked), asked.rules, asked.span)


def _value_sum(asked: Asked) -> Measure:
    return Total(asked.bounds)


def _value_avg(asked: Asked) -> Measure:
    return Total(asked.bounds, is_mean=True)


def _value_percentile(asked: Asked) -> Measure:
    """Its share as it is written: 99.9 is 999 of 1,000, not what binary fractions make of it."""
    part, whole = (Decimal(str(asked.percentile)) / _WHOLE).as_integer_ratio()
    return Percentile(asked.bounds, part, whole)


def _value_median(asked: Asked) -> Measure:
    return Median(asked.bounds)


TYPES: Final[Mapping[str, Type]] = {
    "event_count": Type(_event_count),
    "value_count": Type(_value_count, has_field=True),
    "value_sum": Type(_value_sum, has_field=True, of_numbers=True),
    "value_avg": Type(_value_avg, has_field=True, of_numbers=True),
    "value_median": Type(_value_median, has_field=True, of_numbers=True),
    "value_percentile": Type(_value_percentile, has_field=True, of_numbers=True, has_percentile=True),
    "temporal": Type(_temporal, compares="maybe", of_rules=True),
    "temporal_ordered": Type(_temporal_ordered, compares="maybe", of_rules=True, in_order=True),
    "absence": Type(_absence, compares="never"),
}
