"""Ways to look something up, one a file: what an event offers to the rules, and whom that concerns.

A `Look` works out once for an event which keys of any rule it meets. Most events meet none; then no
bucket is asked. In each bucket a table finds the candidates under the keys that are met.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from engine.matching.event import View
from engine.matching.index.entry import Candidate
from engine.matching.index.looks.ends import PrefixLook, SuffixLook
from engine.matching.index.looks.keyed import Keyed
from engine.matching.index.looks.limits import (
    AtLeastLook,
    AtLeastTable,
    AtMostLook,
    AtMostTable,
    OverLook,
    OverTable,
    UnderLook,
    UnderTable,
)
from engine.matching.index.looks.literals import LiteralLook
from engine.matching.index.looks.look import Look, Table
from engine.matching.index.looks.presence import PresenceLook
from engine.matching.index.looks.values import ValueLook
from engine.matching.lookup import Way


class Pair(msgspec.Struct, frozen=True):
    """The look of a way, made from a view and all keys of a segment; the table, from those of a bucket."""

    look: Callable[[View, Sequence[Any]], Look]
    table: Callable[[Mapping[Any, Sequence[Candidate]]], Table] = Keyed


LOOKS: Final[Mapping[Way, Pair]] = {
    Way.VALUE: Pair(ValueLook),
    Way.LITERAL: Pair(LiteralLook),
    Way.PREFIX: Pair(PrefixLook),
    Way.SUFFIX: Pair(SuffixLook),
    Way.OVER: Pair(OverLook, OverTable),
    Way.AT_LEAST: Pair(AtLeastLook, AtLeastTable),
    Way.UNDER: Pair(UnderLook, UnderTable),
    Way.AT_MOST: Pair(AtMostLook, AtMostTable),
    Way.PRESENCE: Pair(PresenceLook),
}
