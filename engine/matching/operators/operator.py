"""What an operator and a modifier are. Knows no single one of them; the registry lists them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, Protocol

import msgspec

from engine.matching.event import Test
from engine.matching.lookup import LookupOf
from engine.matching.regex import Regex
from engine.matching.text import FOLDED, Form, Text, in_form, text_of
from engine.matching.times import Part

ValueKind = Literal[
    "text", "number", "boolean", "null", "comparison", "compared text", "reference", "regex", "time"
]


class Compile(Protocol):
    """Make a test of one field; it holds when one of `values` does for one member of the field."""

    def __call__(self, field: str, values: tuple[Any, ...], *, form: Form) -> Test: ...


class Operator(msgspec.Struct, frozen=True):
    """A way to compare a field, as the leaves of the condition tree name it.

    `spelling` is what follows the field in a rule (`contains`, or nothing). `cost_of_one`
    says roughly what each value adds, 0 where any number of them takes one look: cheap
    conditions are tried first. `lookup` says what an index may look for; a leaf of an operator
    without one is tried on every event that its rule is asked about.
    """

    name: str
    sentence: str
    compile: Compile
    lookup: LookupOf | None = None
    spelling: str = ""
    cost_of_one: int = 0


class Comparison(msgspec.Struct, frozen=True):
    """A value that a modifier has bound to an operator: `lt` and 5. `form`: what it looks at of a text.

    While the operand is a `Text`, modifiers that follow may still change the form.
    """

    operator: Operator
    operand: Any
    form: Form = FOLDED

    def with_form(self, form: Form) -> Comparison:
        """The same, to be compared in another form."""
        return Comparison(self.operator, self.operand.with_form(form), form)


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

    @property
    def words(self) -> tuple[str, ...]:
        """The modifiers that say it, but for its form."""
        return ("fieldref", self.way)

    def open_start(self) -> Reference:
        """The same with anything before it."""
        return msgspec.structs.replace(self, opened_start=True)

    def open_end(self) -> Reference:
        """The same with anything after it."""
        return msgspec.structs.replace(self, opened_end=True)

    def __str__(self) -> str:
        """As a rule would write it."""
        return self.field


class TimePart(msgspec.Struct, frozen=True):
    """A number that a part of a time is compared with: the hour, with 22, by `gte`.

    `way` is how, as the modifier is called; empty when they are to be equal.
    """

    part: Part
    number: int
    way: str = ""

    def compared(self, way: str) -> TimePart:
        """The same number, compared in another way."""
        return TimePart(self.part, self.number, way)

    @property
    def words(self) -> tuple[str, ...]:
        """The modifiers that say it."""
        return (self.part, self.way)

    def __str__(self) -> str:
        """As a rule would write it."""
        return str(self.number)


class Expansion(msgspec.Struct, frozen=True):
    """What a modifier made of one value: one of these must be met, also where `all` joins the values."""

    values: tuple[Value, ...]


Opened = Text | Reference | Regex
"""What can be held against a part of a field: each says what it is with anything before or after it."""
Value = Text | int | float | bool | Comparison | Reference | Regex | TimePart | Expansion | None
"""A value of a rule while its modifiers are applied; those of an expansion one by one."""


class Modifier(msgspec.Struct, frozen=True):
    """A word after `|`; `aliases` are other words for the same.

    `apply` changes one value, of one of the kinds in `takes`. A modifier that `links` joins
    the values with *and*, one that `negates` turns the whole comparison round. `alone`: nothing
    may stand before it, `not_after`: none of these may. `refuses_empty`: an empty
    text is an error, because no two engines agree on what it would match. `refusal` gets what
    `apply` would get, and says what the modifier needs instead; None where the value will do.
    `raw`: it takes text as it is written, escapes and wildcards unread. `expands`: instead of
    `apply`, placeholders in the value become the values of lists. `needs_field`: it means nothing
    after a keyword. `makes` says of a text as it is written how many it may become, before they are made.
    `ours`: Sigma does not have it.
    """

    name: str
    sentence: str
    takes: frozenset[ValueKind] = frozenset()
    apply: Callable[[Any], Value] | None = None
    links: bool = False
    negates: bool = False
    alone: bool = False
    not_after: frozenset[str] = frozenset()
    refuses_empty: bool = False
    refusal: Callable[[Any], str | None] | None = None
    raw: bool = False
    expands: bool = False
    needs_field: bool = False
    makes: Callable[[str], int] | None = None
    ours: bool = False
    aliases: tuple[str, ...] = ()


def kind_of(value: Value) -> ValueKind:
    """What sort of value it is, for what a modifier takes."""
    if isinstance(value, TimePart) and value.way:
        return "comparison"
    if isinstance(value, Comparison) and isinstance(value.operand, Text):
        return "compared text"
    return _KINDS.get(type(value), "number")


_KINDS: Final[dict[type, ValueKind]] = {
    Comparison: "comparison",
    Expansion: "comparison",
    TimePart: "time",
    Reference: "reference",
    Regex: "regex",
    Text: "text",
    bool: "boolean",
    type(None): "null",
}


def operand_texts(values: tuple[Any, ...], *, form: Form) -> tuple[str, ...]:
    """The text forms of a leaf's values, as the texts of an event are compared with them."""
    texts = (text for value in values if (text := text_of(value)) is not None)
    return tuple(dict.fromkeys(in_form(text, form) for text in texts))
