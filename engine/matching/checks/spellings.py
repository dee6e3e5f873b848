"""Numbers that are compared as another text than the one that stands in the file: `1.20` is `1.2`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.diagnostics import Problem
from engine.matching.checks.subject import Subject
from engine.matching.text import text_of

OTHER_SPELLING: Final = "TOC343"
_BY_NUMBER: Final = frozenset({"gt", "gte", "lt", "lte"})


def check_spellings(subject: Subject) -> Iterator[Problem]:
    """Unquoted numbers whose spelling is lost where texts are compared."""
    for item in subject.items if subject.spellings else ():
        if not _BY_NUMBER.isdisjoint(item.modifiers):
            continue
        for value, where in item.values:
            spelling = subject.spellings.get(where)
            if not spelling or isinstance(value, bool | str | None):
                continue
            text = text_of(value)
            if text != spelling:
                message = f"the number `{spelling}` is compared as `{text}`"
                yield Problem(OTHER_SPELLING, where, message, help=f"for a text write `'{spelling}'`")
