"""Runs the cases of `tests/cases/detection/semantics.yml`: what every operator and condition means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.matching import Event, compile_detection

CASES = Path(__file__).parents[1] / "cases" / "detection" / "semantics.yml"


def questions() -> list[Any]:
    cases = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [
        pytest.param(case, event, expected, id=f"{case['name']}: {event}")
        for case in cases
        for key, expected in (("hits", True), ("misses", False))
        for event in case[key]
    ]


@pytest.mark.parametrize(("case", "event", "expected"), questions())
def test_case(case: dict[str, Any], event: dict[str, Any], expected: bool) -> None:
    match = case["match"]
    section = match if "condition" in match else {"selection": match, "condition": "selection"}

    detection, problems = compile_detection({"detection": section}, case.get("lists", {}).get)

    assert detection is not None, problems
    assert detection.test(Event(event)) is expected
    assert detection.explain(event)["result"] is expected
