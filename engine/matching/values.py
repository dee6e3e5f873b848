"""One value of an item, taken through its modifiers with all that can be wrong on the way.

Knows no selections. What modifiers make of values is bounded while it is made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from engine.diagnostics import Problem, Where
from engine.matching.items import Item
from engine.matching.lists import Lists, ListValue, fill_source, fill_text, names_in, names_in_text
from engine.matching.operators.operator import (
    Comparison,
    Expansion,
    Modifier,
    Reference,
    TimePart,
    Value,
    kind_of,
)
from engine.matching.regex import MANY_STEPS, Regex, steps
from engine.matching.regex import refusal as regex_refusal
from engine.matching.text import Text, parse_text

WRONG_VALUE: Final = "TOC309"
MODIFIERS_CLASH: Final = "TOC310"
EMPTY_TEXT: Final = "TOC311"
NOT_A_VALUE: Final = "TOC312"
TOO_LARGE: Final = "TOC323"
BAD_REGEX: Final = "TOC327"
LARGE_REGEX: Final = "TOC329"

MOST_GROWTH: Final = 30_000
"""How many characters modifiers may add to the values of a document: `wide` doubles a text each time."""
_OF_A_STEP: Final = 10
"""What each further modifier costs for each value that an earlier one made, in such characters."""
MOST_LISTED: Final = 100_000
"""How many values lists may put into a document."""
MOST_WILDCARDS: Final = 200
"""How many one text may have; those that mean themselves count, too."""
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
MOST_REGEXES: Final = 200
"""How many regular expressions a document may have."""
MOST_STEPS: Final = 20_000
"""How large their programs may be together."""
_NO_REGEX: Final = (Text, str, int, float)
_EXACT: Final = (str, int)
_OF_A_BAD_REGEX: Final = 2_500
"""What one costs that is refused: some are tried until they are too large."""
_KINDS: Final = {
    "text": "text",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
    "regex": "a regular expression (`re` before it)",
    "time": "a part of a time",
}


class Findings:
    """Gathers problems, each once: a list of values meets the same clash once a value."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._told: set[Problem] = set()

    def report(
        self, code: str, where: Where, message: str, advice: str | None, on: Literal["key", "value"] = "value"
    ) -> None:
        """Add one, unless it is there."""
        self._tell(Problem(code, where, message, on=on, help=advice))

    def report_modifier(
        self, code: str, where: Where, name: str, message: str, advice: str | None = None
    ) -> None:
        """The same of a modifier in a key, where a second one of that name is as wrong as the first."""
        offset = str(where[-1]).find(f"|{name}") + 1
        self._tell(Problem(code, where, message, on="key", offset=offset, help=advice))

    def _tell(self, problem: Problem) -> None:
        if problem not in self._told:
            self._told.add(problem)
            self.problems.append(problem)


