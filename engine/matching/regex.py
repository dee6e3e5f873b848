"""Regular expressions as rules write them, on RE2 alone: its time grows with the text and never explodes.

What RE2 cannot do without such explosions (look-around, back-references) is refused, and said.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import msgspec
import re2  # type: ignore[import-untyped]

MOST_MEMORY: Final = 1 << 18
"""Bytes for the program of one expression and for what it remembers of texts."""
MUCH_MEMORY: Final = 1 << 21
"""The same for a large one: when it forgets what it learned of a text, each character costs its size."""
LONGEST: Final = 4_000
MOST_STEPS: Final = 8_500
"""How large a program may be; `.{1000,}` has 8,005 steps."""
_LARGE_FROM: Final = 200
"""Steps from which on it may remember more."""
MANY_STEPS: Final = 600
"""From here on a hostile text can make each character cost much, and the author is told."""
_UNABLE: Final = re.compile(r"\(\?(?:<?[=!]|>)")
_BACK: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]|\(\?P=")


class Regex(msgspec.Struct, frozen=True):
    """A regular expression, found anywhere in a text. `flags` are some of `ims`, in this order."""

    source: str
    flags: str = ""

    def flagged(self, flag: str) -> Regex:
        """The same with a further flag."""
        return Regex(self.source, "".join(sorted({*self.flags, flag})))

    def open_start(self) -> Regex:
        """The same at the end of the text alone."""
        return Regex(rf"(?:{self.source})\z", self.flags)

    def open_end(self) -> Regex:
        """The same at the beginning of the text alone."""
        return Regex(rf"\A(?:{self.source})", self.flags)

    @property
    def words(self) -> tuple[str, ...]:
        """The modifiers that say it."""
        return ("re", *self.flags)

    @property
    def pattern(self) -> str:
        """As RE2 takes it, its flags inside."""
        return f"(?{self.flags}){self.source}" if self.flags else self.source

    def __str__(self) -> str:
        """As a rule would write it."""
        return self.source


def finder(regex: Regex) -> Callable[[str], bool]:
    """A test of whether it is found in a text. `re2.error` for one that `refusal` speaks of."""
    small = _compiled(regex)
    search = (small if small.programsize < _LARGE_FROM else re2.compile(regex.pattern, _LARGE)).search

    def found(text: str) -> bool:
        return search(text.encode("utf-8", "replace")) is not None  # half a surrogate pair is no character

    return found


def refusal(regex: Regex) -> str | None:
    """What is wrong with it, in words that follow its name; None when it can be used."""
    if len(regex.source) > LONGEST:
        return f"is longer than {LONGEST:,} characters"
    try:
        if steps(regex) > MOST_STEPS:
            return "is too large once its repetitions are written out"
    except re2.error as error:
        return _explained(regex.source, error)
    except UnicodeEncodeError:
        return "has half a character in it"
    return None


def steps(regex: Regex) -> int:
    """How large its program is. `re2.error` for one that RE2 does not take."""
    size: int = _compiled(regex).programsize
    return size


def _compiled(regex: Regex) -> Any:
    return re2.compile(regex.pattern, _OPTIONS)


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.log_errors = False  # it writes to the standard error from C++
    options.never_capture = True  # to find is enough, and costs far less
    options.max_mem = memory
    return options


_OPTIONS: Final = _options(MOST_MEMORY)
_LARGE: Final = _options(MUCH_MEMORY)


def _explained(source: str, error: re2.error) -> str:
    said = error.args[0]
    reason = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if _UNABLE.search(source):
        return "looks ahead or behind (`(?=`, `(?!`, `(?<`), which cannot be done in bounded time"
    if _BACK.search(source):
        return "refers back to a group (`\\1`), which cannot be done in bounded time"
    if "too large" in reason or "repetition size" in reason:
        return f"is too large once its repetitions are written out ({reason})"
    return f"cannot be read: {reason}"
