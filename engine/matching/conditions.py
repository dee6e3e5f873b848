"""The condition tree that every `detection` and `match` is read into. Knows neither YAML nor events.

It is evaluated by the interpreter, which also explains it, and cut into pieces by an index;
both take the meaning of a leaf from its operator alone.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from engine.matching.lookup import Lookup
from engine.matching.operators.operator import Operator, Reference, TimePart
from engine.matching.regex import Regex
from engine.matching.text import CASED, FOLDED, HOSTS, SKELETON, Form

_FORMS: Final[dict[Form, str]] = {FOLDED: "", CASED: "cased", SKELETON: "lookalike", HOSTS: ""}
"""How a rule asks for each form, where its operator does not."""
_ANY_FIELD: Final = "any field"


class Leaf(msgspec.Struct, frozen=True):
    """One field compared in one way: true when any of `values` holds for the field, or a member of it.

    `values` are as the rule writes them, wildcards and escapes read: literal text, numbers
    and booleans for `equals`; literal text for `contains`, `startswith` and `endswith`; a
    `Text` for `wildcard`; numbers for comparisons. Text is brought into the `form` in which
    it is compared when it is compiled. The field of a keyword is `ANYWHERE`.
    """

    field: str
    operator: Operator
    values: tuple[Any, ...]
    form: Form = FOLDED

    def lookup(self) -> Lookup | None:
        """What an index may look for, so that it is found whenever the leaf holds; None: nothing."""
        known = self.operator.lookup
        return None if known is None else known(self.field, self.values, form=self.form)


class And(msgspec.Struct, frozen=True):
    """True when all children are. `label` is what the rule calls it: a selection's name, or empty."""

    children: tuple[Condition, ...]
    label: str = ""


class Or(msgspec.Struct, frozen=True):
    """True when one of the children is. `label` as in `And`."""

    children: tuple[Condition, ...]
    label: str = ""


class Not(msgspec.Struct, frozen=True):
    """True when the child is not: also where the child's fields are missing."""

    child: Condition


Condition = And | Or | Not | Leaf


def size(condition: Condition) -> int:
    """How many conditions it consists of, itself included."""
    match condition:
        case Leaf():
            return 1
        case Not(child):
            return 1 + size(child)
        case And(children) | Or(children):
            return 1 + sum(map(size, children))


def spell(condition: Condition) -> str:
    """A condition in the words of a rule, for people."""
    match condition:
        case Leaf():
            return _spell_leaf(condition)
        case Not(child):
            return f"not {_spell_operand(child)}"
        case And(children, label):
            return label or " and ".join(map(_spell_operand, children))
        case Or(children, label):
            return label or " or ".join(map(_spell_operand, children))


def _spell_operand(condition: Condition) -> str:
    compound = isinstance(condition, And | Or) and not condition.label and len(condition.children) > 1
    return f"({spell(condition)})" if compound else spell(condition)


def _spell_leaf(leaf: Leaf) -> str:
    form = _FORMS[leaf.form]
    first = leaf.values[0]
    if isinstance(first, Reference):  # nothing but what it is opened by may follow it
        words = [leaf.field, form, *first.words]
    elif isinstance(first, Regex | TimePart):
        words = [leaf.field, *first.words]
    else:
        words = [leaf.field or _ANY_FIELD, leaf.operator.spelling, form]
    values = [_spell_value(value) for value in leaf.values]
    spelled = values[0] if len(values) == 1 else f"[{', '.join(values)}]"
    return f"{'|'.join(word for word in words if word)}: {spelled}"


def _spell_value(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return f"'{value}'"
