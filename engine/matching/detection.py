"""A detection made ready: when it is asked, whether it matches, and why. Knows no signals and no effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from engine.diagnostics import Problem, Where
from engine.diagnostics.codes import CODES
from engine.matching.conditions import Condition
from engine.matching.event import Event, Test
from engine.matching.interpreter import Explanation, compile_condition, explain
from engine.matching.logsource import read_logsource
from engine.matching.sigma import read_detection, read_match


class Detection(msgspec.Struct, frozen=True):
    """A compiled condition. `types` are patterns of the signal types it is about, as `Candidates` reads them.

    Whoever asks several detections about one event wraps its fields in an `Event` once: they
    share what that remembers.
    """

    condition: Condition
    types: tuple[str, ...]
    test: Test

    def explain(self, fields: Mapping[str, Any]) -> Explanation:
        """Each condition with the value it saw."""
        return explain(self.condition, Event(fields))


def compile_detection(body: Mapping[str, Any]) -> tuple[Detection | None, list[Problem]]:
    """Compile the `logsource` and `detection` of one document; None if a problem is an error."""
    condition, problems = read_detection(body.get("detection"))
    types, further = read_logsource(body.get("logsource"))
    return _ready(condition, types, problems + further)


def compile_match(value: Any, where: Where = ("match",)) -> tuple[Detection | None, list[Problem]]:
    """Compile a `match:` (one selection, or named ones with a `condition`); it has no types of its own."""
    condition, problems = read_match(value, where)
    return _ready(condition, (), problems)


def _ready(
    condition: Condition, types: tuple[str, ...], problems: list[Problem]
) -> tuple[Detection | None, list[Problem]]:
    if any(CODES[problem.code].level == "error" for problem in problems):
        return None, problems
    return Detection(condition, types, compile_condition(condition)), problems
