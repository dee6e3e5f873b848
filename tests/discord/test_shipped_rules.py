"""The rules that ship do what they say: each document's own tests, through the loop, on its own clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.durations import read_duration
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import CORE_FIELDS, Signal
from engine.systems import KINDS
from engine.systems.loading import load_rulebook

RULES = Path(__file__).parents[2] / "rules"
PACKS = ("antinuke",)
"""Those that ship. Whoever runs it has packs of their own beside these, and may leave them untested."""
LOADED = load_rulebook([RULES / pack for pack in PACKS])
START = 1_800_000_000_000
GUILD = 11


def cases() -> Iterator[Any]:
    for document in LOADED.rulebook.documents:
        for case in document.body.get("tests", ()):
            yield pytest.param(document, case, id=f"{document.body['title']}: {case['name']}")


def signals(case: dict[str, Any]) -> list[Signal]:
    found: list[Signal] = []
    for given in case["signals"]:
        fields = dict(given)
        repeat = fields.pop("repeat", {"times": 1, "every": "1s"})
        at = read_duration(str(fields.pop("at", "0s")).removeprefix("+")) or 0
        type_ = fields.pop("type")
        own = {name: fields.pop(name) for name in list(fields) if name in CORE_FIELDS}
        for n in range(repeat["times"]):
            time = START + at + n * (read_duration(repeat["every"]) or 0)
            found.append(Signal(f"s{len(found)}", type_, time, guild=GUILD, data=dict(fields), **own))
    return sorted(found, key=lambda signal: signal.time)


def emitted(document: Document, case: dict[str, Any]) -> list[Signal]:
    programs = Programs(KINDS, Catalogue.load())
    core = Core(programs.add(LOADED.rulebook), programs.provide)
    rows = [row for signal in signals(case) for row in core.take(signal, signal.time) or []]
    end = Signal("end", "test.end", START + 86_400_000)
    rows += core.take(end, end.time) or []
    return [row.signal for row in rows if row.signal.data.get("document") == document.identity]


def test_they_load_without_a_word() -> None:
    assert LOADED.diagnostics == ()


def test_every_rule_that_alerts_is_explained_and_tested() -> None:
    over = {
        name
        for each in LOADED.rulebook.documents
        for name in each.body.get("correlation", {}).get("rules", ())
    }
    for document in LOADED.rulebook.documents:
        body = document.body
        assert body.get("description"), body["title"]
        if body.get("name") not in over:
            assert body.get("tests"), body["title"]
            assert body.get("falsepositives"), body["title"]


@pytest.mark.parametrize(("document", "case"), list(cases()))
def test_its_own_tests_hold(document: Document, case: dict[str, Any]) -> None:
    came = emitted(document, case)
    expected = case["expect"]
    assert len(came) == sum(each.get("count", 1) for each in expected)
    for each in expected:
        assert {signal.type for signal in came} == {each["emits"]}
        assert {signal.severity for signal in came} == {each["severity"]}
        if "at" in each:
            assert came[0].time == START + (read_duration(each["at"].removeprefix("+")) or 0)
