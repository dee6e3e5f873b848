"""What an operator and a modifier are. Knows no single one of them; the registry lists them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

import msgspec

from engine.matching.event import Test
from engine.matching.text import FOLDED, Form, Text, in_form, text_of

ValueKind = Literal["text", "number", "boolean", "null", "comparison", "reference"]


class Compile(Protocol):
    """Make a test of one field; it holds when one of `values` does for one member of the field."""

    def __call__(self, field: str, values: tuple[Any, ...], *, form: Form) -> Test: ...


class Operator(msgspec.Struct, frozen=True):
    """A way to compare a field, as the leaves of the condition tree name it.

    `spelling` is what follows the field in a rule (`contains`, or nothing). `cost_of_one`
    says roughly what each value adds, 0 where any number of them takes one look: cheap
    conditions are tried first.
    """

    name: str
    sentence: str
    compile: Compile
    spelling: str = ""
    cost_of_one: int = 0


class Comparison(msgspec.Struct, frozen=True):
    """A value that a modifier has bound to an operator: `lt` and 5. `form`: what it looks at of a text."""

    operator: Operator
    operand: Any
    form: Form = FOLDED


class Reference(msgspec.Struct, frozen=True):
    """Another field of the event, whose values are compared with.

    As with a text, `open_start` and `open_end` say at which end anything may stand.
    """

    field: str
    form: Form = FOLDED
    opened_start: bool = False
    opened_end: bool = False

    @property
    def way(self) -> str:
        """How the two are compared: empty when they are to be equal, else as the modifier is called."""
        if self.opened_start:
            return "contains" if self.opened_end else "endswith"
        return "startswith" if self.opened_end else ""

    def open_start(self) -> Reference:
        """The same with anything before it."""
        return msgspec.structs.replace(self, opened_start=True)

    def open_end(self) -> Reference:
        """The same with anything after it."""
        return msgspec.structs.replace(self, opened_end=True)

    def __str__(self) -> str:
        """As a rule would write it."""
        return self.field


class Expansion(msgspec.Struct, frozen=True):
    """What a modifier made of one value: one of these must be met, also where `all` joins the values."""

    values: tuple[Value, ...]


Value = Text | int | float | bool | Comparison | Reference | Expansion | None
"""A value of a rule while its modifiers are applied; those of an expansion one by one."""


class Modifier(msgspec.Struct, frozen=True):
    """A word after `|`.

    `apply` changes one value, of one of the kinds in `takes`. A modifier that `links` joins
    the values with *and*, one that `negates` turns the whole comparison round. `alone`: only
    `all` and `neq` may follow it, and nothing may stand before it. `refuses_empty`: an empty
    text is an error, because no two engines agree on what it would match. `refusal` gets what
    `apply` would get, and says what the modifier needs instead; None where the value will do.
    """

    name: str
    sentence: str
    takes: frozenset[ValueKind] = frozenset()
    apply: Callable[[Any], Value] | None = None
    links: bool = False
    negates: bool = False
    alone: bool = False
    refuses_empty: bool = False
    refusal: Callable[[Any], str | None] | None = None


def kind_of(value: Value) -> ValueKind:
    """What sort of value it is, for what a modifier takes."""
    match value:
        case Comparison() | Expansion():
            return "comparison"
        case Reference():
            return "reference"
        case Text():
            return "text"
        case bool():
            return "boolean"
        case None:
            return "null"
        case _:
            return "number"


def operand_texts(values: tuple[Any, ...], *, form: Form) -> tuple[str, ...]:
    """The text forms of a leaf's values, as the texts of an event are compared with them."""
    texts = (text for value in values if (text := text_of(value)) is not None)
    return tuple(dict.fromkeys(in_form(text, form) for text in texts))
