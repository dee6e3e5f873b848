"""Texts that end in a line break: a block (`|`) has one that nobody sees, and few fields do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.diagnostics import Problem
from engine.matching.checks.subject import Subject

ENDS_IN_A_BREAK: Final = "TOC345"


def check_breaks(subject: Subject) -> Iterator[Problem]:
    """Each text whose last character is a line break."""
    for item in subject.items:
        for value, where in item.values:
            if isinstance(value, str) and value.endswith("\n"):
                message = "this text ends in a line break, which is compared, too"
                yield Problem(ENDS_IN_A_BREAK, where, message, help="write `|-` or `>-` for the block")
