"""A value that stands twice under one field: one of the two was probably meant to be another."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Final

from engine.diagnostics import Problem
from engine.matching.checks.subject import Subject
from engine.matching.text import fold, text_of

REPEATED: Final = "TOC342"
_EXACT: Final = frozenset({"cased", "re", "base64", "base64offset", "fieldref"})
"""Modifiers under which texts that differ in case alone are two."""


def check_repeats(subject: Subject) -> Iterator[Problem]:
    """Each value after the first that compares as one before it does."""
    for item in subject.items:
        if len(item.values) == 1:
            continue
        exact = not _EXACT.isdisjoint(item.modifiers)
        seen: set[Hashable] = set()
        for value, where in item.values:
            text = text_of(value)
            same = text if exact or text is None else fold(text)
            if same in seen:
                message = f"`{text}` stands twice under `{item.field}`" if text is not None else "null twice"
                yield Problem(REPEATED, where, message, help="take one away, or mend it")
            seen.add(same)
