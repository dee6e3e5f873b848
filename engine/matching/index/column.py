"""What an event holds in one field, as tables of values are asked for it: a number as it is, a text folded.

A number equals its text form, so each is known by both: an id is looked up without being written out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from engine.matching.event import ANYWHERE, Event, View
from engine.matching.text import CASED, FOLDED, Form, text_of

_PLAIN: Final = (FOLDED, CASED)
"""Forms in which a number is written as in any other."""
UNKNOWN: Final = None
"""Stands for a value that no rule names."""


class Several(tuple[str, ...]):
    """The known values of a field that holds more than one."""

    __slots__ = ()


class Column:
    """The values of one view that some rule names."""

    __slots__ = ("_is_path", "_known", "_view", "as_seen", "is_plain", "name")

    def __init__(self, view: View, texts: Iterable[str]) -> None:
        form: Form = FOLDED if isinstance(view, str) else view[1]
        self.name = view if isinstance(view, str) else view[0]
        self.as_seen: dict[Any, str] = {}
        """By what needs no writing in another form: numbers, and texts that are written in it already."""
        self._view = view
        self._is_path = "." in self.name or self.name == ANYWHERE
        self._known = {text: text for text in texts}
        self.is_plain = form in _PLAIN and self.name != ANYWHERE
        if self.is_plain:
            spelled = ((_spelled_by(text), text) for text in self._known)
            self.as_seen |= self._known
            self.as_seen |= {number: text for number, text in spelled if number is not None}

    def key(self, value: Any, event: Event) -> Any:
        """The value of the event if a rule names it, else `UNKNOWN`; `Several` if there are more.

        `value` is what stands under the very name of the field, None where nothing does.
        """
        kind = type(value)
        if self.is_plain and (kind is int or kind is str):
            found = self.as_seen.get(value)
            if found is not None or kind is int:
                return found
        elif self.is_plain and kind is bool:
            return self._known.get("true" if value else "false")
        elif value is None and not self._is_path:
            return UNKNOWN
        texts = event.texts[self._view]
        if len(texts) == 1:
            return self._known.get(texts[0])
        several = [text for text in dict.fromkeys(texts) if text in self._known]
        if len(several) > 1:
            return Several(several)
        return several[0] if several else UNKNOWN


def _spelled_by(text: str) -> int | float | None:
    """The number whose text form this is."""
    for read in (partial(int, base=0), float):
        try:
            number = read(text)
        except ValueError:
            continue
        if text_of(number) == text:
            return number
    return None


def options(key: Any) -> tuple[Any, ...]:
    """The values a key stands for."""
    return key if isinstance(key, Several) else () if key is UNKNOWN else (key,)
