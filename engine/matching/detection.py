"""A detection made ready: when it is asked, whether it matches, and why. Knows no signals and no effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from engine.diagnostics import Problem, Where
from engine.diagnostics.codes import CODES
from engine.matching.conditions import And, Condition, Or
from engine.matching.event import Event, Test
from engine.matching.filters import Filter, filtered
from engine.matching.interpreter import Explanation, compile_condition, explain
from engine.matching.lists import Lists
from engine.matching.logsource import read_logsource
from engine.matching.sigma import Section, read_detection, read_match


class Detection(msgspec.Struct, frozen=True):
    """A compiled condition. `types` are patterns of the signal types it is about, as `Candidates` reads them.

    `missing` are lists that its placeholders name and nobody has; then it is never met.
    Whoever asks several detections about one event wraps its fields in an `Event` once: they
    share what that remembers.
    """

    condition: Condition
    types: tuple[str, ...]
    test: Test
    missing: tuple[str, ...] = ()

    def explain(self, fields: Mapping[str, Any]) -> Explanation:
        """Each condition with the value it saw."""
        return explain(self.condition, Event(fields))


def compile_detection(
    body: Mapping[str, Any], lists: Lists | None = None, filters: Sequence[Filter] = ()
) -> tuple[Detection | None, list[Problem]]:
    """Compile the `logsource` and `detection` of one document; None if a problem is an error.

    `lists` finds what placeholders stand for, `filters` are those put on the rule. Without `lists`
    only what the document says by itself is checked, and a placeholder stands for itself.
    """
    section = read_detection(body.get("detection"), lists=lists)
    types, further = read_logsource(body.get("logsource"))
    condition = filtered(section.condition, filters)
    return _ready(condition, types, section, section.problems + further)


def compile_match(
    value: Any, where: Where = ("match",), lists: Lists | None = None
) -> tuple[Detection | None, list[Problem]]:
    """Compile a `match:` (one selection, or named ones with a `condition`); it has no types of its own."""
    section = read_match(value, where, lists)
    return _ready(section.condition, (), section, section.problems)


def _ready(
    condition: Condition, types: tuple[str, ...], section: Section, problems: list[Problem]
) -> tuple[Detection | None, list[Problem]]:
    if any(CODES[problem.code].level == "error" for problem in problems):
        return None, problems
    if section.missing:  # to go on with half a condition would mean something else than it says
        lacking = tuple(Or((), f"there is a list `{name}`") for name in section.missing)
        condition = And((*lacking, condition))
    return Detection(condition, types, compile_condition(condition), section.missing), problems
