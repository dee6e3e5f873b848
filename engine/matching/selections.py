"""Selections: mappings of `field|modifier` to values, lists of them, and keywords, read into conditions.

Knows nothing of `condition:`, and stops at nothing: a reader gathers every problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean
from engine.matching.conditions import And, Condition, Or
from engine.matching.event import ANYWHERE
from engine.matching.items import Item
from engine.matching.lists import Lists
from engine.matching.operators import MODIFIERS
from engine.matching.operators.operator import Modifier
from engine.matching.values import MODIFIERS_CLASH, TOO_LARGE, Findings, ValueReader

SELECTION_SHAPE: Final = "TOC306"
UNKNOWN_MODIFIER: Final = "TOC307"
EMPTY_LIST: Final = "TOC314"

MOST_ITEMS: Final = 1_000
"""How many fields the selections of a document may have together, and lists of mappings members."""
_DEEPEST: Final = 32
MOST_MODIFIERS: Final = 16
"""After one field: no rule needs more, and each costs a look at every value."""

_MOST_ADVISED: Final = 20
"""Problems until which a nearest name is looked for: it costs more than all else."""


class SelectionReader:
    """Reads selections; what it returns is of use only if no problem is an error.

    `lists` finds what placeholders stand for; None while nobody knows.
    """

    def __init__(self, lists: Lists | None = None) -> None:
        self._findings = Findings()
        self._report = self._findings.report
        self._values = ValueReader(self._findings, lists)
        self._items = MOST_ITEMS

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, in order."""
        return self._findings.problems

    @property
    def missing(self) -> tuple[str, ...]:
        """The lists that placeholders name in vain."""
        return tuple(self._values.missing)

    def read(self, definition: Any, where: Where, label: str = "", depth: int = 0) -> Condition:
        """A mapping is an *and* of its items, a list an *or* of its members, a bare value a keyword."""
        match definition:
            case Mapping() | list() if not definition:
                self._report(SELECTION_SHAPE, where, "the selection is empty", "give it at least one field")
            case list() if depth == _DEEPEST:
                self._report(SELECTION_SHAPE, where, "the selection nests too deep", "write it flatter")
            case Mapping() | list() if not self._has_room(definition, where):
                pass
            case Mapping():
                items = (self._item(key, value, (*where, key)) for key, value in definition.items())
                return And(tuple(item for item in items if item is not None), label)
            case list() if not any(isinstance(one, Mapping | list) for one in definition):
                return Or((self._condition(Item(ANYWHERE, (), where), definition, where),), label)
            case list():
                members = enumerate(definition)
                return Or(tuple(self.read(one, (*where, n), "", depth + 1) for n, one in members), label)
            case _:
                return Or((self._condition(Item(ANYWHERE, (), where), definition, where),), label)
        return And((), label)

    def _has_room(self, definition: Mapping[Any, Any] | list[Any], where: Where) -> bool:
        """Whether there may be so many items, or members, more; told once, before any of them is read."""
        if isinstance(definition, list) and not any(isinstance(one, Mapping | list) for one in definition):
            return True  # keywords, which are values of one item
        if self._items < 0:
            return False
        self._items -= len(definition)
        if self._items < 0:
            message = f"the selections of a document may have {MOST_ITEMS:,} fields together"
            self._report(TOO_LARGE, where, message, "list values under one field, or split the rule")
        return self._items >= 0

    def _item(self, key: Any, raw: Any, where: Where) -> Condition | None:
        item = self._key(key, where)
        if item is None:
            return None
        if raw == [] and not item.is_keyword:  # whatever its modifiers
            self._report(EMPTY_LIST, where, "an empty list means null, as in Sigma", "write `null`")
            return item.condition([None])
        if raw == []:
            self._report(SELECTION_SHAPE, where, "there is no keyword in the list", "write at least one")
            return None
        if not self._is_in_order(item):  # what a value means then, nobody can say
            return None
        return self._condition(item, raw, where)

    def _condition(self, item: Item, raw: Any, where: Where) -> Condition:
        if not isinstance(raw, list):
            return item.condition([self._values.read(item, raw, where)])
        if not self._values.can_take(item, raw):
            return item.condition([])
        return item.condition([self._values.read(item, one, (*where, n)) for n, one in enumerate(raw)])

    def _key(self, key: Any, where: Where) -> Item | None:
        if not isinstance(key, str):
            self._report(SELECTION_SHAPE, where, f"the field name {key!r} is not text", "quote it", "key")
            return None
        field, *names = key.split("|")
        if len(names) > MOST_MODIFIERS:
            message = f"there are {len(names):,} modifiers after one field, and {MOST_MODIFIERS} are the most"
            self._report(TOO_LARGE, where, message, "take some away", "key")
            return None
        modifiers = self._modifiers(names, where)
        return Item(field, modifiers, where) if len(modifiers) == len(names) else None

    def _modifiers(self, names: Iterable[str], where: Where) -> tuple[Modifier, ...]:
        found = []
        for name in names:
            if name in MODIFIERS:
                found.append(MODIFIERS[name])
            else:
                few = len(self.problems) < _MOST_ADVISED
                advice = did_you_mean(name, MODIFIERS) if few else None
                message = f"there is no modifier `{name}`"
                self._findings.report_modifier(UNKNOWN_MODIFIER, where, name, message, advice)
        return tuple(found)

    def _is_in_order(self, item: Item) -> bool:
        """Whether its modifiers go together as far as they alone can tell; says what does not."""
        clashes = list(_clashes(item))
        for modifier, message, advice in clashes:
            self._findings.report_modifier(MODIFIERS_CLASH, item.where, modifier.name, message, advice)
        return not clashes


def _clashes(item: Item) -> Iterator[tuple[Modifier, str, str | None]]:
    """Each modifier that may not stand where it does: why, and what to do."""
    for modifier in item.modifiers[1:]:
        if modifier.alone:
            yield modifier, f"`{modifier.name}` must stand first, right after the field", None
    for before, modifier in combinations(item.modifiers, 2):
        if before.name in modifier.not_after:
            yield modifier, f"`{modifier.name}` cannot follow `{before.name}`", "keep one of the two"
    for modifier in item.modifiers:
        if item.is_keyword and modifier.needs_field:
            yield modifier, f"`{modifier.name}` needs a field before it", "name the field"
