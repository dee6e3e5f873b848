"""Ways to look something up, one a file: whom what an event has concerns.

A look is made once for all keys of a segment, and asked once for an event. Most events meet none of its
keys. Under a key stand candidates of many buckets; those of the buckets that the event has are found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.matching.index.looks.ends import of_beginnings, of_ends
from engine.matching.index.looks.limits import at_least, at_most, over, under
from engine.matching.index.looks.literals import of_literals
from engine.matching.index.looks.look import Make
from engine.matching.index.looks.presence import of_presence
from engine.matching.index.looks.values import of_values
from engine.matching.lookup import Way

LOOKS: Final[Mapping[Way, Make]] = {
    Way.VALUE: of_values,
    Way.LITERAL: of_literals,
    Way.PREFIX: of_beginnings,
    Way.SUFFIX: of_ends,
    Way.OVER: over,
    Way.AT_LEAST: at_least,
    Way.UNDER: under,
    Way.AT_MOST: at_most,
    Way.PRESENCE: of_presence,
}
