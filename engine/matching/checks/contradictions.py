"""Selections and conditions that can never hold: two values at once, above 5 and below 3, `a and not a`.

Judged by what a field can hold: a list can have both of two values, so only fields that the
catalogue knows to be single are compared. Finds some of what is impossible, and nothing that is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from typing import Any, Final

import msgspec

from engine.diagnostics import Problem
from engine.matching.checks.subject import Subject
from engine.matching.checks.vocabulary import Vocabulary
from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.text import CASED, FOLDED, fold, text_of

NEVER_HOLDS: Final = "TOC347"

_OF: Final = " of "
"""In the label of `1 of x*`; no name of a selection in a condition has a blank."""
_ALL: Final = "all"
_Number = int | float
_IsSingle = Callable[[str], bool]


def check_contradictions(subject: Subject) -> Iterator[Problem]:
    """Each selection that never holds; where none is to blame alone, the condition."""
    if subject.condition is None or not _may_clash(subject, subject.condition):
        return
    single = _singles(subject.vocabulary)
    blamed = dict.fromkeys(
        part.label
        for part in _selections(subject.condition)
        if part.label in subject.names and _never(part, single)
    )
    for name in blamed:
        message = f"the selection `{name}` never holds: it contradicts itself"
        advice = "for one of several values write a list without `all`"
        yield Problem(NEVER_HOLDS, (*subject.where, name), message, on="key", help=advice)
    if not blamed and _never(subject.condition, single):
        message = "the condition never holds: parts of it contradict each other"
        where = (*subject.where, "condition")
        yield Problem(NEVER_HOLDS, where, message, help="check `and`, `not` and what each selection asks for")


def _may_clash(subject: Subject, condition: Condition) -> bool:
    """Whether something is asked for twice: in nearly every rule nothing is."""
    fields = [item.field for item in subject.items]
    if len(set(fields)) < len(fields) or any(_ALL in item.modifiers for item in subject.items):
        return True
    named = [part.label for part in _selections(condition)]
    return len(set(named)) < len(named)


def _singles(vocabulary: Vocabulary | None) -> _IsSingle:
    def is_single(field: str) -> bool:
        found = () if vocabulary is None else vocabulary.fields.get(field, ())
        return bool(found) and all(each.type != "list" for each in found)

    return is_single


def _selections(condition: Condition) -> Iterator[And | Or]:
    """The selections that a condition names, wherever they stand."""
    match condition:
        case And(children, label) | Or(children, label):
            if label and _OF not in label:
                yield condition
            else:
                for child in children:
                    yield from _selections(child)
        case Not(child):
            yield from _selections(child)
        case Leaf():
            pass


def _never(condition: Condition, single: _IsSingle) -> bool:
    match condition:
        case And():
            positive, negative = _parts(condition)
            return (
                any(_never(part, single) for part in positive)
                or not negative.isdisjoint(positive)
                or _clash([part for part in positive if isinstance(part, Leaf)], single)
            )
        case Or(children):
            return bool(children) and all(_never(child, single) for child in children)
        case _:
            return False


def _parts(condition: And) -> tuple[list[Condition], set[Condition]]:
    """What must hold, and what must not, with inner conjunctions taken apart."""
    positive: list[Condition] = []
    negative: set[Condition] = set()
    waiting: list[Condition] = list(condition.children)
    while waiting:
        part = waiting.pop()
        match part:
            case And(children):
                waiting += children
                positive += [part] if part.label else []
            case Not(Or(children)):
                negative.update(children)
                negative.add(part.child)
            case Not(child):
                negative.add(child)
            case _:
                positive.append(part)
    return positive, negative


def _clash(leaves: Sequence[Leaf], single: _IsSingle) -> bool:
    by_field: dict[str, _Demands] = {}
    for leaf in leaves:
        demands = by_field.setdefault(leaf.field, _Demands())
        _ADDS.get(leaf.operator.name, _add_other)(demands, leaf)
    return any(demands.is_impossible(is_single=single(field)) for field, demands in by_field.items())


class _Demands(msgspec.Struct):
    """What the leaves of one conjunction want of one field. `equal`: None is any value."""

    equal: set[str] | None = None
    above: _Number = -inf
    below: _Number = inf
    closed_above: bool = True
    closed_below: bool = True
    there: bool = False
    missing: bool = False

    def is_impossible(self, *, is_single: bool) -> bool:
        """Whether no value does all of it."""
        if self.there and self.missing:
            return True
        if not is_single:
            return False
        if self.above > self.below or (
            self.above == self.below and not (self.closed_above and self.closed_below)
        ):
            return True
        return self.equal is not None and not any(map(self._is_within, self.equal))

    def _is_within(self, text: str) -> bool:
        if self.above == -inf and self.below == inf:
            return True
        try:
            number = float(text)
        except ValueError:
            return False
        over = number >= self.above if self.closed_above else number > self.above
        under = number <= self.below if self.closed_below else number < self.below
        return over and under


def _add_equal(demands: _Demands, leaf: Leaf) -> None:
    demands.there = True
    if leaf.form not in (CASED, FOLDED):  # texts that differ may look the same
        return
    texts = {fold(text) for value in leaf.values if (text := text_of(value)) is not None}
    demands.equal = texts if demands.equal is None else demands.equal & texts


def _add_null(demands: _Demands, leaf: Leaf) -> None:
    """Null may be there, and a missing field is null: it says nothing that this can use."""
    del demands, leaf


def _add_exists(demands: _Demands, leaf: Leaf) -> None:
    if leaf.values == (True,):
        demands.there = True
    elif leaf.values == (False,):
        demands.missing = True


def _add_above(demands: _Demands, limit: _Number, *, closed: bool) -> None:
    demands.there = True
    if limit > demands.above or (limit == demands.above and not closed):
        demands.above, demands.closed_above = limit, closed


def _add_below(demands: _Demands, limit: _Number, *, closed: bool) -> None:
    demands.there = True
    if limit < demands.below or (limit == demands.below and not closed):
        demands.below, demands.closed_below = limit, closed


def _add_other(demands: _Demands, leaf: Leaf) -> None:
    del leaf
    demands.there = True


_ADDS: Final[Mapping[str, Callable[[_Demands, Leaf], Any]]] = {
    "equals": _add_equal,
    "null": _add_null,
    "exists": _add_exists,
    "gt": lambda demands, leaf: _add_above(demands, min(leaf.values), closed=False),
    "gte": lambda demands, leaf: _add_above(demands, min(leaf.values), closed=True),
    "lt": lambda demands, leaf: _add_below(demands, max(leaf.values), closed=False),
    "lte": lambda demands, leaf: _add_below(demands, max(leaf.values), closed=True),
}
"""Leaves by operator; every other one asks that the field is there, and no more that is used here."""