class ValueReader:
    """Reads the values of one document. `missing` are the lists that its placeholders name in vain.

    Without `lists` nobody knows yet what there is: a placeholder stands for itself.
    """

    def __init__(self, findings: Findings, lists: Lists | None) -> None:
        self.missing: dict[str, None] = {}
        self._report = findings.report
        self._report_modifier = findings.report_modifier
        self._lists = lists
        self._growth = MOST_GROWTH
        self._listed = MOST_LISTED
        self._regexes = MOST_REGEXES
        self._steps = MOST_STEPS

    def read(self, item: Item, raw: Any, where: Where) -> Value:
        """The value as its leaves take it. Of use only if no problem is an error."""
        if not _is_value(raw) or (raw is None and item.is_keyword):
            advice = "compare with text, a number, true, false or null"
            message = f"{_described(raw)} is not a value of a field"
            if item.is_keyword:
                advice, message = "write a text or a number", f"{_described(raw)} is no keyword"
            self._report(NOT_A_VALUE, where, message, advice)
            return None
        if isinstance(raw, str) and raw.count("*") + raw.count("?") > MOST_WILDCARDS and not item.is_raw:
            message = f"a text may have {MOST_WILDCARDS} wildcards"
            self._report(TOO_LARGE, where, message, "say less of it: what must stand there, in a few pieces")
            return None
        value = _as_read(raw, item)
        if item.is_keyword and isinstance(value, Text) and value.is_empty:
            self._report(EMPTY_TEXT, where, "an empty keyword stands in everything", "say what to look for")
            return None
        for modifier in item.modifiers:
            if modifier.apply is None and not modifier.expands:
                continue
            changed = self._changed(modifier, value, item, where)
            if changed is None:
                return None
            value = changed[0]
        self._check_regexes(value, item, where)
        return value

    def can_take(self, item: Item, raw: list[Any]) -> bool:
        """Whether modifiers may make of a list what they would; looked at before anything is made."""
        if self._growth < 0 or self._listed < 0:
            return False
        for modifier in item.modifiers:
            if modifier.makes is not None:
                texts = [one for one in raw if isinstance(one, str)]
                made = sum((modifier.makes(one) - 1) * len(one) for one in texts)
                if made > self._growth:
                    return self._has_room(made, item)
        return True

    def _changed(self, modifier: Modifier, value: Value, item: Item, where: Where) -> tuple[Value] | None:
        """What a modifier makes of a value; None when it cannot, or not within bounds."""
        if isinstance(value, Text) and not modifier.expands:  # nearly every value
            if self._growth < 0 or self._listed < 0 or not self._fits(modifier, value, item, where):
                return None
            only = _applied(modifier, value)
            if isinstance(only, Text):
                return (only,) if self._has_room(only.length - value.length, item) else None
        done: list[Value] = []
        for one in _each(value):
            if self._growth < 0 or self._listed < 0 or not self._fits(modifier, one, item, where):
                return None
            if modifier.expands:
                done += self._expanded(one, item)
                continue
            made = _each(_applied(modifier, one))
            longer = max(0, sum(map(_size, made)) - _size(one))
            if not self._has_room(longer + (_OF_A_STEP if isinstance(value, Expansion) else 0), item):
                return None
            done += made
        if isinstance(value, Expansion):
            done = list(dict.fromkeys(done))
        return (
            (done[0],) if len(done) == 1 and not isinstance(value, Expansion) else (Expansion(tuple(done)),)
        )

    def _has_room(self, longer: int, item: Item) -> bool:
        """Whether values may become so many characters longer."""
        self._growth -= max(0, longer)
        if self._growth < 0:
            message = f"modifiers make the values longer by more than {MOST_GROWTH:,} characters"
            self._report(TOO_LARGE, item.where, message, "take a modifier away, or split the rule", "key")
            return False
        return True

    def _expanded(self, value: Value, item: Item) -> Sequence[Value]:
        """Each placeholder as every value of its list."""
        names = names_in(value.source) if isinstance(value, Regex) else _names(value)
        if not names:
            return (value,)
        values = {name: self._values_of(name) for name in names}
        made = math.prod(len(values[name]) for name in names)
        self._listed -= made
        if self._listed < 0 or (isinstance(value, Regex) and made > self._regexes):
            self._listed = -1
            most = (
                f"{MOST_REGEXES} regular expressions"
                if isinstance(value, Regex)
                else f"{MOST_LISTED:,} values"
            )
            message = f"lists put more than {most} into this rule"
            advice = "shorten the lists, or use fewer placeholders in one text"
            self._report(TOO_LARGE, item.where, message, advice, "key")
            return ()
        if isinstance(value, Regex):
            return [Regex(source, value.flags) for source in fill_source(value.source, values)]
        assert isinstance(value, Text)
        return list(fill_text(value, values))

    def _values_of(self, name: str) -> Sequence[ListValue]:
        found = None if self._lists is None else self._lists(name)
        if found is None and self._lists is not None:
            self.missing[name] = None
        return (f"%{name}%",) if found is None else found

    def _fits(self, modifier: Modifier, value: Value, item: Item, where: Where) -> bool:
        kind = kind_of(value)
        if kind not in modifier.takes and isinstance(value, Comparison | Reference | Regex | TimePart):
            message = f"`{modifier.name}` cannot follow `{_bound_by(value)}`"
            advice = "write `expand` before it" if modifier.expands else "keep one of the two"
            self._report_modifier(MODIFIERS_CLASH, item.where, modifier.name, message, advice)
        elif kind not in modifier.takes:
            wanted = " or ".join(_KINDS[taken] for taken in sorted(modifier.takes & _KINDS.keys()))
            message = f"`{modifier.name}` needs {wanted}, not {_KINDS[kind]}"
            self._report(WRONG_VALUE, where, message, _quoting(modifier, value))
        elif modifier.refuses_empty and isinstance(value, Text) and value.is_empty:
            message = f"`{modifier.name}` with an empty text is met by everything or by nothing"
            self._report(EMPTY_TEXT, where, message, "say what to look for, or write `|exists: true`")
        elif (
            modifier.refusal is not None
            and (needed := modifier.refusal(value)) is not None
            and not self._is_open(value, item)
        ):
            self._report(WRONG_VALUE, where, f"`{modifier.name}` needs {needed}", None)
        else:
            return True
        return False

    def _is_open(self, value: Value, item: Item) -> bool:
        """Whether it has a placeholder of which nobody knows yet what it stands for."""
        if not any(modifier.expands for modifier in item.modifiers):
            return False
        return any(self._lists is None or name in self.missing for name in _names(value))

    def _check_regexes(self, value: Value, item: Item, where: Where) -> None:
        if isinstance(value, _NO_REGEX):
            return
        for one in _each(value):
            if not isinstance(one, Regex) or self._regexes < 0 or self._steps < 0:
                return
            self._regexes -= 1
            if (wrong := regex_refusal(one)) is not None:
                self._steps -= _OF_A_BAD_REGEX
                advice = "RE2 runs it: see its syntax; plain text needs `contains`, which also is faster"
                self._report(BAD_REGEX, where, f"the regular expression {wrong}", advice)
                return
            self._steps -= steps(one)
            if steps(one) > MANY_STEPS:
                message = "the regular expression is large: a hostile text can make it slow"
                self._report(LARGE_REGEX, where, message, "replace counts such as `{1,300}` by `+` or `*`")
            if self._regexes < 0 or self._steps < 0:
                message = f"the rule has more than {MOST_REGEXES} regular expressions, or they are too large"
                self._report(TOO_LARGE, item.where, message, "split the rule", "key")


