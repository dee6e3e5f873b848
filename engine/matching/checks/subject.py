"""What a check looks at: one detection, as it is written, as it was read, and what its signals can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from engine.diagnostics import Problem, Where
from engine.matching.checks.vocabulary import Vocabulary
from engine.matching.checks.written import Written
from engine.matching.conditions import Condition


class Subject(msgspec.Struct, frozen=True):
    """`where` is the place of the section that `items` stand in, `names` are those of its selections.

    `condition` is None where it cannot be read, `vocabulary` where nobody knows the signals.
    `spellings` are how scalars that are not text were written, by place.
    """

    where: Where
    items: tuple[Written, ...]
    names: frozenset[str] = frozenset()
    condition: Condition | None = None
    vocabulary: Vocabulary | None = None
    spellings: Mapping[Where, str] = {}


Check = Callable[[Subject], Iterable[Problem]]
