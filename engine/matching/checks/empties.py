"""A field with nothing after its colon: that is null, and null means that the field is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.diagnostics import Problem
from engine.matching.checks.subject import Subject

NOTHING_WRITTEN: Final = "TOC344"
_ADVICE: Final = "write `null` if that is meant; `#` begins a comment, unless it is in quotes"


def check_empties(subject: Subject) -> Iterator[Problem]:
    """Each value that is null because nothing stands there."""
    if "" not in subject.spellings.values():
        return
    for item in subject.items:
        for value, where in item.values:
            if value is None and subject.spellings.get(where) == "":
                message = f"nothing stands here, which means that `{item.field}` is missing or null"
                yield Problem(NOTHING_WRITTEN, where, message, help=_ADVICE)