def _as_read(raw: Any, item: Item) -> Value:
    if not isinstance(raw, str):
        value: Value = raw
        return value
    if item.is_raw:
        return Text((raw,) if raw else ())
    return parse_text(raw)


def _applied(modifier: Modifier, value: Value) -> Value:
    assert modifier.apply is not None
    return modifier.apply(value)


def _names(value: Value) -> list[str]:
    return names_in_text(value) if isinstance(value, Text) else []


def _is_value(raw: Any) -> bool:
    return raw is None or isinstance(raw, _EXACT) or (isinstance(raw, float) and math.isfinite(raw))


def _each(value: Value) -> tuple[Value, ...]:
    return value.values if isinstance(value, Expansion) else (value,)


def _size(value: Value) -> int:
    return value.length if isinstance(value, Text) else 0


def _bound_by(value: Comparison | Reference | Regex | TimePart) -> str:
    """The modifier that made a value what it is."""
    match value:
        case Comparison():
            return value.operator.spelling
        case TimePart():
            return value.way or value.part
        case _:
            return value.words[0]


def _described(raw: Any) -> str:
    match raw:
        case Mapping():
            return "a mapping"
        case list():
            return "a list inside a list"
        case float():
            return f"`{raw}`"
        case None:
            return "null"
        case _:
            return f"a {type(raw).__name__}"


def _quoting(modifier: Modifier, value: Value) -> str | None:
    if isinstance(value, Text):
        if modifier.takes == {"boolean"}:
            return "write `true` or `false`"
        is_quoted = _NUMBER.fullmatch(str(value)) is not None
        return "take the quotes away" if is_quoted else "write a number, such as 5 or 0.5"
    return "put it in quotes" if "text" in modifier.takes and value is not None else None
